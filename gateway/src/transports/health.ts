import type { Logger } from 'pino';
import type { SubgraphTransport } from '@marketplace/platform';

/** Which subgraphs can be reached. */
export type Health = {
  /** Asks all of them now, together with whoever asks at the same time. */
  readonly check: () => Promise<ReadonlyMap<string, boolean>>;
  /** As it was a second ago at most; for pages that ask again and again. */
  readonly lately: () => Promise<ReadonlyMap<string, boolean>>;
  /** Asks one of them now. */
  readonly isReady: (name: string) => Promise<boolean>;
};

export type HealthOptions = { readonly transports: ReadonlyMap<string, SubgraphTransport>; readonly log: Logger };

const lateMs = 1_000;
/** A subgraph that takes longer to say that it is ready is not. */
const patienceMs = 2_000;

const inTime = (answer: Promise<boolean>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs, false);
    const say = (isReady: boolean): void => {
      clearTimeout(timer);
      resolve(isReady);
    };
    answer.then(say, () => say(false));
  });

export const healthOf = ({ transports, log }: HealthOptions): Health => {
  const asking = new Map<string, Promise<boolean>>();
  const away = new Set<string>();
  let last: { readonly at: number; readonly states: Promise<ReadonlyMap<string, boolean>> } | undefined;
  const note = (name: string, isReady: boolean): boolean => {
    if (isReady && away.delete(name)) log.info({ subgraph: name }, 'a subgraph can be reached again');
    if (!isReady && !away.has(name)) {
      away.add(name);
      log.warn({ subgraph: name }, 'a subgraph cannot be reached');
    }
    return isReady;
  };
  const ask = async (name: string, transport: SubgraphTransport): Promise<boolean> => {
    try {
      return note(name, await inTime(transport.isReady()));
    } finally {
      asking.delete(name);
    }
  };
  const isReady = (name: string): Promise<boolean> => {
    const transport = transports.get(name);
    if (transport === undefined) return Promise.resolve(false);
    const answer = asking.get(name) ?? ask(name, transport);
    asking.set(name, answer);
    return answer;
  };
  const check = async (): Promise<ReadonlyMap<string, boolean>> =>
    new Map(await Promise.all([...transports.keys()].map(async (name) => [name, await isReady(name)] as const)));
  return {
    isReady,
    check,
    lately: () => {
      const now = performance.now();
      if (last === undefined || now - last.at > lateMs) last = { at: now, states: check() };
      return last.states;
    },
  };
};
