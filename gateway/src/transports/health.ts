import type { Logger } from 'pino';
import type { SubgraphTransport } from '@marketplace/platform';

/** The reachability of the subgraphs. */
export type Health = {
  /** Checks all subgraphs now. Concurrent callers share one check. */
  readonly check: () => Promise<ReadonlyMap<string, boolean>>;
  /** The last check if it is at most one second old, otherwise a new one. For pages that poll. */
  readonly cached: () => Promise<ReadonlyMap<string, boolean>>;
  /** Checks one subgraph now. */
  readonly isReady: (name: string) => Promise<boolean>;
};

export type HealthOptions = { readonly transports: ReadonlyMap<string, SubgraphTransport>; readonly log: Logger };

const cacheMs = 1_000;
/** A subgraph that takes longer to respond is not ready. */
const readyTimeoutMs = 2_000;

const withTimeout = (answer: Promise<boolean>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, readyTimeoutMs, false);
    const finish = (isReady: boolean): void => {
      clearTimeout(timer);
      resolve(isReady);
    };
    answer.then(finish, () => finish(false));
  });

export const healthOf = ({ transports, log }: HealthOptions): Health => {
  const pendingChecks = new Map<string, Promise<boolean>>();
  const unreachable = new Set<string>();
  let last: { readonly at: number; readonly states: Promise<ReadonlyMap<string, boolean>> } | undefined;
  const recordState = (name: string, isReady: boolean): boolean => {
    if (isReady && unreachable.delete(name)) log.info({ subgraph: name }, 'subgraph is reachable again');
    if (!isReady && !unreachable.has(name)) {
      unreachable.add(name);
      log.warn({ subgraph: name }, 'subgraph is unreachable');
    }
    return isReady;
  };
  const checkOne = async (name: string, transport: SubgraphTransport): Promise<boolean> => {
    try {
      return recordState(name, await withTimeout(transport.isReady()));
    } finally {
      pendingChecks.delete(name);
    }
  };
  const isReady = (name: string): Promise<boolean> => {
    const transport = transports.get(name);
    if (transport === undefined) return Promise.resolve(false);
    const answer = pendingChecks.get(name) ?? checkOne(name, transport);
    pendingChecks.set(name, answer);
    return answer;
  };
  const check = async (): Promise<ReadonlyMap<string, boolean>> =>
    new Map(await Promise.all([...transports.keys()].map(async (name) => [name, await isReady(name)] as const)));
  return {
    isReady,
    check,
    cached: () => {
      const now = performance.now();
      if (last === undefined || now - last.at > cacheMs) last = { at: now, states: check() };
      return last.states;
    },
  };
};
