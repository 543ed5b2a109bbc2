import { bigint, boolean, char, currencyCode, id, integer, json, table, text, timestamp, updatedAt } from '@marketplace/platform';
import type { Cart } from '../../domain/cart';
import type { CheckoutRecord } from '../../domain/checkout-record';
import type { Bought } from '../../domain/commands';
import type { Listing } from '../../domain/listing';

export const Carts = table(
  'carts',
  {
    id: id<'Cart'>().primary(),
    version: integer(),
    announced: integer(),
    status: text<Cart['status']>(),
    /** A cart belongs to a user, or to the guest whose token has this hash. */
    userId: id<'User'>().nullable(),
    tokenHash: text().nullable(),
    checkoutId: id<'Checkout'>().nullable(),
    mergedInto: id<'Cart'>().nullable(),
    countryCode: char(2).nullable(),
    shippingOptionIds: json<readonly string[]>(),
    frozenAt: timestamp().nullable(),
    /** The version that was looked at as abandoned; a cart that is touched has another one. */
    abandonedVersion: integer().nullable(),
    createdAt: timestamp().withDefault(),
    updatedAt: updatedAt(),
  },
  { unique: [['tokenHash'], ['checkoutId']] },
);

export const CartItems = table(
  'cart_items',
  {
    id: id<'CartLine'>().primary(),
    cartId: id<'Cart'>(),
    productId: id<'Product'>(),
    variantId: id<'Variant'>(),
    quantity: integer(),
    seenAmount: bigint(),
    seenCurrency: currencyCode(),
    /** In the currency of the seen price. */
    shownAmount: bigint(),
    saved: boolean(),
    addedAt: timestamp().withDefault(),
  },
  { unique: [['cartId', 'variantId', 'saved']] },
);

export const CartCoupons = table('cart_coupons', {
  cartId: id<'Cart'>().primary(),
  code: text().primary(),
  /** The order in which they were applied. */
  seq: bigint().withDefault(),
  appliedAt: timestamp().withDefault(),
});

/** Which codes users have tried lately: who tries too many is looking for what was given to others. */
export const CouponAttempts = table('coupon_attempts', {
  userId: id<'User'>().primary(),
  code: text().primary(),
  attemptedAt: timestamp(),
});

/** What was done for a checkout; it is kept longer than its cart, so that nothing late is mistaken for something new. */
export const CartCheckouts = table('cart_checkouts', {
  checkoutId: id<'Checkout'>().primary(),
  cartId: id<'Cart'>(),
  outcome: text<CheckoutRecord['outcome']>(),
  /** What a cart held that was given back without a request: if it is paid for after all, this much is taken out of it. */
  held: json<Bought>().nullable(),
  version: integer(),
  updatedAt: updatedAt(),
});

/** A product that was withdrawn before it was ever described has a version and nothing else. */
export const CatalogueProducts = table('catalogue_products', {
  productId: id<'Product'>().primary(),
  version: integer(),
  published: boolean(),
  sellerId: id<'Seller'>().nullable(),
  title: text().nullable(),
  imageUrl: text().nullable(),
});

export const CatalogueVariants = table('catalogue_variants', {
  variantId: id<'Variant'>().primary(),
  productId: id<'Product'>(),
  sku: text(),
  options: json<Listing['options']>(),
  weightGrams: integer(),
  /** The currency that the product was priced in first: what is put into an empty cart is in it. */
  baseCurrency: currencyCode(),
});

export const CataloguePrices = table('catalogue_prices', {
  variantId: id<'Variant'>().primary(),
  currency: currencyCode().primary(),
  version: integer(),
  amount: bigint(),
});

export const CatalogueAvailability = table('catalogue_availability', {
  variantId: id<'Variant'>().primary(),
  version: integer(),
  available: integer(),
});
