import type { Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { QuarantineStore } from '../../application/ports';
import { QuarantinedItems } from './tables';
import { keptOf } from './versions';

export const quarantineStore = (db: Pick<Database, 'select'>): QuarantineStore => ({
  list: async (limit) => {
    const rows = await db.select(
      QuarantinedItems,
      `WHERE index_version IN ${keptOf('product_index')} ORDER BY since, concern, subject LIMIT $1`,
      [limit],
    );
    return rows.map(({ indexVersion: version, ...row }) => ({ version, ...row }));
  },
});

/** The time when an event was last handled. Events without a handler here do not count. */
export const lastEventAt = (db: Database) => async (): Promise<Instant | undefined> => {
  const [row] = await db.query<{ at: Instant | null }>('SELECT max(processed_at) AS at FROM inbox');
  return row?.at ?? undefined;
};
