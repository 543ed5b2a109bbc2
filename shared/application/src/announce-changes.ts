import type { Cause } from '@marketplace/kernel';
import { inBatches } from './batches';
import type { Job } from './due-job';

/** A thing that has changed, with the marks that its changes have left. */
type Changed = { readonly marks: readonly bigint[] };

export type ChangeAnnouncements<T extends Changed> = Pick<Job, 'name' | 'every'> & {
  /** The things that the oldest marks are for, at most `limit` marks together. */
  readonly changed: (limit: number) => Promise<readonly T[]>;
  /** Removes the marks of all of them, and publishes what differs from what was published before. */
  readonly announce: (things: readonly T[], cause: Cause) => Promise<void>;
};

const marksAtOnce = 2_000;

const mostBatches = 20;

/**
 * Announces things that change more often than others need to know: each change leaves a mark, and this job announces
 * each marked thing as it is by then, once for a burst of changes. Returns how many things were looked at.
 */
export const announceChanges = <T extends Changed>({ name, every, changed, announce }: ChangeAnnouncements<T>): Job => ({
  name,
  every,
  run: ({ systemCause }) =>
    inBatches<T>({
      most: mostBatches,
      next: () => changed(marksAtOnce),
      handle: async (things) => {
        await announce(things, systemCause());
        return things.length;
      },
      isMore: (things) => things.reduce((marks, thing) => marks + thing.marks.length, 0) >= marksAtOnce,
    }),
});
