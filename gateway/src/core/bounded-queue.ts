/** A queue of results for one consumer. It closes when it is full, so that a slow consumer cannot use up memory. */
export type BoundedQueue<T> = AsyncIterableIterator<T, undefined> & {
  readonly return: () => Promise<IteratorResult<T, undefined>>;
  /** Returns false if the queue is full or closed. A full queue closes. */
  readonly push: (item: T) => boolean;
  /** Ends the iteration after the queued items. */
  readonly end: () => void;
  /** Makes the iteration throw after the queued items. */
  readonly fail: (error: Error) => void;
};

export type QueueOptions = {
  readonly limit: number;
  /** Called once, when the consumer leaves or the queue ends. */
  readonly onClose?: () => void;
  /** Called once, when the queue is full. */
  readonly onOverflow?: () => void;
};

type Waiter<T> = { readonly resolve: (result: IteratorResult<T, undefined>) => void; readonly reject: (error: Error) => void };

const finished = { done: true, value: undefined } as const;

const finish = <T>({ resolve, reject }: Waiter<T>, failure: Error | undefined): void => {
  if (failure === undefined) resolve(finished);
  else reject(failure);
};

export const boundedQueue = <T>({ limit, onClose, onOverflow }: QueueOptions): BoundedQueue<T> => {
  let items: T[] = [];
  let waiters: Waiter<T>[] = [];
  let closed = false;
  let failure: Error | undefined;
  const finishOnce = (waiter: Waiter<T>): void => {
    finish(waiter, failure);
    failure = undefined;
  };
  const close = (error?: Error): void => {
    if (closed) return;
    closed = true;
    failure = error;
    waiters.splice(0).forEach(finishOnce);
    onClose?.();
  };
  const overflow = (): false => {
    items = [];
    onOverflow?.();
    close();
    return false;
  };
  const queue: BoundedQueue<T> = {
    push: (item) => {
      if (closed) return false;
      const waiter = waiters.shift();
      if (waiter === undefined && items.length >= limit) return overflow();
      if (waiter === undefined) items.push(item);
      else waiter.resolve({ done: false, value: item });
      return true;
    },
    end: () => close(),
    fail: (error) => close(error),
    next: () =>
      new Promise((resolve, reject) => {
        const waiter = { resolve, reject };
        if (items.length > 0) resolve({ done: false, value: items.shift() as T });
        else if (closed) finishOnce(waiter);
        else waiters = [...waiters, waiter];
      }),
    return: () => {
      items = [];
      close();
      return Promise.resolve(finished);
    },
    [Symbol.asyncIterator]: () => queue,
  };
  return queue;
};
