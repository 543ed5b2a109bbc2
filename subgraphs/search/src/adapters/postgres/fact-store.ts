import { DatabaseError } from 'pg';
import { defined } from '@marketplace/kernel';
import { integer, rowSource, StaleWrite, type Database } from '@marketplace/platform';
import { concernOf, type Concern, type Fact } from '../../domain/facts';
import type { RelatedAggregates, FactStore } from '../../application/ports';
import type { Backlog } from '../../application/read-model';
import { CountedOrders, FacetCounts, Languages, PendingUpdates, Facts, QuarantinedItems, UnitsSold, Words } from './tables';
import { dropRows, joinTargets, keptOf, targetOf } from './versions';

const extra = { target: integer().nullable() };
const facts = rowSource(Facts, ['kind', 'key', 'subject', 'version', 'data'], { alias: 'fact', extra });

/**
 * Writes the newest fact of each key, in the order of the keys to prevent deadlocks. The same version is overwritten if its data
 * differs: a replay can read an event with newer code.
 */
const saveFacts = `
  INSERT INTO index_parts (index_version, ${facts.columns.join(', ')})
  SELECT kept.version, fact.kind, fact.key, fact.subject, fact.version, fact.data
  FROM (SELECT DISTINCT ON (target, kind, key) * FROM ${facts.sql} ORDER BY target, kind, key, version DESC) AS fact
  ${joinTargets('product_index', 'fact')}
  ORDER BY kept.version, fact.kind, fact.key
  ON CONFLICT (index_version, kind, key) DO UPDATE SET version = excluded.version, data = excluded.data
  WHERE index_parts.version < excluded.version OR (index_parts.version = excluded.version AND index_parts.data <> excluded.data)`;

const updates = rowSource(PendingUpdates, ['concern', 'subject'], { alias: 'pending', extra });

/** Queues an update even if nothing changed: a redundant update costs little, a missed one is an error. */
const queueUpdates = `
  INSERT INTO index_dirty (index_version, concern, subject)
  SELECT DISTINCT kept.version, pending.concern, pending.subject FROM ${updates.sql} ${joinTargets('product_index', 'pending')}`;

/** The tables to clear after the partition of a version is dropped. */
const leftovers = [PendingUpdates, QuarantinedItems, Facts, Words, FacetCounts, Languages, UnitsSold, CountedOrders];

/** Tolerates invalid listings: those are the ones to replay. */
const related = `
  SELECT DISTINCT listing.key AS product, listing.data ->> 'sellerId' AS seller, variant #>> '{}' AS variant
  FROM index_parts AS listing LEFT JOIN LATERAL jsonb_path_query(listing.data, 'lax $.variants[*].variantId') AS variant ON true
  WHERE listing.kind = 'listing' AND listing.index_version IN ${keptOf('product_index')}
    AND CASE $1 WHEN 'product' THEN listing.key = $2 ELSE listing.data ->> 'sellerId' = $2 END`;

type Related = { readonly product: string; readonly seller: string | null; readonly variant: string | null };

const backlog = `
  SELECT count(*)::int AS rows, min(noted_at) AS oldest,
    (SELECT count(*)::int FROM index_set_aside WHERE index_version = $1) AS "quarantined"
  FROM index_dirty WHERE index_version = $1`;

type BacklogRow = { readonly rows: number; readonly oldest: NonNullable<Backlog['oldest']> | null; readonly quarantined: number };

/** The updates to queue, one per subject even if several of its facts changed. */
const updatesOf = (facts: readonly Fact[]): readonly { readonly concern: Concern; readonly subject: string }[] => {
  const updates = facts.flatMap(({ kind, subject }) => {
    const concern = concernOf(kind);
    return concern === undefined ? [] : [{ concern, subject }];
  });
  return [...new Map(updates.map((each) => [`${each.concern} ${each.subject}`, each])).values()];
};

/** Duplicate table, unique violation in the catalog, overlapping partition: the errors of concurrent creation. */
const concurrentCreationCodes = ['42P07', '23505', '42P17'];

const isConcurrentCreation = (error: unknown): boolean =>
  error instanceof DatabaseError && concurrentCreationCodes.includes(error.code ?? '');

const distinct = (values: readonly (string | null)[]): readonly string[] => [...new Set(values.filter((value) => value !== null))];

export const factStore = (db: Database): FactStore => ({
  save: (changed, target, cause) => {
    const to = { target: targetOf(target) };
    return db
      .unit(cause)
      .addRows(saveFacts, facts.params(changed.map((each) => ({ ...each, ...to }))))
      .addRows(queueUpdates, updates.params(updatesOf(changed).map((each) => ({ ...each, ...to }))))
      .commit();
  },

  relatedAggregates: async ({ kind, id }): Promise<RelatedAggregates> => {
    const rows = await db.query<Related>(related, [kind, id]);
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
      throw isConcurrentCreation(error) ? new StaleWrite('another replica is creating this version', { cause: error }) : error;
    }
  },

  drop: async (version) => {
    await db.query('SELECT product_index_drop($1)', [version]);
    return dropRows(db, { column: 'index_version', tables: leftovers }, version);
  },
});
