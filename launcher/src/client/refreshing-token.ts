import type { TokenSource } from './graph-client';

/** A token lives for five minutes; what takes longer logs in anew in good time. */
const renewAfterMilliseconds = 180_000;

/** The tokens of somebody who has just got the first, and gets another one before that ends, however long their work takes. */
export const refreshingToken = (first: string, renew: () => Promise<string>): TokenSource => {
  let held = { token: first, since: performance.now() };
  let renewing: Promise<string> | undefined;
  const renewed = async (): Promise<string> => {
    try {
      held = { token: await renew(), since: performance.now() };
    } catch {
      // The old one is good for a while yet, and whoever asks next tries again.
    } finally {
      renewing = undefined;
    }
    return held.token;
  };
  return async () => (performance.now() - held.since > renewAfterMilliseconds ? (renewing ??= renewed()) : held.token);
};
