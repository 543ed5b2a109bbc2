import { currency, idOf, money } from '@marketplace/kernel';
import type { Cart, CartLine, Owner } from '../../domain/cart';
import type { Listing } from '../../domain/listing';
import type { ListedCart } from '../../application/ports';

/** The catalogue's part of a row; everything is null where the copy does not know the variant. */
export type ListingRow = {
  readonly listed_id: string | null;
  readonly listed_product_id: string;
  readonly seller_id: string | null;
  readonly sku: string;
  readonly title: string | null;
  readonly options: Listing['options'];
  readonly image_url: string | null;
  readonly weight_grams: number;
  readonly published: boolean;
  readonly price_amount: bigint | null;
  readonly price_currency: string | null;
  readonly available: number | null;
};

export const listingColumns = `v.variant_id AS listed_id, v.product_id AS listed_product_id, p.seller_id, v.sku, p.title, v.options, p.image_url, v.weight_grams, p.published,
    pr.amount AS price_amount, pr.currency AS price_currency, a.available`;

/** Joins the catalogue's copy to a table or list that is named `i` and has a variant_id. */
export const joinListings = `
  LEFT JOIN catalogue_variants v ON v.variant_id = i.variant_id
  LEFT JOIN catalogue_products p ON p.product_id = v.product_id
  LEFT JOIN catalogue_prices pr ON pr.variant_id = i.variant_id
  LEFT JOIN catalogue_availability a ON a.variant_id = i.variant_id`;

/** The listing of a row; a variant that the copy knows only in part is not listed yet. */
export const toListing = (row: ListingRow): Listing | undefined => {
  const { listed_id: variantId, seller_id: sellerId, title, price_amount: amount, price_currency: code } = row;
  if (variantId === null || sellerId === null || title === null || amount === null || code === null) return undefined;
  return {
    variantId: idOf(variantId),
    productId: idOf(row.listed_product_id),
    sellerId: idOf(sellerId),
    sku: row.sku,
    title,
    options: row.options,
    ...(row.image_url === null ? {} : { imageUrl: row.image_url }),
    price: money(amount, currency(code)),
    weightGrams: row.weight_grams,
    published: row.published,
    ...(row.available === null ? {} : { available: row.available }),
  };
};

/** One line of a cart with its listing, or an empty cart. */
export type CartRow = ListingRow & {
  readonly id: string;
  readonly version: number;
  readonly status: Cart['status'];
  readonly user_id: string | null;
  readonly token_hash: string | null;
  readonly checkout_id: string | null;
  readonly merged_into: string | null;
  readonly line_id: string | null;
  readonly variant_id: string;
  readonly product_id: string;
  readonly quantity: number;
  readonly seen_amount: bigint;
  readonly seen_currency: string;
};

/** A cart, its lines and their listings come in one statement, however many lines there are. */
export const selectCarts = `
  SELECT c.id, c.version, c.status, c.user_id, c.token_hash, c.checkout_id, c.merged_into,
    i.id AS line_id, i.variant_id, i.product_id, i.quantity, i.seen_amount, i.seen_currency, ${listingColumns}
  FROM carts c
  LEFT JOIN cart_items i ON i.cart_id = c.id${joinListings}`;

/** Ids of lines grow with time, so that lines stand in the order in which they were added. */
export const inOrder = 'ORDER BY c.id, i.id';

const toLine = (row: CartRow): readonly CartLine[] =>
  row.line_id === null
    ? []
    : [
        {
          id: idOf(row.line_id),
          variantId: idOf(row.variant_id),
          productId: idOf(row.product_id),
          quantity: row.quantity,
          seenPrice: money(row.seen_amount, currency(row.seen_currency)),
        },
      ];

const toOwner = (row: CartRow): Owner =>
  row.user_id === null ? { kind: 'guest', tokenHash: row.token_hash ?? '' } : { kind: 'user', userId: idOf(row.user_id) };

const toCart = (row: CartRow, lines: readonly CartLine[]): Cart => {
  const contents = { id: idOf<'Cart'>(row.id), owner: toOwner(row), lines };
  switch (row.status) {
    case 'OPEN':
      return { ...contents, status: row.status };
    case 'FROZEN':
    case 'CLOSED':
      return { ...contents, status: row.status, checkoutId: idOf(row.checkout_id ?? '') };
    case 'MERGED':
      return { ...contents, status: row.status, into: idOf(row.merged_into ?? '') };
  }
};

const toListed = (first: CartRow, rows: readonly CartRow[]): ListedCart => {
  const listings = rows.flatMap((row) => toListing(row) ?? []);
  return {
    cart: { version: first.version, state: toCart(first, rows.flatMap(toLine)) },
    listings: new Map(listings.map((listing) => [listing.variantId, listing])),
  };
};

/** The carts of rows in order. */
export const toListedCarts = (rows: readonly CartRow[]): readonly ListedCart[] => {
  const byCart = new Map<string, CartRow[]>();
  for (const row of rows) {
    const known = byCart.get(row.id);
    if (known === undefined) byCart.set(row.id, [row]);
    else known.push(row);
  }
  return [...byCart.values()].flatMap((group) => (group[0] === undefined ? [] : [toListed(group[0], group)]));
};
