import { milliseconds, type Duration } from '@marketplace/kernel';
import { createClient } from '@redis/client';
import type { Log } from '../core/log';
import { cacheFaults } from '../core/metrics';

const connectMilliseconds = 2_000;
/** The default timeout of requests. A database query takes less. */
const defaultTimeout = milliseconds(100);
/** The pause after a request that timed out. */
const pauseMilliseconds = 1_000;
const pingMilliseconds = 2_000;
/** A connection without any data for this long, not even a ping reply, is closed. */
const silenceMilliseconds = 6_000;
const maxQueued = 20_000;

const clientOf = (url: string, name: string) =>
  createClient({
    url,
    name,
    // Requests that cannot be sent now must not be sent later: they would be outdated.
    disableOfflineQueue: true,
    commandsQueueMaxLength: maxQueued,
    pingInterval: pingMilliseconds,
    maintNotifications: 'disabled',
    socket: {
      connectTimeout: connectMilliseconds,
      socketTimeout: silenceMilliseconds,
      reconnectStrategy: (attempts) => Math.min(50 * 2 ** attempts, 2_000),
    },
  });

export type RedisClient = ReturnType<typeof clientOf>;

export type CacheWork = 'read' | 'write' | 'invalidate';

/** A connection to Redis that can fail at any time, without long waits or errors for its users. */
export type RedisLink = {
  /** Returns undefined if the request failed or timed out. */
  readonly ask: <R>(work: CacheWork, command: (client: RedisClient) => Promise<R>) => Promise<R | undefined>;
  /** Returns false if the request failed, possibly after Redis executed it. Without a timeout. */
  readonly send: (work: CacheWork, command: (client: RedisClient) => Promise<unknown>) => Promise<boolean>;
  /** A number that changes with every connection: Redis may have lost data in between. */
  readonly epoch: () => number;
  readonly onReady: (listener: () => void) => void;
  readonly close: () => void;
};

export type LinkOptions = {
  readonly context: string;
  readonly url: string;
  readonly log: Log;
  /** The timeout of requests. */
  readonly timeout?: Duration | undefined;
};

const timedOut = Symbol('timedOut');

const withTimeout = async <R>(work: Promise<R>, timeout: Duration): Promise<R | typeof timedOut> => {
  const timer: { id?: NodeJS.Timeout } = {};
  const expiry = new Promise<typeof timedOut>((resolve) => {
    timer.id = setTimeout(() => resolve(timedOut), timeout);
  });
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer.id);
  }
};

export const openRedis = ({ context, url, log, timeout = defaultTimeout }: LinkOptions): RedisLink => {
  const client = clientOf(url, `marketplace-${context}`);
  const state = { epoch: 0, isUnavailable: false, isClosed: false, pausedUntil: 0 };
  const listeners: (() => void)[] = [];
  const markUnavailable = (error: unknown): void => {
    if (!state.isUnavailable && !state.isClosed) log.warn({ err: error }, 'redis is unavailable, values are read from the database');
    state.isUnavailable = true;
  };
  const markAvailable = (): void => {
    if (state.isUnavailable) log.info('redis is available again');
    state.isUnavailable = false;
  };
  client.on('error', markUnavailable);
  client.on('ready', () => {
    state.epoch += 1;
    state.pausedUntil = 0;
    markAvailable();
    for (const listener of listeners) listener();
  });
  // Retries forever; requests fail in the meantime.
  client.connect().catch(markUnavailable);
  const fault = (work: CacheWork): void => cacheFaults.inc({ context, work });
  return {
    ask: async (work, command) => {
      if (!client.isReady || performance.now() < state.pausedUntil) {
        fault(work);
        return undefined;
      }
      try {
        const answer = await withTimeout(command(client), timeout);
        if (answer !== timedOut) {
          markAvailable();
          return answer;
        }
        state.pausedUntil = performance.now() + pauseMilliseconds;
        markUnavailable(new Error('timeout'));
      } catch (error) {
        markUnavailable(error);
      }
      fault(work);
      return undefined;
    },
    send: async (work, command) => {
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
