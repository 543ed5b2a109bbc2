import { z } from 'zod';
import { abortReasons, checkout, exampleRef, orderTypes, ref } from './checkout-terms';
import { at, discountShare, event, id, moneyJson, quantity, sample, sealed } from './contract';

const frozenLine = z.object({
  variantId: id,
  productId: id,
  sku: z.string(),
  title: z.string(),
  options: z.array(z.object({ name: z.string(), value: z.string() })),
  imageUrl: z.string().optional(),
  quantity,
  unitPrice: moneyJson,
  weightGrams: z.int().positive(),
  /** The total discounts on the line. */
  discounts: z.array(discountShare).optional(),
});

const sellerOrder = z.object({
  sellerId: id,
  lines: z.array(frozenLine).min(1),
  shipping: z.object({
    optionId: z.string(),
    carrier: z.string(),
    service: z.string(),
    price: moneyJson,
    estimatedDelivery: z.object({ from: at, to: at }),
    /** The discounts on the shipping price. */
    discounts: z.array(discountShare).optional(),
  }),
});

export const ShippingQuoteRequestedV1 = event({
  ...checkout,
  type: 'ShippingQuoteRequested',
  description: 'Requests shipping prices. Shipping replies with ShippingQuoted or ShippingQuoteRejected.',
  data: z.object({
    ...ref,
    countryCode: z.string().length(2),
    currency: z.string().length(3),
    optionIds: z.array(z.string()),
    parcels: z.array(z.object({ sellerId: id, weightGrams: z.int().positive(), value: moneyJson })).min(1),
  }),
  example: {
    ...exampleRef,
    countryCode: 'DE',
    currency: 'USD',
    optionIds: [],
    parcels: [{ sellerId: sample.seller, weightGrams: 1200, value: sample.total }],
  },
});

export const DiscountQuoteRequestedV1 = event({
  ...checkout,
  type: 'DiscountQuoteRequested',
  description:
    'Requests the discounts of a checkout and who funds them. Promotions reserves the uses and replies with DiscountsQuoted, or with CouponRejected.',
  data: z.object({
    ...ref,
    buyerId: id,
    countryCode: z.string().length(2),
    currency: z.string().length(3),
    expiresAt: at,
    couponCodes: z.array(z.string().max(40)),
    lines: z.array(z.object({ lineId: id, variantId: id, productId: id, sellerId: id, quantity, unitPrice: moneyJson })).min(1),
    delivery: z.array(z.object({ sellerId: id, price: moneyJson })),
  }),
  example: {
    ...exampleRef,
    buyerId: sample.user,
    countryCode: 'DE',
    currency: 'USD',
    expiresAt: sample.later,
    couponCodes: ['WELCOME-7F3K'],
    lines: [
      {
        lineId: sample.cartLine,
        variantId: sample.variant,
        productId: sample.product,
        sellerId: sample.seller,
        quantity: 2,
        unitPrice: sample.price,
      },
    ],
    delivery: [{ sellerId: sample.seller, price: { amount: '500', currency: 'USD' } }],
  },
});

export const DiscountReleaseRequestedV1 = event({
  ...checkout,
  type: 'DiscountReleaseRequested',
  description:
    'Releases all promotion uses reserved for a checkout, even if this arrives before they are reserved. Promotions replies with DiscountsReleased.',
  data: z.object(ref),
  example: exampleRef,
});

export const OrderCreationRequestedV1 = event({
  ...checkout,
  type: 'OrderCreationRequested',
  description: 'Requests one order per seller. Orders replies with an OrderCreated for each, or with OrderCreationRejected.',
  data: z.object({
    ...ref,
    buyerId: id,
    currency: z.string().length(3),
    countryCode: z.string().length(2),
    sealedAddress: sealed,
    sellers: z.array(sellerOrder).min(1),
    /** PREPAID by default. */
    orderType: z.enum(orderTypes).optional(),
  }),
  example: {
    ...exampleRef,
    buyerId: sample.user,
    currency: 'USD',
    countryCode: 'DE',
    sealedAddress: 'k1.AAAA',
    sellers: [
      {
        sellerId: sample.seller,
        lines: [
          {
            variantId: sample.variant,
            productId: sample.product,
            sku: 'TJ-M-BLUE',
            title: 'Trail jacket',
            options: [{ name: 'Size', value: 'M' }],
            quantity: 2,
            unitPrice: sample.price,
            weightGrams: 600,
          },
        ],
        shipping: {
          optionId: 'standard',
          carrier: 'swiftpost',
          service: 'STANDARD',
          price: { amount: '500', currency: 'USD' },
          estimatedDelivery: { from: sample.at, to: sample.later },
        },
      },
    ],
  },
});

export const StockReservationRequestedV1 = event({
  ...checkout,
  type: 'StockReservationRequested',
  description: 'Requests a reservation of all lines or none. Inventory replies with StockReserved or StockRejected.',
  data: z.object({
    ...ref,
    reservationId: id,
    countryCode: z.string().length(2),
    expiresAt: at,
    lines: z.array(z.object({ variantId: id, quantity })).min(1),
  }),
  example: {
    ...exampleRef,
    reservationId: sample.reservation,
    countryCode: 'DE',
    expiresAt: sample.later,
    lines: [{ variantId: sample.variant, quantity: 2 }],
  },
});

export const PaymentAuthorizationRequestedV1 = event({
  ...checkout,
  type: 'PaymentAuthorizationRequested',
  description:
    'Requests authorization of the amount for these orders. Payments replies with PaymentAuthorized, PaymentActionRequired or PaymentFailed. The encrypted method contains { token }.',
  data: z.object({
    ...ref,
    paymentId: id,
    buyerId: id,
    amount: moneyJson,
    sealedMethod: sealed,
    /** The discount that the platform funds, on top of the amount: the seller receives it, the buyer does not pay it. */
    orders: z.array(z.object({ orderId: id, sellerId: id, amount: moneyJson, platformDiscount: moneyJson.optional() })).min(1),
    /** Nothing is charged: a courier collects the amount of each order on delivery. */
    cashOnDelivery: z.boolean().optional(),
  }),
  example: {
    ...exampleRef,
    paymentId: sample.payment,
    buyerId: sample.user,
    amount: sample.total,
    sealedMethod: 'k1.AAAA',
    orders: [{ orderId: sample.order, sellerId: sample.seller, amount: sample.total }],
  },
});

export const OrderConfirmationRequestedV1 = event({
  ...checkout,
  type: 'OrderConfirmationRequested',
  description:
    'Requests confirmation of the orders: stock is reserved and payment is authorized. Orders replies with an OrderConfirmed for each order of the checkout.',
  data: z.object(ref),
  example: exampleRef,
});

export const PaymentCaptureRequestedV1 = event({
  ...checkout,
  type: 'PaymentCaptureRequested',
  description:
    'Requests capture of the payment. From here the checkout can only be completed. Payments retries until it can reply with PaymentCaptured.',
  data: z.object({ ...ref, paymentId: id }),
  example: { ...exampleRef, paymentId: sample.payment },
});

export const PaymentVoidRequestedV1 = event({
  ...checkout,
  type: 'PaymentVoidRequested',
  description: 'Voids the authorization of a payment, including one that the provider reports late. Payments replies with PaymentVoided.',
  data: z.object({ ...ref, paymentId: id }),
  example: { ...exampleRef, paymentId: sample.payment },
});

export const StockReleaseRequestedV1 = event({
  ...checkout,
  type: 'StockReleaseRequested',
  description:
    'Releases a stock reservation, even if this arrives before the reservation is made. Inventory replies with ReservationReleased.',
  data: z.object({ ...ref, reservationId: id }),
  example: { ...exampleRef, reservationId: sample.reservation },
});

export const OrderCancellationRequestedV1 = event({
  ...checkout,
  type: 'OrderCancellationRequested',
  description: 'Cancels all orders of a checkout, including those not created yet. Orders replies with CheckoutOrdersCancelled.',
  data: z.object({ ...ref, reason: z.enum(abortReasons) }),
  example: { ...exampleRef, reason: 'payment-failed' },
});

export const CartUnfreezeRequestedV1 = event({
  ...checkout,
  type: 'CartUnfreezeRequested',
  description: 'Unlocks the cart for its buyer. Carts replies with CartUnfrozen.',
  data: z.object({ ...ref, cartId: id }),
  example: { ...exampleRef, cartId: sample.cart },
});
