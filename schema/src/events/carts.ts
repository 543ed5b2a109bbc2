import { z } from 'zod';
import { at, event, id, moneyJson, quantity, sample } from './contract';

const carts = { context: 'carts', version: 1, aggregate: 'Cart' } as const;

const frozenLine = z.object({
  lineId: id,
  variantId: id,
  productId: id,
  sellerId: id,
  sku: z.string(),
  title: z.string(),
  options: z.array(z.object({ name: z.string(), value: z.string() })),
  imageUrl: z.string().optional(),
  quantity,
  unitPrice: moneyJson,
  weightGrams: z.int().positive(),
});

export const CartFrozenV1 = event({
  ...carts,
  type: 'CartFrozen',
  description: 'A cart was locked for a checkout. Its prices and quantities are fixed, even if the catalog changes.',
  data: z.object({
    cartId: id,
    checkoutId: id,
    buyerId: id,
    currency: z.string().length(3),
    lines: z.array(frozenLine).min(1),
    /** The coupon codes on the cart; promotions calculates their discounts. */
    couponCodes: z.array(z.string().max(40)).optional(),
  }),
  example: {
    cartId: sample.cart,
    checkoutId: sample.checkout,
    buyerId: sample.user,
    currency: 'USD',
    lines: [
      {
        lineId: sample.cartLine,
        variantId: sample.variant,
        productId: sample.product,
        sellerId: sample.seller,
        sku: 'TJ-M-BLUE',
        title: 'Trail jacket',
        options: [{ name: 'Size', value: 'M' }],
        quantity: 2,
        unitPrice: sample.price,
        weightGrams: 600,
      },
    ],
  },
});

export const CartFreezeRejectedV1 = event({
  ...carts,
  type: 'CartFreezeRejected',
  description: 'A cart could not be locked for a checkout; it is unchanged.',
  data: z.object({
    cartId: id,
    checkoutId: id,
    reason: z.enum(['cart-not-found', 'cart-empty', 'version-conflict', 'cart-in-checkout', 'price-changed', 'line-unavailable']),
    currentVersion: z.int().optional(),
  }),
  example: { cartId: sample.cart, checkoutId: sample.checkout, reason: 'version-conflict', currentVersion: 7 },
});

export const CartUnfrozenV1 = event({
  ...carts,
  type: 'CartUnfrozen',
  description: 'A checkout ended without an order; the buyer can change the cart again.',
  data: z.object({ cartId: id, checkoutId: id }),
  example: { cartId: sample.cart, checkoutId: sample.checkout },
});

export const CartClosedV1 = event({
  ...carts,
  type: 'CartClosed',
  description: 'The items of a cart were purchased; the next item goes into a new cart.',
  data: z.object({ cartId: id, checkoutId: id }),
  example: { cartId: sample.cart, checkoutId: sample.checkout },
});

export const CartAbandonedV1 = event({
  ...carts,
  type: 'CartAbandoned',
  description: 'A buyer has not changed a cart with items for a day. Published once each time a cart is abandoned.',
  data: z.object({ cartId: id, buyerId: id, lineCount: z.int().positive(), value: moneyJson, lastChangedAt: at }),
  example: { cartId: sample.cart, buyerId: sample.user, lineCount: 1, value: sample.total, lastChangedAt: sample.at },
});
