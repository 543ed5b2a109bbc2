import { bigint, boolean, char, currencyCode, id, integer, json, table, text, timestamp, updatedAt } from '@marketplace/platform';
import type { Cart } from '../../domain/cart';
import type { CheckoutRecord } from '../../domain/checkout-record';
import type { Purchase } from '../../domain/commands';
import type { Listing } from '../../domain/listing';

export const Carts = table(
  'carts',
  {
    id: id<'Cart'>().primary(),
    version: integer(),
    announced: integer(),
    status: text<Cart['status']>(),
    /** The owner: a user, or the guest whose token has this hash. */
    userId: id<'User'>().nullable(),
    tokenHash: text().nullable(),
    checkoutId: id<'Checkout'>().nullable(),
    mergedInto: id<'Cart'>().nullable(),
    countryCode: char(2).nullable(),
    shippingOptionIds: json<readonly string[]>(),
    frozenAt: timestamp().nullable(),
    /** The last version checked for abandonment. */
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
    /** In `seenCurrency`. */
    shownAmount: bigint(),
    saved: boolean(),
    addedAt: timestamp().withDefault(),
  },
  { unique: [['cartId', 'variantId', 'saved']] },
);

export const CartCoupons = table('cart_coupons', {
  cartId: id<'Cart'>().primary(),
  code: text().primary(),
  /** The order in which the coupons were applied. */
  seq: bigint().withDefault(),
  appliedAt: timestamp().withDefault(),
});

/** The coupon codes that users tried recently, for the rate limit. */
export const CouponAttempts = table('coupon_attempts', {
  userId: id<'User'>().primary(),
  code: text().primary(),
  attemptedAt: timestamp(),
});

/** The records of checkouts. Kept longer than the carts, so that late messages are recognized. */
export const CartCheckouts = table('cart_checkouts', {
  checkoutId: id<'Checkout'>().primary(),
  cartId: id<'Cart'>(),
  outcome: text<CheckoutRecord['outcome']>(),
  /** The contents of a cart whose lock expired. Removed from the cart if the checkout is still paid. */
  held: json<Purchase>().nullable(),
  version: integer(),
  updatedAt: updatedAt(),
});

/** A product withdrawn before its first listing has only a version. */
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
  /** The base currency of the product: the default currency of an empty cart. */
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
