import { isRefused, type Cause, type OrderId } from '@marketplace/kernel';

const batch = 100;

/** As much as one run takes on; the rest waits for the next. */
const batches = 20;

/** How a job writes: each order for itself, under a cause of its own, and again when somebody else wrote first. */
export type ByTheClock = {
  readonly causeOf: () => Cause;
  readonly attempt: (work: () => Promise<unknown>) => Promise<unknown>;
};

type DueWork = {
  readonly due: (limit: number) => Promise<readonly OrderId[]>;
  readonly change: (id: OrderId, cause: Cause) => Promise<unknown>;
};

/** Changes all orders that are due, some at a time; returns how many accepted it. */
export const onAllDue = async ({ causeOf, attempt }: ByTheClock, { due, change }: DueWork): Promise<number> => {
  let changed = 0;
  for (let turn = 0; turn < batches; turn += 1) {
    const ids = await due(batch);
    const before = changed;
    for (const id of ids) {
      if (!isRefused(await attempt(() => change(id, causeOf())))) changed += 1;
    }
    // Orders that refuse stay due: looking at them again now would find the same.
    if (ids.length < batch || changed === before) break;
  }
  return changed;
};
