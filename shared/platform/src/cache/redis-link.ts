import { milliseconds, type Duration } from '@marketplace/kernel';
import { createClient } from '@redis/client';
import type { Log } from '../core/log';
import { cacheFaults } from '../core/metrics';

const connectMilliseconds = 2_000;
/** How long anybody waits for an answer unless told; a database is asked in less. */
const usualPatience = milliseconds(100);
/** After an answer that did not come in time nobody asks for so long. */
const pauseMilliseconds = 1_000;
const pingMilliseconds = 2_000;
/** A connection on which nothing has come for so long, not even the answer to a ping, is given up. */
const silenceMilliseconds = 6_000;
const mostWaiting = 20_000;

const clientOf = (url: string, name: string) =>
  createClient({
    url,
    name,
    // What cannot be sent now is not sent later either: by then it would be wrong.
    disableOfflineQueue: true,
    commandsQueueMaxLength: mostWaiting,
    pingInterval: pingMilliseconds,
    maintNotifications: 'disabled',
    socket: {
      connectTimeout: connectMilliseconds,
      socketTimeout: silenceMilliseconds,
      reconnectStrategy: (attempts) => Math.min(50 * 2 ** attempts, 2_000),
    },
  });

export type RedisClient = ReturnType<typeof clientOf>;

export type CacheWork = 'read' | 'write' | 'drop';

/** A connection to Redis that may be away at any time: nobody waits for it long, and nobody gets its errors. */
export type RedisLink = {
  /** Undefined when there is no answer, or none in time. */
  readonly ask: <R>(work: CacheWork, command: (client: RedisClient) => Promise<R>) => Promise<R | undefined>;
  /** False when it was not done, or nobody knows; waits as long as the connection stands. */
  readonly order: (work: CacheWork, command: (client: RedisClient) => Promise<unknown>) => Promise<boolean>;
  /** Counts the connections; another number: the server may have forgotten something since. */
  readonly epoch: () => number;
  readonly onReady: (listener: () => void) => void;
  readonly close: () => void;
};

export type LinkOptions = {
  readonly context: string;
  readonly url: string;
  readonly log: Log;
  /** How long anybody waits for an answer. */
  readonly patience?: Duration | undefined;
};

const late = Symbol('late');

const orLate = async <R>(work: Promise<R>, patience: Duration): Promise<R | typeof late> => {
  const timer: { id?: NodeJS.Timeout } = {};
  const over = new Promise<typeof late>((resolve) => {
    timer.id = setTimeout(() => resolve(late), patience);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer.id);
  }
};

export const openRedis = ({ context, url, log, patience = usualPatience }: LinkOptions): RedisLink => {
  const client = clientOf(url, `marketplace-${context}`);
  const state = { epoch: 0, isAway: false, isClosed: false, pausedUntil: 0 };
  const listeners: (() => void)[] = [];
  const away = (error: unknown): void => {
    if (!state.isAway && !state.isClosed) log.warn({ err: error }, 'redis is away: what it remembers is read from the database');
    state.isAway = true;
  };
  const back = (): void => {
    if (state.isAway) log.info('redis is back');
    state.isAway = false;
  };
  client.on('error', away);
  client.on('ready', () => {
    state.epoch += 1;
    state.pausedUntil = 0;
    back();
    for (const listener of listeners) listener();
  });
  // Tries for ever; whoever needs an answer before does without.
  client.connect().catch(away);
  const fault = (work: CacheWork): void => cacheFaults.inc({ context, work });
  return {
    ask: async (work, command) => {
      if (!client.isReady || performance.now() < state.pausedUntil) {
        fault(work);
        return undefined;
      }
      try {
        const answer = await orLate(command(client), patience);
        if (answer !== late) {
          back();
          return answer;
        }
        state.pausedUntil = performance.now() + pauseMilliseconds;
        away(new Error('no answer in time'));
      } catch (error) {
        away(error);
      }
      fault(work);
      return undefined;
    },
    order: async (work, command) => {
      try {
        await command(client);
        return true;
      } catch {
        fault(work);
        return false;
      }
    },
    epoch: () => state.epoch,
    onReady: (listener) => {
      listeners.push(listener);
    },
    close: () => {
      state.isClosed = true;
      client.destroy();
    },
  };
};
