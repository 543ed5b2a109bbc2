import type { EntityManager } from 'typeorm';
import { rowSource } from '@marketplace/platform';
import type { Concern } from '../../domain/facts';
import { QuarantinedItems } from './tables';
import { keptOf } from './versions';

/** The subject of a pending update. */
export type Subject = { readonly concern: Concern; readonly subject: string };

/** A subject that could not be processed, and the reason. */
export type Failed = Subject & { readonly error: string };

const failures = rowSource(QuarantinedItems, ['concern', 'subject', 'error'], { alias: 'failed', first: 2 });

/** Skips a version that was retired meanwhile, since its rows would never be removed. */
const put = `
  INSERT INTO index_set_aside AS known (index_version, ${failures.columns.join(', ')})
  SELECT $1, * FROM ${failures.sql} WHERE $1 IN ${keptOf('product_index')}
  ON CONFLICT (index_version, concern, subject) DO UPDATE
  SET error = excluded.error, tried_at = excluded.tried_at, attempts = known.attempts + 1
  RETURNING concern, subject, attempts`;

/** Quarantines failed subjects. Returns those that were not quarantined before. */
export const quarantine = async (manager: EntityManager, version: number, failed: readonly Failed[]): Promise<readonly Subject[]> => {
  if (failed.length === 0) return [];
  const rows = await manager.query<readonly (Subject & { readonly attempts: number })[]>(put, [version, ...failures.params(failed)]);
  return rows.filter(({ attempts }) => attempts === 1).map(({ concern, subject }) => ({ concern, subject }));
};

const succeeded = rowSource(QuarantinedItems, ['concern', 'subject'], { alias: 'done', first: 3 });

const complete = `
  WITH released AS (DELETE FROM index_set_aside WHERE index_version = $2 AND (concern, subject) IN (SELECT * FROM ${succeeded.sql}))
  DELETE FROM index_dirty WHERE id = ANY($1)`;

type CompletedUpdates = { readonly version: number; readonly updates: readonly bigint[]; readonly done: readonly Subject[] };

/** Removes processed updates, and releases subjects that succeeded from quarantine. */
export const completeUpdates = async (manager: EntityManager, { version, updates, done }: CompletedUpdates): Promise<void> => {
  await manager.query(complete, [updates.map(String), version, ...succeeded.params(done)]);
};
