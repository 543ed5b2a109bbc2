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
  /** What comes off the line, all pieces together. */
  discounts: z.array(discountShare).optional(),
});

const sellerPart = z.object({
  sellerId: id,
  lines: z.array(frozenLine).min(1),
  shipping: z.object({
    optionId: z.string(),
    carrier: z.string(),
    service: z.string(),
    price: moneyJson,
    estimatedDelivery: z.object({ from: at, to: at }),
    /** What comes off the price of delivery. */
    discounts: z.array(discountShare).optional(),
  }),
});

export const ShippingQuoteRequestedV1 = event({
  ...checkout,
  type: 'ShippingQuoteRequested',
  description: 'What does delivery cost? shipping answers with ShippingQuoted or ShippingQuoteRejected.',
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
  description: 'What comes off, and for whose account? promotions answers with DiscountsQuoted, its uses held, or with CouponRejected.',
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
  description: 'Let go of every use held for the checkout, also before it was held. promotions answers with DiscountsReleased.',
  data: z.object(ref),
  example: exampleRef,
});

export const OrderCreationRequestedV1 = event({
  ...checkout,
  type: 'OrderCreationRequested',
  description: 'One order per seller, please. orders answers with an OrderCreated for each, or OrderCreationRejected.',
  data: z.object({
    ...ref,
    buyerId: id,
    currency: z.string().length(3),
    countryCode: z.string().length(2),
    sealedAddress: sealed,
    sellers: z.array(sellerPart).min(1),
    /** PREPAID where it is not said. */
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
  description: 'Hold all of it or none. inventory answers with StockReserved or StockRejected.',
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
    'Hold the amount for these orders. payments answers with PaymentAuthorized, PaymentActionRequired or PaymentFailed. The method opens to { token }.',
  data: z.object({
    ...ref,
    paymentId: id,
    buyerId: id,
    amount: moneyJson,
    sealedMethod: sealed,
    /** The platform's discount is on top of the amount: the seller gets it, the buyer does not pay it. */
    orders: z.array(z.object({ orderId: id, sellerId: id, amount: moneyJson, platformDiscount: moneyJson.optional() })).min(1),
    /** Nothing is charged: a courier collects the amount of each order at the door. */
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
  description: 'Stock and money are promised. orders answers with an OrderConfirmed for each order of the checkout.',
  data: z.object(ref),
  example: exampleRef,
});

export const PaymentCaptureRequestedV1 = event({
  ...checkout,
  type: 'PaymentCaptureRequested',
  description: 'The point of no return. payments answers with PaymentCaptured, retried for ever.',
  data: z.object({ ...ref, paymentId: id }),
  example: { ...exampleRef, paymentId: sample.payment },
});

export const PaymentVoidRequestedV1 = event({
  ...checkout,
  type: 'PaymentVoidRequested',
  description: 'Let go of whatever is held, also of what a late answer may still bring. payments answers with PaymentVoided.',
  data: z.object({ ...ref, paymentId: id }),
  example: { ...exampleRef, paymentId: sample.payment },
});

export const StockReleaseRequestedV1 = event({
  ...checkout,
  type: 'StockReleaseRequested',
  description: 'Let go of the reservation, also before it was made. inventory answers with ReservationReleased.',
  data: z.object({ ...ref, reservationId: id }),
  example: { ...exampleRef, reservationId: sample.reservation },
});

export const OrderCancellationRequestedV1 = event({
  ...checkout,
  type: 'OrderCancellationRequested',
  description: 'Cancel every order of the checkout, also ones not created yet. orders answers with CheckoutOrdersCancelled.',
  data: z.object({ ...ref, reason: z.enum(abortReasons) }),
  example: { ...exampleRef, reason: 'payment-failed' },
});

export const CartUnfreezeRequestedV1 = event({
  ...checkout,
  type: 'CartUnfreezeRequested',
  description: 'The buyer gets the cart back. carts answers with CartUnfrozen.',
  data: z.object({ ...ref, cartId: id }),
  example: { ...exampleRef, cartId: sample.cart },
});
