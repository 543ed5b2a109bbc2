import { runInNewContext } from 'node:vm';

/**
 * Runs work with a timeout of one minute: far more than linear work needs on a slow machine, and far less than work that is
 * quadratic in its input.
 */
export const inTime = <T>(work: () => T, milliseconds = 60_000): T => runInNewContext('work()', { work }, { timeout: milliseconds }) as T;
