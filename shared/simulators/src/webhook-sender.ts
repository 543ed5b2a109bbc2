import { setMaxListeners } from 'node:events';
import { webhookSignature } from './signature';

export type WebhookTarget = { readonly url: string; readonly secret: string };

/** A pending message. Its body is fixed, so that every attempt sends the same bytes. */
export type Parcelled = { readonly id: string; readonly body: string };

export type WebhookSender = {
  /** Sends a message, optionally after another one. Resolves when it is accepted (2xx) or abandoned. Without a target it is dropped. */
  readonly send: (message: Parcelled, after?: Promise<void>) => Promise<void>;
  readonly setTarget: (target: WebhookTarget | undefined) => void;
  /** The messages that are not yet accepted. */
  readonly pending: () => readonly Parcelled[];
  readonly stop: () => void;
};

export type SenderOptions = {
  readonly signatureHeader: string;
  readonly target: WebhookTarget | undefined;
  readonly changed: () => void;
  readonly firstPauseMs?: number;
};

const attempts = 25;
const longestPauseMs = 15_000;
const answerWithinMs = 10_000;

const post = async (target: WebhookTarget, message: Parcelled, options: { header: string; signal: AbortSignal }): Promise<boolean> => {
  const signature = webhookSignature(target.secret, message.body, Math.floor(Date.now() / 1000));
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'simulator-webhooks', [options.header]: signature },
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(answerWithinMs)]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Unreachable or timed out: the next attempt follows.
    return false;
  }
};

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds).unref();
    signal.addEventListener('abort', end);
  });

/** Posts signed messages, each until a 2xx response, with exponential backoff and a maximum number of attempts. */
export const createWebhookSender = ({
  signatureHeader: header,
  target: first,
  changed,
  firstPauseMs = 100,
}: SenderOptions): WebhookSender => {
  const stopped = new AbortController();
  const { signal } = stopped;
  // Every pending message listens to the signal.
  setMaxListeners(0, signal);
  const stopping = (): boolean => signal.aborted;
  const waiting = new Map<symbol, Parcelled>();
  let target = first;

  const deliver = async (message: Parcelled): Promise<void> => {
    for (let attempt = 0; attempt < attempts && !stopping(); attempt += 1) {
      if (target === undefined || (await post(target, message, { header, signal }))) return;
      await pause(Math.min(firstPauseMs * 2 ** attempt, longestPauseMs), signal);
    }
  };

  return {
    send: async (message, after) => {
      if (target === undefined || stopping()) return;
      const ticket = Symbol(message.id);
      waiting.set(ticket, message);
      changed();
      await after;
      await deliver(message);
      // After a stop the message stays pending, so that a restart with a state file sends it.
      if (stopping()) return;
      waiting.delete(ticket);
      changed();
    },
    setTarget: (next) => {
      target = next;
    },
    pending: () => [...waiting.values()],
    stop: () => stopped.abort(),
  };
};
