import type { Database } from '@marketplace/platform';
import type { EntityManager } from 'typeorm';
import type { Assembler } from '../../application/ports';
import type { Concern } from '../../domain/parts';
import { documentOf, shelvesOf } from '../../domain/document-of';
import { factsOf, sellersOf } from './facts-of';
import { facetDictionary, type FacetDictionary } from './facet-dictionary';
import { putDocuments, type Assembled } from './product-rows';

/** As many notes are taken in one transaction, and as many products at once: few enough that nobody waits long. */
const batchSize = 2_000;
const sliceSize = 500;

/** One assembler at a time, over all replicas: documents get their numbers in the order in which they become visible. */
const lock = 'SELECT pg_advisory_xact_lock(7004, 1)';

type Note = { readonly id: bigint; readonly index_version: number; readonly concern: Concern; readonly subject: string };

/** Of one version. Buyers see the live one: it does not wait until a whole history is worked into the one that is being built. */
const take = `
  SELECT id, index_version, concern, subject FROM index_dirty
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

/** What a category or a seller says concerns many products; they are noted one by one, to be taken in turns. */
const spreadCategories = `
  INSERT INTO index_dirty (index_version, concern, subject)
  SELECT $1, 'product', product_id FROM product_index WHERE index_version = $1 AND shelves && $2::uuid[]`;

/** Only where name or score are others than the document says: most votes change neither. */
const spreadSellers = `
  INSERT INTO index_dirty (index_version, concern, subject)
  SELECT $1, 'product', product_id
  FROM product_index JOIN unnest($2::uuid[], $3::text[], $4::real[]) AS news (seller_id, name, score) USING (seller_id)
  WHERE index_version = $1 AND (seller_name, seller_score) IS DISTINCT FROM (news.name, news.score)`;

type Ids = readonly { readonly product_id: string }[];

const subjectsOf = (notes: readonly Note[], concern: Concern): readonly string[] => [
  ...new Set(notes.filter((note) => note.concern === concern).map(({ subject }) => subject)),
];

const rowsOf = async <R>(manager: EntityManager, sql: string, params: readonly unknown[]): Promise<readonly R[]> =>
  await manager.query<readonly R[]>(sql, [...params]);

const spreadToSellers = async (manager: EntityManager, version: number, sellerIds: readonly string[]): Promise<void> => {
  if (sellerIds.length === 0) return;
  const known = await sellersOf(manager, version, sellerIds);
  await manager.query(spreadSellers, [version, sellerIds, known.map(({ name }) => name), known.map(({ score }) => score)]);
};

/** The products whose documents the notes may change. */
const productsOf = async (manager: EntityManager, version: number, notes: readonly Note[]): Promise<readonly string[]> => {
  const [orders, variants] = [subjectsOf(notes, 'order'), subjectsOf(notes, 'variant')];
  const sold = orders.length === 0 ? [] : await rowsOf<Ids[number]>(manager, countSold, [version, orders]);
  const stocked = variants.length === 0 ? [] : await rowsOf<Ids[number]>(manager, ofVariants, [version, variants]);
  return [...new Set([...subjectsOf(notes, 'product'), ...sold.map((row) => row.product_id), ...stocked.map((row) => row.product_id)])];
};

const workIn = async (manager: EntityManager, notes: readonly Note[], dictionary: FacetDictionary): Promise<void> => {
  const version = notes[0]?.index_version ?? 0;
  const categories = subjectsOf(notes, 'category');
  if (categories.length > 0) await manager.query(spreadCategories, [version, categories]);
  await spreadToSellers(manager, version, subjectsOf(notes, 'seller'));
  const productIds = await productsOf(manager, version, notes);
  for (let from = 0; from < productIds.length; from += sliceSize) {
    const facts = await factsOf(manager, version, productIds.slice(from, from + sliceSize));
    const assembled = facts.map((each): Assembled => ({ productId: each.productId, document: documentOf(each), shelves: shelvesOf(each) }));
    await putDocuments({ manager, version, dictionary }, assembled);
  }
  await manager.query('DELETE FROM index_dirty WHERE id = ANY($1)', [notes.map(({ id }) => id.toString())]);
};

export const assembler = ({ dataSource }: Pick<Database, 'dataSource'>): Assembler => {
  const dictionary = facetDictionary();
  return {
    assemble: async () => {
      try {
        const taken = await dataSource.transaction(async (manager) => {
          await manager.query(lock);
          const notes = await rowsOf<Note>(manager, take, []);
          if (notes.length > 0) await workIn(manager, notes, dictionary);
          return notes.length;
        });
        dictionary.committed();
        return taken;
      } catch (error) {
        dictionary.rolledBack();
        throw error;
      }
    },
  };
};
