import type { Cause } from '@marketplace/kernel';

const batch = 100;

/** As much as one run takes on; the rest waits for the next. */
const batches = 20;

/** How a job writes: each cart for itself and under a cause of its own. */
export type ByTheClock = {
  readonly causeOf: () => Cause;
  /** Runs the work; says false where somebody else wrote first, so that what was due may not be due any more. */
  readonly attempt: (work: () => Promise<void>) => Promise<boolean>;
};

type DueWork<T> = {
  readonly due: (limit: number) => Promise<readonly T[]>;
  readonly handle: (item: T, cause: Cause) => Promise<void>;
};

/** Handles all that is due, some at a time; returns how many. */
export const onEach = async <T>({ causeOf, attempt }: ByTheClock, { due, handle }: DueWork<T>): Promise<number> => {
  let handled = 0;
  for (let turn = 0; turn < batches; turn += 1) {
    const items = await due(batch);
    const before = handled;
    for (const item of items) {
      if (await attempt(() => handle(item, causeOf()))) handled += 1;
    }
    if (items.length < batch || handled === before) break;
  }
  return handled;
};
