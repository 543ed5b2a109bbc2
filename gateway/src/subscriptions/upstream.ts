import type { ExecutionResult, GraphQLError } from 'graphql';
import { boundedQueue, type BoundedQueue } from '../core/bounded-queue';
import { refusal } from '../core/refusals';

/** The joined results of one subscription for one client. */
export type ResultStream = BoundedQueue<ExecutionResult>;

/** One running subscription in a subgraph, shared by all clients that requested the same. */
export type Upstream = {
  /** Opens a stream for another client. Returns undefined if it would miss events. */
  readonly follow: (onOverflow: () => void) => ResultStream | undefined;
  /** Ends all streams with an error that asks clients to resume. */
  readonly interrupt: (error: GraphQLError) => void;
};

export type UpstreamOptions = {
  readonly source: AsyncIterableIterator<ExecutionResult>;
  /** Joins an event with the data of other subgraphs. */
  readonly join: (event: ExecutionResult) => Promise<ExecutionResult>;
  /**
   * True if the stream starts with history. Then no client joins after the first event, because it would miss history.
   * Any other stream reports a changing state, and new clients start with the latest one.
   */
  readonly replays: boolean;
  readonly queueLimit: number;
  /** Called once, when the last client has left or the source has ended. */
  readonly onClose: () => void;
};

/** The error of a stream that ended unexpectedly. A client that resumes with `after` misses nothing. */
export const interrupted = (): GraphQLError =>
  refusal('SUBSCRIPTION_INTERRUPTED', 'The stream was interrupted. Subscribe again; pass `after` if the subscription has it');

/** Reads events one at a time, so that they are joined and delivered in order. */
export const upstreamOf = ({ source, join, replays, queueLimit, onClose }: UpstreamOptions): Upstream => {
  const followers = new Set<ResultStream>();
  let latest: ExecutionResult | undefined;
  let open = true;
  let started = false;
  const close = (last?: ExecutionResult): void => {
    if (!open) return;
    open = false;
    for (const follower of [...followers]) {
      if (last !== undefined) follower.push(last);
      follower.end();
    }
    onClose();
    // Not awaited: the return may wait for the network.
    void source.return?.().then(undefined, () => undefined);
  };
  const pump = async (): Promise<void> => {
    try {
      for await (const event of source) {
        const result = await join(event);
        latest = result;
        for (const follower of [...followers]) follower.push(result);
      }
      close();
    } catch {
      close({ errors: [interrupted()] });
    }
  };
  return {
    follow: (onOverflow) => {
      if (!open || (replays && latest !== undefined)) return undefined;
      const stream: ResultStream = boundedQueue<ExecutionResult>({
        limit: queueLimit,
        onOverflow,
        onClose: () => {
          followers.delete(stream);
          if (followers.size === 0) close();
        },
      });
      followers.add(stream);
      if (latest !== undefined) stream.push(latest);
      if (!started) {
        started = true;
        void pump();
      }
      return stream;
    },
    interrupt: (error) => close({ errors: [error] }),
  };
};
