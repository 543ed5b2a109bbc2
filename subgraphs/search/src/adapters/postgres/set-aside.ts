import type { EntityManager } from 'typeorm';
import { instant, type Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { SetAside, SetAsideStore } from '../../application/ports';
import type { Concern } from '../../domain/parts';

/** Something that notes were about. */
export type Subject = { readonly concern: Concern; readonly subject: string };

/** Something that could not be worked in, and why. */
export type Failed = Subject & { readonly error: string };

const kept = `SELECT FROM read_model_versions WHERE model = 'product_index' AND status <> 'RETIRED'`;

/** Not of a version that was given up meanwhile: nobody would remove the row again. */
const put = `
  INSERT INTO index_set_aside AS known (index_version, concern, subject, error)
  SELECT $1, concern, subject, error FROM unnest($2::text[], $3::text[], $4::text[]) AS failed (concern, subject, error)
  WHERE EXISTS (${kept} AND version = $1)
  ON CONFLICT (index_version, concern, subject) DO UPDATE
  SET error = excluded.error, tried_at = excluded.tried_at, attempts = known.attempts + 1
  RETURNING concern, subject, attempts`;

/** Sets aside what has failed; returns what had not been set aside before. */
export const setAside = async (manager: EntityManager, version: number, failed: readonly Failed[]): Promise<readonly Subject[]> => {
  if (failed.length === 0) return [];
  const columns = [failed.map(({ concern }) => concern), failed.map(({ subject }) => subject), failed.map(({ error }) => error)];
  const rows = await manager.query<readonly (Subject & { readonly attempts: number })[]>(put, [version, ...columns]);
  return rows.filter(({ attempts }) => attempts === 1).map(({ concern, subject }) => ({ concern, subject }));
};

const settle = `
  WITH works AS (
    DELETE FROM index_set_aside
    WHERE index_version = $2 AND (concern, subject) IN (SELECT * FROM unnest($3::text[], $4::text[]) AS done (concern, subject))
  )
  DELETE FROM index_dirty WHERE id = ANY($1)`;

type Settled = { readonly version: number; readonly notes: readonly bigint[]; readonly done: readonly Subject[] };

/** The notes are worked in, and what has worked is not set aside any longer. */
export const settleNotes = async (manager: EntityManager, { version, notes, done }: Settled): Promise<void> => {
  await manager.query(settle, [notes.map(String), version, done.map(({ concern }) => concern), done.map(({ subject }) => subject)]);
};

type Row = Omit<SetAside, 'since' | 'triedAt'> & { readonly since: Instant; readonly tried_at: Instant };

export const setAsideStore = (db: Pick<Database, 'query'>): SetAsideStore => ({
  list: async (limit) => {
    const rows = await db.query<Row>(
      `SELECT index_version AS version, concern, subject, error, attempts, since, tried_at FROM index_set_aside
       WHERE EXISTS (${kept} AND version = index_version) ORDER BY since, concern, subject LIMIT $1`,
      [limit],
    );
    return rows.map(({ tried_at, since, ...row }) => ({ ...row, since: instant(since), triedAt: instant(tried_at) }));
  },
});
