import { randomUUID } from 'node:crypto';
import type { RedisClient, RedisLink } from './redis-link';

/** The right to write a value: what the key's generation was before the value was read, and on which connection. */
export type Ticket = { readonly epoch: number; readonly generation: string };

/** What several replicas remember together. */
export type SharedLayer = {
  /** The values that are there, and the right to write the ones that are not. */
  readonly look: (
    keys: readonly string[],
  ) => Promise<{ readonly texts: ReadonlyMap<string, string>; readonly tickets: ReadonlyMap<string, Ticket> }>;
  readonly put: (entry: { readonly key: string; readonly text: string; readonly ticket: Ticket }, milliseconds: number) => void;
  readonly drop: (keys: readonly string[]) => void;
  readonly dropAll: () => void;
};

export type SharedLayerOptions = {
  readonly link: RedisLink;
  /** In front of every key. */
  readonly prefix: string;
  readonly ttl: number;
};

/** How late a value may reach Redis that was on its way when its key was dropped. */
const lateMilliseconds = 60_000;
const againMilliseconds = 1_000;
const mostUnsettled = 10_000;

/** The key that stands for all of them. */
const everything = '';

const nothing = { texts: new Map<string, string>(), tickets: new Map<string, Ticket>() };

/**
 * Each key has a generation beside its value: none, or a random word that a drop has written; and so have all of them
 * together. A value says of which
 * generation it is, and counts only while that is the key's; whoever reads the database has looked at the generation
 * before. So a value that was read before a change can be written after it, as late as it likes, and counts for nothing.
 * Generations outlive every value that was on its way when they were written.
 *
 * A drop that Redis has not acknowledged is not settled: until it is, this process neither believes what Redis says of
 * the key nor writes it, and asks again. All replicas that hear of a change drop the key, so each of them is safe by itself.
 */
export const sharedLayer = ({ link, prefix, ttl }: SharedLayerOptions): SharedLayer => {
  const valueKey = (key: string): string => `${prefix}:v:${key}`;
  const generationKey = (key: string): string => `${prefix}:g:${key}`;
  const lifetime = ttl + lateMilliseconds;
  const unsettled = new Map<string, { readonly generation: string; readonly at: number }>();
  const state: { again?: NodeJS.Timeout; distrustedUntil: number } = { distrustedUntil: 0 };

  const isTrusted = (): boolean => performance.now() >= state.distrustedUntil;

  const sendDrop = async (key: string, generation: string): Promise<void> => {
    const isDone = await link.order('drop', (client) =>
      Promise.all([
        client.set(generationKey(key), generation, { expiration: { type: 'PX', value: lifetime } }),
        client.unlink(valueKey(key)),
      ]),
    );
    if (isDone && unsettled.get(key)?.generation === generation) unsettled.delete(key);
    if (!isDone) tryAgain();
  };

  const settle = (): void => {
    delete state.again;
    for (const [key, { generation, at }] of unsettled) {
      // By now no value from before is left.
      if (performance.now() - at > lifetime) unsettled.delete(key);
      else void sendDrop(key, generation);
    }
  };

  const tryAgain = (): void => {
    state.again ??= setTimeout(settle, againMilliseconds).unref();
  };

  /** Too many to remember: rather believe nothing, until no value from before can be left. */
  const giveUp = (): void => {
    unsettled.clear();
    state.distrustedUntil = performance.now() + lifetime;
  };

  const drop = (keys: readonly string[]): void => {
    for (const key of keys) {
      const generation = randomUUID();
      unsettled.set(key, { generation, at: performance.now() });
      void sendDrop(key, generation);
    }
    if (unsettled.size > mostUnsettled) giveUp();
  };

  link.onReady(settle);

  const read = (client: RedisClient, keys: readonly string[]): Promise<readonly (string | null)[]> =>
    client.mGet([generationKey(everything), ...keys.map(generationKey), ...keys.map(valueKey)]);

  return {
    look: async (wanted) => {
      const keys = isTrusted() && !unsettled.has(everything) ? wanted.filter((key) => !unsettled.has(key)) : [];
      if (keys.length === 0) return nothing;
      const epoch = link.epoch();
      const answer = await link.ask('read', (client) => read(client, keys));
      if (answer === undefined) return nothing;
      const [texts, tickets] = [new Map<string, string>(), new Map<string, Ticket>()];
      for (const [position, key] of keys.entries()) {
        const generation = `${answer[0] ?? ''}/${answer[1 + position] ?? ''}`;
        const value = answer[1 + keys.length + position];
        const mark = `${generation} `;
        if (value?.startsWith(mark) === true) texts.set(key, value.slice(mark.length));
        else tickets.set(key, { epoch, generation });
      }
      return { texts, tickets };
    },
    put: ({ key, text, ticket }, milliseconds) => {
      // Another connection may be to a server that has forgotten the drops since.
      if (ticket.epoch !== link.epoch() || milliseconds < 1 || !isTrusted()) return;
      if (unsettled.has(key) || unsettled.has(everything)) return;
      const expiration = { type: 'PX', value: Math.floor(milliseconds) } as const;
      void link.ask('write', (client) => client.set(valueKey(key), `${ticket.generation} ${text}`, { expiration }));
    },
    drop,
    dropAll: () => {
      drop([everything]);
    },
  };
};
