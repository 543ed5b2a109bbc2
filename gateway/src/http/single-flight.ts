import type { IncomingMessage } from 'node:http';
import { headerOf } from './body';

/** Runs equal work once for all who ask for it before it begins, and gives each of them its answer. */
export type Together<T> = {
  /** Waits with those that wait already, if there are any. */
  readonly waiting: (key: string) => Promise<T> | undefined;
  /** Waits with those that wait already, or puts the work up for others to join: it begins in the next turn. */
  readonly join: (key: string, work: () => Promise<T>) => Promise<T>;
};

export type TogetherOptions = {
  /** Called for each who needs no work of his own. */
  readonly onShared: () => void;
  /** How long a crowd waits for the equal work before it, lest one slow answer should hold up the next one. */
  readonly patienceMs?: number;
};

/**
 * Shares work between those who wait for it at the same moment, and keeps nothing: who comes after the work has begun waits
 * for the next one. So nobody sees anything older than his own question, and nobody can tell that he was not alone.
 */
export const singleFlight = <T>({ onShared, patienceMs = 10 }: TogetherOptions): Together<T> => {
  const crowds = new Map<string, Promise<T>>();
  const running = new Map<string, Promise<T>>();
  const itsTurn = (key: string): Promise<void> =>
    new Promise((resolve) => {
      const before = running.get(key);
      if (before === undefined) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(resolve, patienceMs);
      const next = (): void => {
        clearTimeout(timer);
        resolve();
      };
      before.then(next, next);
    });
  const run = async (key: string, work: () => Promise<T>): Promise<T> => {
    await itsTurn(key);
    crowds.delete(key);
    const answer = work();
    running.set(key, answer);
    try {
      return await answer;
    } finally {
      if (running.get(key) === answer) running.delete(key);
    }
  };
  const waiting = (key: string): Promise<T> | undefined => {
    const crowd = crowds.get(key);
    if (crowd !== undefined) onShared();
    return crowd;
  };
  return {
    waiting,
    join: (key, work) => {
      const crowd = waiting(key);
      if (crowd !== undefined) return crowd;
      const answer = run(key, work);
      crowds.set(key, answer);
      return answer;
    },
  };
};

type Asking = { readonly request: IncomingMessage; readonly url: URL };

/** A request with one of these is somebody's own: it says who asks, or under which name it wants to be traced. */
const personal = ['authorization', 'x-cart-token', 'x-correlation-id', 'traceparent'] as const;

/**
 * What makes two requests equal, or undefined for one that is nobody else's. Guests who bring nothing of their own are one
 * and the same caller to every subgraph; the text and these two headers are then all that their answer can depend on.
 */
export const coalescingKey = ({ request, url }: Asking, text: string): string | undefined => {
  if (url.search !== '' || personal.some((name) => request.headers[name] !== undefined)) return undefined;
  return `${headerOf(request, 'accept') ?? ''}\n${headerOf(request, 'content-type') ?? ''}\n${text}`;
};
