import type { Cause } from '@marketplace/kernel';
import { inBatches } from './batches';
import type { Job } from './due-job';

/** A changed entity, with the change markers that its changes have left. */
type Changed = { readonly marks: readonly bigint[] };

export type ChangeAnnouncements<T extends Changed> = Pick<Job, 'name' | 'every'> & {
  /** The entities with the oldest change markers, up to `limit` markers in total. */
  readonly changed: (limit: number) => Promise<readonly T[]>;
  /** Deletes the change markers of the entities, and publishes differences to the last published state. */
  readonly announce: (entities: readonly T[], cause: Cause) => Promise<void>;
};

const marksPerBatch = 2_000;

const batchLimit = 20;

/**
 * Creates a job that publishes entities with frequent changes: each change stores a marker, and the job publishes the current state of each
 * marked entity once. The result of a run is the number of checked entities.
 */
export const announceChanges = <T extends Changed>({ name, every, changed, announce }: ChangeAnnouncements<T>): Job => ({
  name,
  every,
  run: ({ systemCause }) =>
    inBatches<T>({
      maxBatches: batchLimit,
      next: () => changed(marksPerBatch),
      handle: async (entities) => {
        await announce(entities, systemCause());
        return entities.length;
      },
      isMore: (entities) => entities.reduce((marks, entity) => marks + entity.marks.length, 0) >= marksPerBatch,
    }),
});
