import type { Alert } from '@marketplace/application';
import { columnsOf, pickColumns, rowSource, type Database, type Row } from '@marketplace/platform';
import type { EntityManager } from 'typeorm';
import type { DocumentBuilder } from '../../application/ports';
import type { Concern } from '../../domain/facts';
import { buildDocument, categoryIdsOf } from '../../domain/build-document';
import { readFacts, readSellers } from './fact-reader';
import { facetDictionary, type FacetNumbering } from './facet-dictionary';
import { isDataFault, bisecting, sampleOf, inOneBatch, without, type StartStrategy, type BatchStrategy } from './batch-strategies';
import { writeDocuments, type BuiltDocument } from './product-rows';
import { quarantine, completeUpdates, type Subject } from './quarantine';
import { PendingUpdates, ProductIndex } from './tables';

/** The updates of one transaction and the products of one statement, limited to keep locks short. */
const batchSize = 2_000;
const sliceSize = 500;

/** Only one builder at a time, across all replicas: documents become visible in the order of their sequence numbers. */
const lock = 'SELECT pg_advisory_xact_lock(7004, 1)';

const Taken = pickColumns(PendingUpdates, 'id', 'indexVersion', 'concern', 'subject');
type PendingUpdate = Row<typeof Taken>;

/** Takes updates of one version, the live one first: it does not wait for the history of a version that is being built. */
const take = `
  SELECT ${columnsOf(Taken)} FROM index_dirty
  WHERE index_version = (
    SELECT version FROM read_model_versions
    WHERE model = 'product_index' AND status <> 'RETIRED' AND EXISTS (SELECT FROM index_dirty WHERE index_version = version)
    ORDER BY status = 'LIVE' DESC, version LIMIT 1
  )
  ORDER BY id LIMIT ${batchSize.toString()}`;

/** Counts the units of orders that are paid and not counted yet. */
const countSold = `
  WITH counted AS (
    INSERT INTO index_counted_orders (index_version, order_id)
    SELECT $1, created.key FROM index_parts AS created JOIN index_parts AS paid
      ON paid.index_version = $1 AND paid.kind = 'order-paid' AND paid.key = created.key
    WHERE created.index_version = $1 AND created.kind = 'order' AND created.key = ANY($2)
    ON CONFLICT DO NOTHING RETURNING order_id
  ), sold AS (
    SELECT line->>'productId' AS product_id, sum((line->>'quantity')::bigint)::bigint AS units
    FROM counted JOIN index_parts AS created ON created.index_version = $1 AND created.kind = 'order' AND created.key = counted.order_id,
      jsonb_array_elements(created.data->'lines') AS line
    GROUP BY 1
  )
  INSERT INTO index_sold AS known (index_version, product_id, pieces) SELECT $1, product_id, units FROM sold
  ON CONFLICT (index_version, product_id) DO UPDATE SET pieces = known.pieces + excluded.pieces
  RETURNING product_id`;

const ofVariants = `SELECT data->>'productId' AS product_id FROM index_parts WHERE index_version = $1 AND kind = 'variant' AND key = ANY($2)`;

/**
 * A change of a category affects many products, which are queued one by one. A quarantined product can be without a row that has
 * its categories, so every change of a category retries it.
 */
const queueProductsOfCategories = `
  INSERT INTO index_dirty (index_version, concern, subject)
  SELECT $1, 'product', product_id::text FROM product_index WHERE index_version = $1 AND ${ProductIndex.columns.categoryIds.name} && $2::uuid[]
  UNION ALL SELECT $1, 'product', subject FROM index_set_aside WHERE index_version = $1 AND concern = 'product'`;

const sellers = rowSource(ProductIndex, ['sellerId', 'sellerName', 'sellerScore'], { alias: 'current', first: 2 });

/** Queues products whose document has another seller name or score. Most votes change neither. */
const queueProductsOfSellers = `
  INSERT INTO index_dirty (index_version, concern, subject)
  SELECT $1, 'product', product_id::text
  FROM product_index AS p JOIN ${sellers.sql} USING (seller_id)
  WHERE index_version = $1 AND (p.seller_name, p.seller_score) IS DISTINCT FROM (current.seller_name, current.seller_score)
  UNION ALL
  SELECT $1, 'product', failed.subject
  FROM index_set_aside AS failed JOIN index_parts AS listing ON listing.index_version = $1 AND listing.kind = 'listing' AND listing.key = failed.subject
  WHERE failed.index_version = $1 AND failed.concern = 'product' AND listing.data ->> 'sellerId' = ANY($2::uuid[]::text[])`;

type Ids = readonly { readonly product_id: string }[];

/** A batch of pending updates of one version. */
type Batch = {
  readonly manager: EntityManager;
  readonly strategy: BatchStrategy;
  readonly version: number;
  readonly updates: readonly PendingUpdate[];
  readonly numbering: FacetNumbering;
};

const subjectsOf = ({ updates }: Batch, concern: Concern): readonly string[] => [
  ...new Set(updates.filter((update) => update.concern === concern).map(({ subject }) => subject)),
];

const queueAffectedProducts = async (batch: Batch): Promise<void> => {
  const { strategy, version } = batch;
  await strategy.on('category', subjectsOf(batch, 'category'), async (manager, ids) => {
    await manager.query(queueProductsOfCategories, [version, ids]);
    return [];
  });
  await strategy.on('seller', subjectsOf(batch, 'seller'), async (manager, ids) => {
    await manager.query(queueProductsOfSellers, [version, ...sellers.params(await readSellers(manager, version, ids))]);
    return [];
  });
};

/** The products whose documents the updates can change. */
const affectedProducts = async (batch: Batch): Promise<readonly string[]> => {
  const { strategy, version } = batch;
  const query =
    (sql: string) =>
    (manager: EntityManager, ids: readonly string[]): Promise<Ids> =>
      manager.query<Ids>(sql, [version, ids]);
  const sold = await strategy.on('order', subjectsOf(batch, 'order'), query(countSold));
  const stocked = await strategy.on('variant', subjectsOf(batch, 'variant'), query(ofVariants));
  return [...new Set([...subjectsOf(batch, 'product'), ...[...sold, ...stocked].map((row) => row.product_id)])];
};

const buildProducts = async ({ strategy, version, numbering }: Batch, productIds: readonly string[]): Promise<void> => {
  for (let from = 0; from < productIds.length; from += sliceSize) {
    await strategy.on('product', productIds.slice(from, from + sliceSize), async (manager, ids) => {
      const facts = await readFacts(manager, version, ids);
      const built = facts.map((each): BuiltDocument => ({
        productId: each.productId,
        document: buildDocument(each),
        categoryIds: categoryIdsOf(each),
      }));
      await writeDocuments({ manager, version, numbering }, built);
      return [];
    });
  }
};

/** Processes a batch. Returns the subjects that are newly quarantined. */
const processBatch = async (batch: Batch): Promise<readonly Subject[]> => {
  const { manager, strategy, version, updates } = batch;
  await queueAffectedProducts(batch);
  const productIds = await affectedProducts(batch);
  await buildProducts(batch, productIds);
  const tried = [...updates, ...productIds.map((subject): Subject => ({ concern: 'product', subject }))];
  const failed = strategy.failed();
  await completeUpdates(manager, { version, updates: updates.map(({ id }) => id), done: without(tried, failed) });
  return quarantine(manager, version, failed);
};

type BatchResult = { readonly handled: number; readonly version: number; readonly quarantined: readonly Subject[] };

/** Builds documents for pending updates, batch by batch. A product that fails is quarantined and does not block others. */
export const documentBuilder = ({ dataSource }: Pick<Database, 'dataSource'>, alert: Alert): DocumentBuilder => {
  const dictionary = facetDictionary();

  const attempt = async (start: StartStrategy): Promise<BatchResult> => {
    const numbering = dictionary.begin();
    const done = await dataSource.transaction(async (manager): Promise<BatchResult> => {
      await manager.query(lock);
      const updates = await manager.query<readonly PendingUpdate[]>(take);
      const version = updates[0]?.indexVersion ?? 0;
      if (updates.length === 0) return { handled: 0, version, quarantined: [] };
      const batch = { manager, strategy: start(manager, numbering), version, updates, numbering };
      return { handled: updates.length, version, quarantined: await processBatch(batch) };
    });
    numbering.committed();
    return done;
  };

  /** Bisects a batch only after it has failed, so that valid batches stay fast. */
  const processNext = async (): Promise<BatchResult> => {
    try {
      return await attempt(inOneBatch);
    } catch (error) {
      if (!isDataFault(error)) throw error;
      return attempt(bisecting);
    }
  };

  return {
    buildBatch: async () => {
      const { handled, version, quarantined } = await processNext();
      if (quarantined.length > 0) alert('documents-quarantined', { version, count: quarantined.length, subjects: sampleOf(quarantined) });
      return handled;
    },
  };
};
