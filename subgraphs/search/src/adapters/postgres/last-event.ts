import { instant, type Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';

/** When an event was last taken note of; those that nobody here wants are not counted. */
export const lastEventAt = (db: Database) => async (): Promise<Instant | undefined> => {
  const [row] = await db.query<{ at: Instant | null }>('SELECT max(processed_at) AS at FROM inbox');
  return row?.at == null ? undefined : instant(row.at);
};
