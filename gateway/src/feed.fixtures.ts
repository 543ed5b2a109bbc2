export type OrderEvent = { readonly cursor: string; readonly status: string; readonly payload?: string };

/** The events of an order as a context streams them: history first, then live events. */
export type Feed = {
  readonly publish: (event: OrderEvent) => void;
  /** Fails all streams, like a context that has lost its database. */
  readonly fail: () => void;
  readonly complete: () => void;
  /** The number of streams opened so far. */
  readonly opened: () => number;
  readonly active: () => number;
  readonly follow: (after: string | undefined) => AsyncIterableIterator<OrderEvent>;
};

type Follower = { position: number; state: 'live' | 'failed' | 'completed' | 'left'; wake: () => void };

type FeedResult = IteratorResult<OrderEvent, undefined>;

const finished = { done: true, value: undefined } as const;

const nextResult = (follower: Follower, events: readonly OrderEvent[]): FeedResult | undefined => {
  if (follower.state === 'failed') throw new Error('the database connection was lost');
  if (follower.state === 'left') return finished;
  const event = events[follower.position];
  if (event !== undefined) {
    follower.position += 1;
    return { done: false, value: event };
  }
  return follower.state === 'completed' ? finished : undefined;
};

const iterate = (follower: Follower, events: readonly OrderEvent[], leave: () => void): AsyncIterableIterator<OrderEvent> => {
  const iterator: AsyncIterableIterator<OrderEvent> = {
    next: async () => {
      for (;;) {
        const next = nextResult(follower, events);
        if (next !== undefined) return next;
        await new Promise<void>((resolve) => {
          follower.wake = resolve;
        });
      }
    },
    return: () => {
      follower.state = 'left';
      leave();
      follower.wake();
      return Promise.resolve(finished);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
};

export const feed = (history: readonly OrderEvent[] = []): Feed => {
  const events = [...history];
  const followers = new Set<Follower>();
  let opened = 0;
  const end = (state: Follower['state']): void => {
    for (const follower of followers) {
      follower.state = state;
      follower.wake();
    }
    followers.clear();
  };
  return {
    publish: (event) => {
      events.push(event);
      for (const { wake } of followers) wake();
    },
    fail: () => end('failed'),
    complete: () => end('completed'),
    opened: () => opened,
    active: () => followers.size,
    follow: (after) => {
      opened += 1;
      const position = after === undefined ? 0 : events.findIndex(({ cursor }) => cursor === after) + 1;
      const follower: Follower = { position, state: 'live', wake: () => undefined };
      followers.add(follower);
      return iterate(follower, events, () => followers.delete(follower));
    },
  };
};
