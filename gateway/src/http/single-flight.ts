import type { IncomingMessage } from 'node:http';
import { headerOf } from './body';

/** Work with the same key runs once for all callers that join before it starts. Each caller gets the result. */
export type SingleFlight<T> = {
  /** Joins the work that is waiting to start, if there is any. */
  readonly waiting: (key: string) => Promise<T> | undefined;
  /** Joins the work that is waiting to start, or schedules the given work for the next turn of the event loop. */
  readonly join: (key: string, work: () => Promise<T>) => Promise<T>;
};

export type SingleFlightOptions = {
  /** Called for each caller that joined the work of another one. */
  readonly onShared: () => void;
  /** The maximum time to wait for running work with the same key, so that one slow call does not delay the next. */
  readonly maxDelayMs?: number;
};

/**
 * Combines calls that wait for the same work, and caches nothing: a caller that arrives after the work has started waits for
 * the next run. So no caller gets a result that is older than its request.
 */
export const singleFlight = <T>({ onShared, maxDelayMs: maxWaitMs = 10 }: SingleFlightOptions): SingleFlight<T> => {
  const waitingFlights = new Map<string, Promise<T>>();
  const running = new Map<string, Promise<T>>();
  const untilStart = (key: string): Promise<void> =>
    new Promise((resolve) => {
      const previous = running.get(key);
      if (previous === undefined) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(resolve, maxWaitMs);
      const start = (): void => {
        clearTimeout(timer);
        resolve();
      };
      previous.then(start, start);
    });
  const run = async (key: string, work: () => Promise<T>): Promise<T> => {
    await untilStart(key);
    waitingFlights.delete(key);
    const answer = work();
    running.set(key, answer);
    try {
      return await answer;
    } finally {
      if (running.get(key) === answer) running.delete(key);
    }
  };
  const waiting = (key: string): Promise<T> | undefined => {
    const flight = waitingFlights.get(key);
    if (flight !== undefined) onShared();
    return flight;
  };
  return {
    waiting,
    join: (key, work) => {
      const flight = waiting(key);
      if (flight !== undefined) return flight;
      const answer = run(key, work);
      waitingFlights.set(key, answer);
      return answer;
    },
  };
};

type IncomingQuery = { readonly request: IncomingMessage; readonly url: URL };

/** Headers that identify a caller or a trace. A request with one of these is never combined with another. */
const identifyingHeaders = ['authorization', 'x-cart-token', 'x-correlation-id', 'traceparent'] as const;

/**
 * The key that is equal for identical requests, or undefined for a request that must not be combined. Guests without
 * identifying headers are the same caller to every subgraph, so only the body and these two headers determine the response.
 */
export const coalescingKey = ({ request, url }: IncomingQuery, text: string): string | undefined => {
  if (url.search !== '' || identifyingHeaders.some((name) => request.headers[name] !== undefined)) return undefined;
  return `${headerOf(request, 'accept') ?? ''}\n${headerOf(request, 'content-type') ?? ''}\n${text}`;
};
