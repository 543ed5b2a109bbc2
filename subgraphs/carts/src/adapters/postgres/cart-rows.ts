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
  /** The first in the currency that the product was priced in first; amounts as text, since JSON numbers are not exact. */
  readonly prices: readonly { readonly amount: string; readonly currency: string }[] | null;
  readonly available: number | null;
};

export const listingColumns = `v.variant_id AS listed_id, v.product_id AS listed_product_id, p.seller_id, v.sku, p.title, v.options, p.image_url, v.weight_grams, p.published,
    pr.prices, a.available`;

/** Joins the catalogue's copy to a table or list that is named `i` and has a variant_id. */
export const joinListings = `
  LEFT JOIN catalogue_variants v ON v.variant_id = i.variant_id
  LEFT JOIN catalogue_products p ON p.product_id = v.product_id
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('amount', c.amount::text, 'currency', c.currency) ORDER BY c.currency <> v.base_currency, c.currency) AS prices
    FROM catalogue_currency_prices c WHERE c.variant_id = i.variant_id) pr ON true
  LEFT JOIN catalogue_availability a ON a.variant_id = i.variant_id`;

/** The listing of a row; a variant that the copy knows only in part is not listed yet. */
export const toListing = (row: ListingRow): Listing | undefined => {
  const { listed_id: variantId, seller_id: sellerId, title } = row;
  const [price, ...otherPrices] = (row.prices ?? []).map(({ amount, currency: code }) => money(BigInt(amount), currency(code)));
  if (variantId === null || sellerId === null || title === null || price === undefined) return undefined;
  return {
    variantId: idOf(variantId),
    productId: idOf(row.listed_product_id),
    sellerId: idOf(sellerId),
    sku: row.sku,
    title,
    options: row.options,
    ...(row.image_url === null ? {} : { imageUrl: row.image_url }),
    price,
    ...(otherPrices.length === 0 ? {} : { otherPrices }),
    weightGrams: row.weight_grams,
    published: row.published,
    ...(row.available === null ? {} : { available: row.available }),
  };
};

/** One line of a cart with its listing, or a cart without any. */
export type CartRow = ListingRow & {
  readonly id: string;
  readonly version: number;
  readonly announced_version: number;
  readonly status: Cart['status'];
  readonly user_id: string | null;
  readonly token_hash: string | null;
  readonly checkout_id: string | null;
  readonly merged_into: string | null;
  readonly country_code: string | null;
  readonly shipping_option_ids: readonly string[];
  readonly coupon_codes: readonly string[] | null;
  readonly line_id: string | null;
  readonly variant_id: string;
  readonly product_id: string;
  readonly quantity: number;
  readonly seen_amount: bigint;
  readonly seen_currency: string;
  readonly shown_amount: bigint;
  readonly saved: boolean;
};

export const cartColumns = `c.id, c.version, c.announced_version, c.status, c.user_id, c.token_hash, c.checkout_id, c.merged_into, c.country_code,
    c.shipping_option_ids, k.coupon_codes,
    i.id AS line_id, i.variant_id, i.product_id, i.quantity, i.seen_amount, i.seen_currency, i.shown_amount, i.saved, ${listingColumns}`;

/** Joins everything that belongs to a cart to one that is named `c`. */
export const joinContents = `
  LEFT JOIN LATERAL (SELECT array_agg(code ORDER BY seq) AS coupon_codes FROM cart_coupons WHERE cart_id = c.id) k ON true
  LEFT JOIN cart_items i ON i.cart_id = c.id${joinListings}`;

/** A cart, its lines, its coupons and their listings come in one statement, however many lines there are. */
export const selectCarts = `SELECT ${cartColumns} FROM carts c${joinContents}`;

/** Ids of lines grow with time, so that lines stand in the order in which they were added. */
export const inOrder = 'ORDER BY c.id, i.id';

const toLine = (row: CartRow): CartLine => ({
  id: idOf(row.line_id ?? ''),
  variantId: idOf(row.variant_id),
  productId: idOf(row.product_id),
  quantity: row.quantity,
  seenPrice: money(row.seen_amount, currency(row.seen_currency)),
  shownPrice: money(row.shown_amount, currency(row.seen_currency)),
});

const toOwner = (row: CartRow): Owner =>
  row.user_id === null ? { kind: 'guest', tokenHash: row.token_hash ?? '' } : { kind: 'user', userId: idOf(row.user_id) };

const toContents = (row: CartRow, rows: readonly CartRow[]) => {
  const filled = rows.filter((each) => each.line_id !== null);
  return {
    id: idOf<'Cart'>(row.id),
    owner: toOwner(row),
    lines: filled.filter((each) => !each.saved).map(toLine),
    saved: filled.filter((each) => each.saved).map(toLine),
    couponCodes: row.coupon_codes ?? [],
    delivery: { ...(row.country_code === null ? {} : { countryCode: row.country_code }), shippingOptionIds: row.shipping_option_ids },
  };
};

const toCart = (row: CartRow, rows: readonly CartRow[]): Cart => {
  const contents = toContents(row, rows);
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

/** The cart that all these rows are of. */
export const toListedCart = (rows: readonly CartRow[]): ListedCart | undefined => {
  const [first] = rows;
  if (first === undefined) return undefined;
  const listings = rows.flatMap((row) => toListing(row) ?? []);
  return {
    cart: { version: first.version, announced: first.announced_version, state: toCart(first, rows) },
    listings: new Map(listings.map((listing) => [listing.variantId, listing])),
  };
};

/** Rows by what they have in common, in the order in which they came. */
export const grouped = <Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> => {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const known = groups.get(keyOf(row));
    if (known === undefined) groups.set(keyOf(row), [row]);
    else known.push(row);
  }
  return groups;
};
