import type { EntityManager } from 'typeorm';
import { idOf, type CategoryId, type SellerId } from '@marketplace/kernel';
import { columnsOf, pickColumns, type Row as RowOf } from '@marketplace/platform';
import { sellerFields, type Versioned, type ProductFacts } from '../../domain/build-document';
import type { CategoryFact, FactData, FactKind } from '../../domain/facts';
import { Facts, UnitsSold } from './tables';

const FactColumns = pickColumns(Facts, 'subject', 'kind', 'version', 'data');
type Row = RowOf<typeof FactColumns>;

const facts = `SELECT ${columnsOf(FactColumns)} FROM index_parts WHERE index_version = $1`;

/** The facts of the products themselves. */
const ofProducts = `${facts} AND subject = ANY($2)`;

/** The facts of their variants and sellers. */
const ofVariantsAndSellers = `
  ${facts} AND kind = 'stock' AND key = ANY($2)
  UNION ALL ${facts} AND kind = 'seller' AND key = ANY($3)
  UNION ALL ${facts} AND kind = 'seller-rating' AND key = ANY($3)`;

/** Categories and their ancestors. Each is read once, so a cycle ends. */
const categoryAncestors = `
  WITH RECURSIVE category AS (
    SELECT key, data FROM index_parts WHERE index_version = $1 AND kind = 'category' AND key = ANY($2)
    UNION
    SELECT parent.key, parent.data FROM category JOIN index_parts AS parent
      ON parent.index_version = $1 AND parent.kind = 'category' AND parent.key = category.data->>'parentId'
  )
  SELECT key, data FROM category`;

const SoldUnits = pickColumns(UnitsSold, 'productId', 'pieces');

const soldOf = `SELECT ${columnsOf(SoldUnits)} FROM index_sold WHERE index_version = $1 AND product_id = ANY($2)`;

/** The facts of one kind, by subject. */
const bySubject = <Kind extends FactKind>(rows: readonly Row[], kind: Kind): ReadonlyMap<string, Versioned<FactData[Kind]>> =>
  new Map(
    rows.filter((row) => row.kind === kind).map(({ subject, version, data }) => [subject, { version, data: data as FactData[Kind] }]),
  );

const pricesBySubject = (rows: readonly Row[]): ReadonlyMap<string, readonly Versioned<FactData['price']>[]> => {
  const prices = new Map<string, Versioned<FactData['price']>[]>();
  for (const { subject, kind, version, data } of rows) {
    if (kind !== 'price') continue;
    const list = prices.get(subject) ?? [];
    list.push({ version, data: data as FactData['price'] });
    prices.set(subject, list);
  }
  return prices;
};

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];

/** Reads the facts that documents of some products are built from. */
export const readFacts = async (
  manager: EntityManager,
  version: number,
  productIds: readonly string[],
): Promise<readonly ProductFacts[]> => {
  const query = async <R>(sql: string, ...lists: (readonly string[])[]): Promise<readonly R[]> =>
    await manager.query(sql, [version, ...lists]);
  const own = await query<Row>(ofProducts, productIds);
  const [listings, prices, statuses] = [bySubject(own, 'listing'), pricesBySubject(own), bySubject(own, 'status')];
  // Unpublished products get no document, so a product with an invalid listing can still be unpublished.
  const listed = [...listings].filter(([productId]) => statuses.get(productId)?.data.listed === true).map(([, { data }]) => data);
  const sellerIds = distinct(listed.map(({ sellerId }) => sellerId));
  const others = await query<Row>(
    ofVariantsAndSellers,
    listed.flatMap(({ variants }) => variants.map(({ variantId }) => variantId)),
    sellerIds,
  );
  const categoryRows = await query<{ key: CategoryId; data: CategoryFact }>(
    categoryAncestors,
    distinct(listed.map(({ categoryId }) => categoryId)),
  );
  const sold = new Map((await query<RowOf<typeof SoldUnits>>(soldOf, productIds)).map((row) => [row.productId, row.pieces]));
  const [published, ratings, stock] = [bySubject(own, 'first-published'), bySubject(own, 'rating'), bySubject(others, 'stock')];
  const [sellers, sellerRatings] = [bySubject(others, 'seller'), bySubject(others, 'seller-rating')];
  const buyable = new Set([...stock].filter(([, { data }]) => data.buyable).map(([variantId]) => idOf<'Variant'>(variantId)));
  const categories = new Map(categoryRows.map(({ key, data }) => [key, data]));
  return productIds.map((productId): ProductFacts => {
    const listing = listings.get(productId);
    return {
      productId: idOf(productId),
      listing,
      status: statuses.get(productId)?.data,
      firstPublished: published.get(productId)?.data,
      prices: prices.get(productId) ?? [],
      buyable,
      rating: ratings.get(productId)?.data,
      seller: listing === undefined ? undefined : sellers.get(listing.data.sellerId)?.data,
      sellerRating: listing === undefined ? undefined : sellerRatings.get(listing.data.sellerId)?.data,
      categories,
      sold: Number(sold.get(productId) ?? 0n),
    };
  });
};

/** The current seller fields of documents. */
export const readSellers = async (manager: EntityManager, version: number, sellerIds: readonly string[]) => {
  const rows: readonly Row[] = await manager.query(ofVariantsAndSellers, [version, [], sellerIds]);
  const [sellers, ratings] = [bySubject(rows, 'seller'), bySubject(rows, 'seller-rating')];
  return sellerIds.map((sellerId) => ({
    sellerId: idOf(sellerId) satisfies SellerId,
    ...sellerFields({ seller: sellers.get(sellerId)?.data, sellerRating: ratings.get(sellerId)?.data }),
  }));
};
