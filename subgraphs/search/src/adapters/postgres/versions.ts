import { DatabaseError } from 'pg';
import type { Database } from '@marketplace/platform';
import type { ModelName, Target } from '../../application/read-model';

/** The version of a model that is live. */
export const liveOf = (model: ModelName): string =>
  `(SELECT version FROM read_model_versions WHERE model = '${model}' AND status = 'LIVE')`;

/** The versions of a model that are kept. */
export const keptOf = (model: ModelName): string =>
  `(SELECT version FROM read_model_versions WHERE model = '${model}' AND status <> 'RETIRED')`;

/** Joins `kept`, the versions that the column `target` of a source means: one of them, or all where it is null. */
export const joinTargets = (model: ModelName, source: string): string =>
  `JOIN read_model_versions AS kept
    ON kept.model = '${model}' AND kept.status <> 'RETIRED' AND kept.version = coalesce(${source}.target, kept.version)`;

export const targetOf = (target: Target): number | null => (target === 'kept' ? null : target);

const mostDropped = (10_000).toString();

type VersionRows = { readonly column: 'index_version' | 'model_version'; readonly tables: readonly { readonly tableName: string }[] };

/** Removes some rows of a version, of the first table that has any; returns how many. */
export const dropRows = async (db: Database, { column, tables }: VersionRows, version: number): Promise<number> => {
  for (const { tableName } of tables) {
    const gone = await db.query(
      `DELETE FROM ${tableName} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${tableName} WHERE ${column} = $1 LIMIT ${mostDropped})) RETURNING 1`,
      [version],
    );
    if (gone.length > 0) return gone.length;
  }
  return 0;
};

/** An answer, and the version that was live when it was given. */
export type Pinned<T> = { readonly live: number; readonly answer: T };

/** Asks the version of the product index that is live, by the name of its partition. */
export type LiveVersion = { readonly with: <T>(ask: (version: number) => Promise<Pinned<T>>) => Promise<T> };

const undefinedTable = '42P01';

const isGone = (error: unknown): boolean => error instanceof DatabaseError && error.code === undefinedTable;

/** A version was swapped in the middle of it; nobody swaps that often. */
const mostTurns = 5;

/**
 * Every statement says which version is live as it runs. So the version that was live at the last one is asked first, which is
 * nearly always right and costs no statement; an answer of another version is thrown away and asked for again.
 */
export const liveVersion = (db: Database): LiveVersion => {
  let last: number | undefined;
  const look = async (): Promise<number> => {
    const [row] = await db.query<{ version: number | null }>(`SELECT ${liveOf('product_index')} AS version`);
    if (row?.version == null) throw new Error('no version of the product index is live');
    return row.version;
  };
  const attempt = async <T>(version: number, ask: (version: number) => Promise<Pinned<T>>): Promise<Pinned<T> | undefined> => {
    try {
      return await ask(version);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  };
  return {
    with: async (ask) => {
      for (let turn = 0; turn < mostTurns; turn += 1) {
        const version = last ?? (await look());
        const pinned = await attempt(version, ask);
        last = pinned?.live;
        if (pinned?.live === version) return pinned.answer;
      }
      throw new Error('the live version of the product index does not stay the same');
    },
  };
};
