import type { EntityManager } from 'typeorm';
import { rowSource } from '@marketplace/platform';
import type { Concern } from '../../domain/parts';
import { SetAsides } from './tables';
import { keptOf } from './versions';

/** Something that notes were about. */
export type Subject = { readonly concern: Concern; readonly subject: string };

/** Something that could not be worked in, and why. */
export type Failed = Subject & { readonly error: string };

const failures = rowSource(SetAsides, ['concern', 'subject', 'error'], { alias: 'failed', first: 2 });

/** Not of a version that was given up meanwhile: nobody would remove the row again. */
const put = `
  INSERT INTO index_set_aside AS known (index_version, ${failures.columns.join(', ')})
  SELECT $1, * FROM ${failures.sql} WHERE $1 IN ${keptOf('product_index')}
  ON CONFLICT (index_version, concern, subject) DO UPDATE
  SET error = excluded.error, tried_at = excluded.tried_at, attempts = known.attempts + 1
  RETURNING concern, subject, attempts`;

/** Sets aside what has failed; returns what had not been set aside before. */
export const setAside = async (manager: EntityManager, version: number, failed: readonly Failed[]): Promise<readonly Subject[]> => {
  if (failed.length === 0) return [];
  const rows = await manager.query<readonly (Subject & { readonly attempts: number })[]>(put, [version, ...failures.params(failed)]);
  return rows.filter(({ attempts }) => attempts === 1).map(({ concern, subject }) => ({ concern, subject }));
};

const working = rowSource(SetAsides, ['concern', 'subject'], { alias: 'done', first: 3 });

const settle = `
  WITH works AS (DELETE FROM index_set_aside WHERE index_version = $2 AND (concern, subject) IN (SELECT * FROM ${working.sql}))
  DELETE FROM index_dirty WHERE id = ANY($1)`;

type Settled = { readonly version: number; readonly notes: readonly bigint[]; readonly done: readonly Subject[] };

/** The notes are worked in, and what has worked is not set aside any longer. */
export const settleNotes = async (manager: EntityManager, { version, notes, done }: Settled): Promise<void> => {
  await manager.query(settle, [notes.map(String), version, ...working.params(done)]);
};
