import type { Alert } from '@marketplace/application';
import { columnsOf, narrowed, rowSource, type Database, type Row } from '@marketplace/platform';
import type { EntityManager } from 'typeorm';
import type { Assembler } from '../../application/ports';
import type { Concern } from '../../domain/parts';
import { documentOf, shelvesOf } from '../../domain/document-of';
import { factsOf, sellersOf } from './facts-of';
import { facetDictionary, type FacetNumbering } from './facet-dictionary';
import { isOfData, narrowing, someOf, together, without, type BeginWorking, type Working } from './isolation';
import { putDocuments, type Assembled } from './product-rows';
import { setAside, settleNotes, type Subject } from './set-aside';
import { Notes, ProductIndex } from './tables';

/** As many notes are taken in one transaction, and as many products at once: few enough that nobody waits long. */
const batchSize = 2_000;
const sliceSize = 500;

/** One assembler at a time, over all replicas: documents get their numbers in the order in which they become visible. */
const lock = 'SELECT pg_advisory_xact_lock(7004, 1)';

const Taken = narrowed(Notes, 'id', 'indexVersion', 'concern', 'subject');
type Note = Row<typeof Taken>;

/** Of one version. Buyers see the live one: it does not wait until a whole history is worked into the one that is being built. */
const take = `
  SELECT ${columnsOf(Taken)} FROM index_dirty
  WHERE index_version = (
    SELECT version FROM read_model_versions
    WHERE model = 'product_index' AND status <> 'RETIRED' AND EXISTS (SELECT FROM index_dirty WHERE index_version = version)
    ORDER BY status = 'LIVE' DESC, version LIMIT 1
  )
  ORDER BY id LIMIT ${batchSize.toString()}`;

/** Of orders that are paid and not counted yet, the pieces of each product. */
const countSold = `
  WITH counted AS (
    INSERT INTO index_counted_orders (index_version, order_id)
    SELECT $1, made.key FROM index_parts AS made JOIN index_parts AS paid
      ON paid.index_version = $1 AND paid.kind = 'order-paid' AND paid.key = made.key
    WHERE made.index_version = $1 AND made.kind = 'order' AND made.key = ANY($2)
    ON CONFLICT DO NOTHING RETURNING order_id
  ), sold AS (
    SELECT line->>'productId' AS product_id, sum((line->>'quantity')::bigint)::bigint AS pieces
    FROM counted JOIN index_parts AS made ON made.index_version = $1 AND made.kind = 'order' AND made.key = counted.order_id,
      jsonb_array_elements(made.data->'lines') AS line
    GROUP BY 1
  )
  INSERT INTO index_sold AS known (index_version, product_id, pieces) SELECT $1, product_id, pieces FROM sold
  ON CONFLICT (index_version, product_id) DO UPDATE SET pieces = known.pieces + excluded.pieces
  RETURNING product_id`;

const ofVariants = `SELECT data->>'productId' AS product_id FROM index_parts WHERE index_version = $1 AND kind = 'variant' AND key = ANY($2)`;

/**
 * What a category or a seller says concerns many products; they are noted one by one, to be taken in turns. A product that was
 * set aside may have no row that says where it lies: it is tried with any of them.
 */
const spreadCategories = `
  INSERT INTO index_dirty (index_version, concern, subject)
  SELECT $1, 'product', product_id::text FROM product_index WHERE index_version = $1 AND shelves && $2::uuid[]
  UNION ALL SELECT $1, 'product', subject FROM index_set_aside WHERE index_version = $1 AND concern = 'product'`;

const news = rowSource(ProductIndex, ['sellerId', 'sellerName', 'sellerScore'], { alias: 'news', first: 2 });

/** Only where name or score are others than the document says: most votes change neither. */
const spreadSellers = `
  INSERT INTO index_dirty (index_version, concern, subject)
  SELECT $1, 'product', product_id::text
  FROM product_index AS p JOIN ${news.sql} USING (seller_id)
  WHERE index_version = $1 AND (p.seller_name, p.seller_score) IS DISTINCT FROM (news.seller_name, news.seller_score)
  UNION ALL
  SELECT $1, 'product', aside.subject
  FROM index_set_aside AS aside JOIN index_parts AS listing ON listing.index_version = $1 AND listing.kind = 'listing' AND listing.key = aside.subject
  WHERE aside.index_version = $1 AND aside.concern = 'product' AND listing.data ->> 'sellerId' = ANY($2::uuid[]::text[])`;

type Ids = readonly { readonly product_id: string }[];

/** Some notes of one version, and how they are worked in. */
type Batch = {
  readonly manager: EntityManager;
  readonly working: Working;
  readonly version: number;
  readonly notes: readonly Note[];
  readonly numbering: FacetNumbering;
};

const subjectsOf = ({ notes }: Batch, concern: Concern): readonly string[] => [
  ...new Set(notes.filter((note) => note.concern === concern).map(({ subject }) => subject)),
];

const spread = async (batch: Batch): Promise<void> => {
  const { working, version } = batch;
  await working.on('category', subjectsOf(batch, 'category'), async (manager, ids) => {
    await manager.query(spreadCategories, [version, ids]);
    return [];
  });
  await working.on('seller', subjectsOf(batch, 'seller'), async (manager, ids) => {
    await manager.query(spreadSellers, [version, ...news.params(await sellersOf(manager, version, ids))]);
    return [];
  });
};

/** The products whose documents the notes may change. */
const productsOf = async (batch: Batch): Promise<readonly string[]> => {
  const { working, version } = batch;
  const ask =
    (sql: string) =>
    (manager: EntityManager, ids: readonly string[]): Promise<Ids> =>
      manager.query<Ids>(sql, [version, ids]);
  const sold = await working.on('order', subjectsOf(batch, 'order'), ask(countSold));
  const stocked = await working.on('variant', subjectsOf(batch, 'variant'), ask(ofVariants));
  return [...new Set([...subjectsOf(batch, 'product'), ...[...sold, ...stocked].map((row) => row.product_id)])];
};

const assembleProducts = async ({ working, version, numbering }: Batch, productIds: readonly string[]): Promise<void> => {
  for (let from = 0; from < productIds.length; from += sliceSize) {
    await working.on('product', productIds.slice(from, from + sliceSize), async (manager, ids) => {
      const facts = await factsOf(manager, version, ids);
      const assembled = facts.map((each): Assembled => ({
        productId: each.productId,
        document: documentOf(each),
        shelves: shelvesOf(each),
      }));
      await putDocuments({ manager, version, numbering }, assembled);
      return [];
    });
  }
};

/** What has failed and was not set aside before is news. */
const workIn = async (batch: Batch): Promise<readonly Subject[]> => {
  const { manager, working, version, notes } = batch;
  await spread(batch);
  const productIds = await productsOf(batch);
  await assembleProducts(batch, productIds);
  const tried = [...notes, ...productIds.map((subject): Subject => ({ concern: 'product', subject }))];
  const failed = working.failed();
  await settleNotes(manager, { version, notes: notes.map(({ id }) => id), done: without(tried, failed) });
  return setAside(manager, version, failed);
};

type Done = { readonly taken: number; readonly version: number; readonly news: readonly Subject[] };

/** Works in what has been noted, a batch at a time. What is wrong with one product keeps no other back: it is set aside. */
export const assembler = ({ dataSource }: Pick<Database, 'dataSource'>, alert: Alert): Assembler => {
  const dictionary = facetDictionary();

  const attempt = async (begin: BeginWorking): Promise<Done> => {
    const numbering = dictionary.begin();
    const done = await dataSource.transaction(async (manager): Promise<Done> => {
      await manager.query(lock);
      const notes = await manager.query<readonly Note[]>(take);
      const version = notes[0]?.indexVersion ?? 0;
      if (notes.length === 0) return { taken: 0, version, news: [] };
      const batch = { manager, working: begin(manager, numbering), version, notes, numbering };
      return { taken: notes.length, version, news: await workIn(batch) };
    });
    numbering.committed();
    return done;
  };

  /** Only a batch that has failed is looked into: those that are sound are not to be slower for it. */
  const workOne = async (): Promise<Done> => {
    try {
      return await attempt(together);
    } catch (error) {
      if (!isOfData(error)) throw error;
      return attempt(narrowing);
    }
  };

  return {
    assemble: async () => {
      const { taken, version, news } = await workOne();
      if (news.length > 0) alert('documents-set-aside', { version, count: news.length, subjects: someOf(news) });
      return taken;
    },
  };
};
