import type { ProductId } from '@marketplace/kernel';

/** Most visits are to few products, and to new ones more than to others. */
const mostWarm = 2_000;
const batch = 200;

type Memory = {
  readonly isEmpty: () => boolean;
  readonly newest: (limit: number) => Promise<readonly ProductId[]>;
  readonly byIds: (ids: readonly ProductId[]) => Promise<ReadonlyMap<string, unknown>>;
};

/**
 * Reads the newest listings in a few batches where nothing is remembered: after a start, so that a restart does not send
 * every visitor to the database, and after everything had to be forgotten. Returns how many products it has read.
 */
export const warmUp = async ({ isEmpty, newest, byIds }: Memory): Promise<number> => {
  if (!isEmpty()) return 0;
  const ids = await newest(mostWarm);
  for (let from = 0; from < ids.length; from += batch) await byIds(ids.slice(from, from + batch));
  return ids.length;
};
