import * as timers from 'node:timers/promises';

// Taken now: fake timers replace it in the module, and waiting goes on under them.
const pause = timers.setTimeout;

export type Patience = {
  /** Milliseconds until the wait is given up; a minute unless told, for a machine may be busy. */
  readonly timeout?: number;
  /** Milliseconds between two looks. */
  readonly every?: number;
  /** What is waited for, as a sentence's end: "the order to be paid". */
  readonly waitingFor?: string;
};

type Look<T> = { readonly seen: T } | { readonly missing: string };

const look = async <T>(probe: () => T | Promise<T>): Promise<Look<T>> => {
  try {
    const seen = await probe();
    return seen === undefined || seen === false ? { missing: `the last look found ${String(seen)}` } : { seen };
  } catch (fault) {
    return { missing: fault instanceof Error ? fault.message : String(fault) };
  }
};

/**
 * Looks again and again until the probe finds something, and returns that. A probe that finds nothing yet returns undefined or
 * false, or throws an error that says what is missing (an `expect` will do); the last of these becomes the failure's text.
 */
export const eventually = async <T>(probe: () => T | Promise<T>, patience: Patience = {}): Promise<Exclude<T, undefined | false>> => {
  const { timeout = 60_000, every = 20, waitingFor = probe.toString() } = patience;
  const giveUp = performance.now() + timeout;
  for (;;) {
    const found = await look(probe);
    if ('seen' in found) return found.seen as Exclude<T, undefined | false>;
    if (performance.now() > giveUp) throw new Error(`Waited ${timeout.toString()} ms for ${waitingFor}: ${found.missing}`);
    await pause(every);
  }
};
