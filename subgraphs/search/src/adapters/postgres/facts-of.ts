import type { EntityManager } from 'typeorm';
import { idOf, type CategoryId, type SellerId } from '@marketplace/kernel';
import { columnsOf, narrowed, type Row as RowOf } from '@marketplace/platform';
import { sellerShown, type Known, type ProductFacts } from '../../domain/document-of';
import type { CategoryPart, PartData, PartKind } from '../../domain/parts';
import { Parts, Sold } from './tables';

const Facts = narrowed(Parts, 'subject', 'kind', 'version', 'data');
type Row = RowOf<typeof Facts>;

const facts = `SELECT ${columnsOf(Facts)} FROM index_parts WHERE index_version = $1`;

/** Facts of the products themselves. */
const ofProducts = `${facts} AND subject = ANY($2)`;

/** Facts of their variants and sellers. */
const around = `
  ${facts} AND kind = 'stock' AND key = ANY($2)
  UNION ALL ${facts} AND kind = 'seller' AND key = ANY($3)
  UNION ALL ${facts} AND kind = 'seller-rating' AND key = ANY($3)`;

/** Categories and all that they lie in; each once, so that a ring ends. */
const above = `
  WITH RECURSIVE shelf AS (
    SELECT key, data FROM index_parts WHERE index_version = $1 AND kind = 'category' AND key = ANY($2)
    UNION
    SELECT parent.key, parent.data FROM shelf JOIN index_parts AS parent
      ON parent.index_version = $1 AND parent.kind = 'category' AND parent.key = shelf.data->>'parentId'
  )
  SELECT key, data FROM shelf`;

const SoldPieces = narrowed(Sold, 'productId', 'pieces');

const soldOf = `SELECT ${columnsOf(SoldPieces)} FROM index_sold WHERE index_version = $1 AND product_id = ANY($2)`;

/** The facts of one kind by what they are about. A row's data is what `learn` has written under its kind. */
const bySubject = <Kind extends PartKind>(rows: readonly Row[], kind: Kind): ReadonlyMap<string, Known<PartData[Kind]>> =>
  new Map(
    rows.filter((row) => row.kind === kind).map(({ subject, version, data }) => [subject, { version, data: data as PartData[Kind] }]),
  );

const pricesBySubject = (rows: readonly Row[]): ReadonlyMap<string, readonly Known<PartData['price']>[]> => {
  const prices = new Map<string, Known<PartData['price']>[]>();
  for (const { subject, kind, version, data } of rows) {
    if (kind !== 'price') continue;
    const list = prices.get(subject) ?? [];
    list.push({ version, data: data as PartData['price'] });
    prices.set(subject, list);
  }
  return prices;
};

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];

/** Reads all that the documents of some products are made of. */
export const factsOf = async (manager: EntityManager, version: number, productIds: readonly string[]): Promise<readonly ProductFacts[]> => {
  const ask = async <R>(sql: string, ...lists: (readonly string[])[]): Promise<readonly R[]> =>
    await manager.query(sql, [version, ...lists]);
  const own = await ask<Row>(ofProducts, productIds);
  const [listings, prices, statuses] = [bySubject(own, 'listing'), pricesBySubject(own), bySubject(own, 'status')];
  // Of what is not on show nothing is made: it can be taken off whatever is wrong with its listing.
  const listed = [...listings].filter(([productId]) => statuses.get(productId)?.data.listed === true).map(([, { data }]) => data);
  const sellerIds = distinct(listed.map(({ sellerId }) => sellerId));
  const others = await ask<Row>(
    around,
    listed.flatMap(({ variants }) => variants.map(({ variantId }) => variantId)),
    sellerIds,
  );
  const shelves = await ask<{ key: CategoryId; data: CategoryPart }>(above, distinct(listed.map(({ categoryId }) => categoryId)));
  const sold = new Map((await ask<RowOf<typeof SoldPieces>>(soldOf, productIds)).map((row) => [row.productId, row.pieces]));
  const [published, ratings, stock] = [bySubject(own, 'first-published'), bySubject(own, 'rating'), bySubject(others, 'stock')];
  const [sellers, sellerRatings] = [bySubject(others, 'seller'), bySubject(others, 'seller-rating')];
  const buyable = new Set([...stock].filter(([, { data }]) => data.buyable).map(([variantId]) => idOf<'Variant'>(variantId)));
  const categories = new Map(shelves.map(({ key, data }) => [key, data]));
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

/** What documents would say of these sellers now. */
export const sellersOf = async (manager: EntityManager, version: number, sellerIds: readonly string[]) => {
  const rows: readonly Row[] = await manager.query(around, [version, [], sellerIds]);
  const [sellers, ratings] = [bySubject(rows, 'seller'), bySubject(rows, 'seller-rating')];
  return sellerIds.map((sellerId) => ({
    sellerId: idOf(sellerId) satisfies SellerId,
    ...sellerShown({ seller: sellers.get(sellerId)?.data, sellerRating: ratings.get(sellerId)?.data }),
  }));
};
