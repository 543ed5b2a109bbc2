import { DatabaseError } from 'pg';
import type { Database } from '@marketplace/platform';

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
    const [row] = await db.query<{ version: number }>(
      `SELECT version FROM read_model_versions WHERE model = 'product_index' AND status = 'LIVE'`,
    );
    if (row === undefined) throw new Error('no version of the product index is live');
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
