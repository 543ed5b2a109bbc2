import type { ExecutionResult, GraphQLError } from 'graphql';
import { boundedQueue, type BoundedQueue } from '../core/bounded-queue';
import { refusal } from '../core/refusals';

/** The joined results of one subscription, on their way to one client. */
export type ResultStream = BoundedQueue<ExecutionResult>;

/** One running subscription in a subgraph, shared by the clients that asked for exactly the same. */
export type Upstream = {
  /** A stream of its own for a newcomer, or undefined if it can no longer come in without missing something. */
  readonly follow: (onOverflow: () => void) => ResultStream | undefined;
  /** Ends for everyone with an error that tells clients to resume. */
  readonly interrupt: (error: GraphQLError) => void;
};

export type UpstreamOptions = {
  readonly source: AsyncIterableIterator<ExecutionResult>;
  /** Joins an event with what other subgraphs know. */
  readonly join: (event: ExecutionResult) => Promise<ExecutionResult>;
  /**
   * Whether the stream starts with history. Then nobody joins it once an event has passed: they would miss that part.
   * Any other stream is taken for a state that changes, and newcomers begin with its latest.
   */
  readonly replays: boolean;
  readonly queueLimit: number;
  /** Nobody follows any more, or the source ended. Called once. */
  readonly onClose: () => void;
};

/** Ended without the subgraph having said so; with `after` the client comes back and misses nothing. */
export const interrupted = (): GraphQLError =>
  refusal('SUBSCRIPTION_INTERRUPTED', 'The stream was interrupted. Subscribe again, with `after` where there is one');

/** Pulls events one by one, so that they are joined and delivered in order. */
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
    // Not awaited: a source may end its iteration only when the network lets it.
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
