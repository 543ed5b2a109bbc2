import { DatabaseError } from 'pg';
import type { Database } from '@marketplace/platform';
import type { ModelName, Target } from '../../application/read-model';

/** The live version of a model. */
export const liveOf = (model: ModelName): string =>
  `(SELECT version FROM read_model_versions WHERE model = '${model}' AND status = 'LIVE')`;

/** The retained versions of a model. */
export const keptOf = (model: ModelName): string =>
  `(SELECT version FROM read_model_versions WHERE model = '${model}' AND status <> 'RETIRED')`;

/** Joins `kept`: the version in the column `target` of a source, or all retained versions if it is null. */
export const joinTargets = (model: ModelName, source: string): string =>
  `JOIN read_model_versions AS kept
    ON kept.model = '${model}' AND kept.status <> 'RETIRED' AND kept.version = coalesce(${source}.target, kept.version)`;

export const targetOf = (target: Target): number | null => (target === 'kept' ? null : target);

const dropBatchSize = (10_000).toString();

type VersionRows = { readonly column: 'index_version' | 'model_version'; readonly tables: readonly { readonly tableName: string }[] };

/** Removes a batch of rows of a version from the first table that has any; returns the number of rows. */
export const dropRows = async (db: Database, { column, tables }: VersionRows, version: number): Promise<number> => {
  for (const { tableName } of tables) {
    const removed = await db.query(
      `DELETE FROM ${tableName} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${tableName} WHERE ${column} = $1 LIMIT ${dropBatchSize})) RETURNING 1`,
      [version],
    );
    if (removed.length > 0) return removed.length;
  }
  return 0;
};

/** An answer, and the live version at the time of the query. */
export type Pinned<T> = { readonly live: number; readonly answer: T };

/** Queries the partition of the live version of the product index. */
export type LiveVersion = { readonly with: <T>(query: (version: number) => Promise<Pinned<T>>) => Promise<T> };

const undefinedTable = '42P01';

const isGone = (error: unknown): boolean => error instanceof DatabaseError && error.code === undefinedTable;

/** The most retries after a change of the live version during a query. */
const maxAttempts = 5;

/**
 * Every statement returns the live version. The next one queries that version first, which is nearly always right and needs no
 * extra statement. If another version is live, the answer is discarded and the query is repeated.
 */
export const liveVersion = (db: Database): LiveVersion => {
  let last: number | undefined;
  const readLive = async (): Promise<number> => {
    const [row] = await db.query<{ version: number | null }>(`SELECT ${liveOf('product_index')} AS version`);
    if (row?.version == null) throw new Error('no version of the product index is live');
    return row.version;
  };
  const attempt = async <T>(version: number, query: (version: number) => Promise<Pinned<T>>): Promise<Pinned<T> | undefined> => {
    try {
      return await query(version);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  };
  return {
    with: async (query) => {
      for (let count = 0; count < maxAttempts; count += 1) {
        const version = last ?? (await readLive());
        const pinned = await attempt(version, query);
        last = pinned?.live;
        if (pinned?.live === version) return pinned.answer;
      }
      throw new Error('the live version of the product index keeps changing');
    },
  };
};
