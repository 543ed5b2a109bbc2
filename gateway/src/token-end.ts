import type { Caller } from './identity';

const longestTimer = 2_147_483_647;

/** Calls back when the caller's token ends, once. Guests have no end. Returns how to stop waiting. */
export const tokenEnd = ({ expiresAt }: Caller, now: number, onEnd: () => void): (() => void) => {
  if (expiresAt === undefined) return () => undefined;
  const timer = setTimeout(onEnd, Math.min(Math.max(0, expiresAt - now), longestTimer));
  timer.unref();
  return () => clearTimeout(timer);
};
