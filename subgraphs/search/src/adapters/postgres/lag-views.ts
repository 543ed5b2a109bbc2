import type { Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { SetAsideStore } from '../../application/ports';
import { SetAsides } from './tables';
import { keptOf } from './versions';

export const setAsideStore = (db: Pick<Database, 'select'>): SetAsideStore => ({
  list: async (limit) => {
    const rows = await db.select(SetAsides, `WHERE index_version IN ${keptOf('product_index')} ORDER BY since, concern, subject LIMIT $1`, [
      limit,
    ]);
    return rows.map(({ indexVersion: version, ...row }) => ({ version, ...row }));
  },
});

/** When an event was last taken note of; those that nobody here wants are not counted. */
export const lastEventAt = (db: Database) => async (): Promise<Instant | undefined> => {
  const [row] = await db.query<{ at: Instant | null }>('SELECT max(processed_at) AS at FROM inbox');
  return row?.at ?? undefined;
};
