import { DatabaseError } from 'pg';
import { defined } from '@marketplace/kernel';
import { integer, rowSource, StaleWrite, type Database } from '@marketplace/platform';
import { concernOf, type Concern, type Part } from '../../domain/parts';
import type { ConcernedAggregates, PartStore } from '../../application/ports';
import type { Backlog } from '../../application/read-model';
import { CountedOrders, FacetCounts, Languages, Notes, Parts, SetAsides, Sold, Words } from './tables';
import { dropRows, joinTargets, keptOf, targetOf } from './versions';

const beside = { target: integer().nullable() };
const parts = rowSource(Parts, ['kind', 'key', 'subject', 'version', 'data'], { alias: 'part', beside });

/**
 * In the order of their keys, so that two writers never wait for each other crosswise; each key once, the newest. The very
 * event that is there already counts if it says something else now: a replay reads it with newer code.
 */
const learn = `
  INSERT INTO index_parts (index_version, ${parts.columns.join(', ')})
  SELECT kept.version, part.kind, part.key, part.subject, part.version, part.data
  FROM (SELECT DISTINCT ON (target, kind, key) * FROM ${parts.sql} ORDER BY target, kind, key, version DESC) AS part
  ${joinTargets('product_index', 'part')}
  ORDER BY kept.version, part.kind, part.key
  ON CONFLICT (index_version, kind, key) DO UPDATE SET version = excluded.version, data = excluded.data
  WHERE index_parts.version < excluded.version OR (index_parts.version = excluded.version AND index_parts.data <> excluded.data)`;

const notes = rowSource(Notes, ['concern', 'subject'], { alias: 'news', beside });

/** Also when nothing changed: to look once too often costs little, and what a message says is surely looked at. */
const note = `
  INSERT INTO index_dirty (index_version, concern, subject)
  SELECT DISTINCT kept.version, news.concern, news.subject FROM ${notes.sql} ${joinTargets('product_index', 'news')}`;

/** What the last statement has taken from a version that is dropped; the partition goes first, since it is searched. */
const leftovers = [Notes, SetAsides, Parts, Words, FacetCounts, Languages, Sold, CountedOrders];

/** Also of listings in which something is wrong: it is those that are to be heard again. */
const concerned = `
  SELECT DISTINCT listing.key AS product, listing.data ->> 'sellerId' AS seller, variant #>> '{}' AS variant
  FROM index_parts AS listing LEFT JOIN LATERAL jsonb_path_query(listing.data, 'lax $.variants[*].variantId') AS variant ON true
  WHERE listing.kind = 'listing' AND listing.index_version IN ${keptOf('product_index')}
    AND CASE $1 WHEN 'product' THEN listing.key = $2 ELSE listing.data ->> 'sellerId' = $2 END`;

type Concerned = { readonly product: string; readonly seller: string | null; readonly variant: string | null };

const backlog = `
  SELECT count(*)::int AS rows, min(noted_at) AS oldest,
    (SELECT count(*)::int FROM index_set_aside WHERE index_version = $1) AS "setAside"
  FROM index_dirty WHERE index_version = $1`;

type BacklogRow = { readonly rows: number; readonly oldest: NonNullable<Backlog['oldest']> | null; readonly setAside: number };

/** One product may have news of several kinds at once; it is looked at once. */
const notesOf = (parts: readonly Part[]): readonly { readonly concern: Concern; readonly subject: string }[] => {
  const notes = parts.flatMap(({ kind, subject }) => {
    const concern = concernOf(kind);
    return concern === undefined ? [] : [{ concern, subject }];
  });
  return [...new Map(notes.map((each) => [`${each.concern} ${each.subject}`, each])).values()];
};

/** A table of this name, its row in the catalogue, a partition of this value: two who look at once both find none. */
const madeByAnother = ['42P07', '23505', '42P17'];

const isMadeByAnother = (error: unknown): boolean => error instanceof DatabaseError && madeByAnother.includes(error.code ?? '');

const distinct = (values: readonly (string | null)[]): readonly string[] => [...new Set(values.filter((value) => value !== null))];

export const partStore = (db: Database): PartStore => ({
  learn: (known, target, cause) => {
    const to = { target: targetOf(target) };
    return db
      .unit(cause)
      .addRows(learn, parts.params(known.map((part) => ({ ...part, ...to }))))
      .addRows(note, notes.params(notesOf(known).map((each) => ({ ...each, ...to }))))
      .commit();
  },

  concerning: async ({ kind, id }): Promise<ConcernedAggregates> => {
    const rows = await db.query<Concerned>(concerned, [kind, id]);
    return {
      productIds: distinct([...(kind === 'product' ? [id] : []), ...rows.map(({ product }) => product)]),
      variantIds: distinct(rows.map(({ variant }) => variant)),
      sellerIds: distinct([...(kind === 'seller' ? [id] : []), ...rows.map(({ seller }) => seller)]),
    };
  },

  backlog: async (version): Promise<Backlog> => {
    const [row] = await db.query<BacklogRow>(backlog, [version]);
    return row === undefined ? { rows: 0 } : defined(row);
  },

  prepare: async (version) => {
    try {
      await db.query('SELECT product_index_create($1)', [version]);
    } catch (error) {
      throw isMadeByAnother(error) ? new StaleWrite('somebody else begins this version', { cause: error }) : error;
    }
  },

  drop: async (version) => {
    await db.query('SELECT product_index_drop($1)', [version]);
    return dropRows(db, { column: 'index_version', tables: leftovers }, version);
  },
});
