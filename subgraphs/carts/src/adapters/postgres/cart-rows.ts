import { defined, money, moneyFromJson, type MoneyJson, type ProductId, type VariantId } from '@marketplace/kernel';
import { columnsOf, pickColumns, nonNull, type Database, type Row } from '@marketplace/platform';
import type { ListedCart } from '../../application/ports';
import type { Cart, CartLine, Owner } from '../../domain/cart';
import type { Listing, Listings } from '../../domain/listing';
import { CartItems, CatalogueProducts, Carts, CatalogueVariants } from './tables';

// The cart's columns repeat in the row of each line, so only the necessary ones are read.
const Heads = pickColumns(
  Carts,
  'id',
  'version',
  'announced',
  'status',
  'userId',
  'tokenHash',
  'checkoutId',
  'mergedInto',
  'countryCode',
  'shippingOptionIds',
  'updatedAt',
);
const Lines = pickColumns(CartItems, 'quantity', 'seenAmount', 'seenCurrency', 'shownAmount', 'saved');
const Variants = pickColumns(CatalogueVariants, 'sku', 'options', 'weightGrams');
const Products = pickColumns(CatalogueProducts, 'published', 'sellerId', 'title', 'imageUrl');

/** The catalogue columns of a row. The SKU is null if the copy does not have the variant. */
export type ListingRow = { readonly variantId: VariantId; readonly productId: ProductId } & (
  | (Row<typeof Variants> & Row<typeof Products> & { readonly prices: readonly MoneyJson[]; readonly available: number | null })
  | { readonly sku: null }
);

export const listingColumns = `${columnsOf(Variants, 'v')}, ${columnsOf(Products, 'p')}, pr.prices, a.available`;

/** Joins the copy of the catalogue to a table or list with alias `i` and a column variant_id. */
export const joinListings = `
  LEFT JOIN catalogue_variants v ON v.variant_id = i.variant_id
  LEFT JOIN catalogue_products p ON p.product_id = v.product_id
  LEFT JOIN LATERAL (
    -- The base currency comes first. Amounts are text, because JSON numbers are not exact.
    SELECT coalesce(json_agg(json_build_object('amount', r.amount::text, 'currency', r.currency)
      ORDER BY r.currency <> v.base_currency, r.currency), '[]') AS prices
    FROM catalogue_prices r WHERE r.variant_id = i.variant_id) pr ON true
  LEFT JOIN catalogue_availability a ON a.variant_id = i.variant_id`;

/** The listing of a row; undefined if the copy has only a part of the variant. */
const toListing = (row: ListingRow): Listing | undefined => {
  if (row.sku === null) return undefined;
  const { variantId, productId, sku, options, weightGrams, published, sellerId, title, imageUrl, available } = row;
  const [price, ...others] = row.prices.map(moneyFromJson);
  if (sellerId === null || title === null || price === undefined) return undefined;
  return {
    ...{ variantId, productId, sellerId, sku, title, options, price, weightGrams, published },
    ...defined({ imageUrl, otherPrices: others.length === 0 ? undefined : others, available }),
  };
};

export const toListings = (rows: readonly ListingRow[]): Listings => {
  const listings = rows.flatMap((row) => toListing(row) ?? []);
  return new Map(listings.map((listing) => [listing.variantId, listing]));
};

/** One line of a cart with its listing, or a cart without lines. */
export type CartRow = Row<typeof Heads> & { readonly coupons: readonly string[] } & (
    (Row<typeof Lines> & ListingRow & { readonly lineId: CartLine['id'] }) | { readonly lineId: null }
  );

export const cartColumns = `${columnsOf(Heads, 'c')}, k.coupons, i.id AS "lineId", i.variant_id AS "variantId", i.product_id AS "productId",
  ${columnsOf(Lines, 'i')}, ${listingColumns}`;

/** Joins coupons, lines and listings to a cart with alias `c`. */
export const joinContents = `
  LEFT JOIN LATERAL (SELECT coalesce(array_agg(code ORDER BY seq), '{}') AS coupons FROM cart_coupons WHERE cart_id = c.id) k ON true
  LEFT JOIN cart_items i ON i.cart_id = c.id${joinListings}`;

const toOwner = (row: CartRow): Owner =>
  row.userId === null ? { kind: 'guest', tokenHash: nonNull(Heads, row, 'tokenHash') } : { kind: 'user', userId: row.userId };

const linesOf = (rows: readonly CartRow[], isSaved: boolean): readonly CartLine[] =>
  rows.flatMap((row) => {
    if (row.lineId === null || row.saved !== isSaved) return [];
    const { lineId: id, variantId, productId, quantity, seenAmount, shownAmount, seenCurrency } = row;
    return [
      {
        ...{ id, variantId, productId, quantity },
        referencePrice: money(seenAmount, seenCurrency),
        displayedPrice: money(shownAmount, seenCurrency),
      },
    ];
  });

const toState = (row: CartRow, rows: readonly CartRow[]): Cart => {
  const contents = {
    id: row.id,
    owner: toOwner(row),
    lines: linesOf(rows, false),
    saved: linesOf(rows, true),
    couponCodes: row.coupons,
    delivery: { ...defined({ countryCode: row.countryCode }), shippingOptionIds: row.shippingOptionIds },
  };
  switch (row.status) {
    case 'OPEN':
      return { ...contents, status: row.status };
    case 'FROZEN':
    case 'CLOSED':
      return { ...contents, status: row.status, checkoutId: nonNull(Heads, row, 'checkoutId') };
    case 'MERGED':
      return { ...contents, status: row.status, into: nonNull(Heads, row, 'mergedInto') };
  }
};

/** The rows of one cart; at least one. */
type RowsOf<Each> = readonly [Each, ...Each[]];

export const toListedCart = (rows: RowsOf<CartRow>): ListedCart => {
  const [first] = rows;
  return {
    version: first.version,
    announced: first.announced,
    state: toState(first, rows),
    listings: toListings(rows.filter((row) => row.lineId !== null)),
  };
};

/** Rows grouped by key, in their original order. */
export const grouped = <Each, Key>(rows: readonly Each[], keyOf: (row: Each) => Key): ReadonlyMap<Key, RowsOf<Each>> =>
  // Groups are never empty.
  Map.groupBy(rows, keyOf) as Map<Key, [Each, ...Each[]]>;

/**
 * The rows of each cart that matches `condition`, with alias `c`. One statement reads carts, lines, coupons and listings. Line ids
 * increase over time, so lines are in the order in which they were added.
 */
export const readCarts = async (db: Database, condition: string, params: readonly unknown[]): Promise<readonly RowsOf<CartRow>[]> => {
  const select = `SELECT ${cartColumns} FROM carts c${joinContents} WHERE ${condition} ORDER BY c.updated_at, i.id`;
  return [...grouped(await db.query<CartRow>(select, params), ({ id }) => id).values()];
};
