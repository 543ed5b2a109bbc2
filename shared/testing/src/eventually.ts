import * as timers from 'node:timers/promises';

// Imported once: fake timers replace it in the module, but waiting must use the real one.
const pause = timers.setTimeout;

export type WaitOptions = {
  /** The timeout in milliseconds. Defaults to one minute, because the machine can be busy. */
  readonly timeout?: number;
  /** The milliseconds between two attempts. */
  readonly every?: number;
  /** The expected state for the error message, such as "the order to be paid". */
  readonly waitingFor?: string;
};

type Attempt<T> = { readonly seen: T } | { readonly missing: string };

const attempt = async <T>(probe: () => T | Promise<T>): Promise<Attempt<T>> => {
  try {
    const seen = await probe();
    return seen === undefined || seen === false ? { missing: `the last result was ${String(seen)}` } : { seen };
  } catch (fault) {
    return { missing: fault instanceof Error ? fault.message : String(fault) };
  }
};

/**
 * Calls the probe until it returns a result, and returns that. A probe without a result returns undefined or false, or throws an
 * error (such as a failed `expect`). The last one is part of the timeout error.
 */
export const eventually = async <T>(probe: () => T | Promise<T>, options: WaitOptions = {}): Promise<Exclude<T, undefined | false>> => {
  const { timeout = 60_000, every = 20, waitingFor = probe.toString() } = options;
  const deadline = performance.now() + timeout;
  for (;;) {
    const found = await attempt(probe);
    if ('seen' in found) return found.seen as Exclude<T, undefined | false>;
    if (performance.now() > deadline) throw new Error(`Waited ${timeout.toString()} ms for ${waitingFor}: ${found.missing}`);
    await pause(every);
  }
};
