import { runInNewContext } from 'node:vm';

/**
 * Does work that must end whatever it is given, and breaks it off after a minute: far more than the slowest machine needs
 * for what takes no longer than its input is long, and far less than what grows with the square of it does.
 */
export const inTime = <T>(work: () => T, milliseconds = 60_000): T => runInNewContext('work()', { work }, { timeout: milliseconds }) as T;
