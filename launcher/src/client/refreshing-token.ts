import type { TokenSource } from './graph-client';

/** Tokens are valid for five minutes and are renewed well before. */
const renewAfterMilliseconds = 180_000;

/** A token source that renews the token before it expires. */
export const refreshingToken = (first: string, renew: () => Promise<string>): TokenSource => {
  let current = { token: first, since: performance.now() };
  let renewal: Promise<string> | undefined;
  const renewed = async (): Promise<string> => {
    try {
      current = { token: await renew(), since: performance.now() };
    } catch {
      // The current token is still valid for a while, and the next call retries.
    } finally {
      renewal = undefined;
    }
    return current.token;
  };
  return async () => (performance.now() - current.since > renewAfterMilliseconds ? (renewal ??= renewed()) : current.token);
};
