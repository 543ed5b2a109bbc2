import { LRUCache } from 'lru-cache';
import type { Database } from '@marketplace/platform';
import { bindings } from '../bindings';
import { foundWords, textQuery } from '../text-sql';

/** What was typed in one language: for every word the stems of which one must be there. */
export type Branch = readonly (readonly string[])[];

export type ParsedText = {
  /** A document fits that fits any of them. */
  readonly branches: readonly Branch[];
  /** The words as they stand in documents, by language, that the query finds; null when there are none. */
  readonly found: Readonly<Record<string, readonly string[]>> | null;
};

type Asked = {
  readonly text: string;
  readonly language: string;
  readonly version: number;
  /** Which words there are: another reading for others. */
  readonly revision: number;
};

/** Other replicas' words may come a moment after they are known here. */
const freshMilliseconds = 5_000;

/** The branches of the query that PostgreSQL would search by. */
const statementOf = (asked: Asked) => {
  const bound = bindings();
  const sql = `WITH ${textQuery(asked, bound, { lenient: true })},
  stems AS (SELECT position, language, json_agg(stem ORDER BY stem) AS stems FROM alternatives GROUP BY position, language),
  complete AS (
    SELECT json_agg(stems ORDER BY position) AS words
    FROM looked_up LEFT JOIN stems USING (position, language)
    WHERE NOT is_silent GROUP BY language HAVING count(stems.stems) = count(*)
  )
  SELECT coalesce(json_agg(words), '[]') AS branches, ${foundWords(asked.version)} AS found FROM (SELECT DISTINCT words::text::jsonb AS words FROM complete) AS different`;
  return { sql, values: bound.values() };
};

/** Reads what people type, once for all who type the same in the same moment. */
export const textParser = (db: Database): ((asked: Asked) => Promise<ParsedText>) => {
  const known = new LRUCache<string, Promise<ParsedText>>({ max: 20_000, ttl: freshMilliseconds });
  const read = async (asked: Asked): Promise<ParsedText> => {
    const { sql, values } = statementOf(asked);
    const [row] = await db.query<ParsedText>(sql, values);
    return row ?? { branches: [], found: null };
  };
  return (asked) => {
    const key = `${asked.version.toString()}\n${asked.revision.toString()}\n${asked.language}\n${asked.text}`;
    const there = known.get(key);
    if (there !== undefined) return there;
    const reading = read(asked);
    known.set(key, reading);
    reading.catch(() => known.delete(key));
    return reading;
  };
};
