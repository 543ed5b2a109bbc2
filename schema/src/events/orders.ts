import { z } from 'zod';
import { event, id, moneyJson, quantity, sample, sealed } from './contract';

const orders = { context: 'orders', version: 1, aggregate: 'Order' } as const;
const ref = { orderId: id, checkoutId: id, buyerId: id, sellerId: id };
const exampleRef = { orderId: sample.order, checkoutId: sample.checkout, buyerId: sample.user, sellerId: sample.seller };

const item = z.object({
  orderItemId: id,
  variantId: id,
  productId: id,
  sku: z.string(),
  title: z.string(),
  quantity,
  unitPrice: moneyJson,
  /** What the line costs before its discount. */
  total: moneyJson,
  /** What comes off the line, all pieces together. */
  discount: moneyJson.optional(),
  tax: moneyJson,
});

/** What shipping needs of an order that is to be sent. */
const shipped = {
  sealedAddress: sealed,
  countryCode: z.string().length(2),
  shippingOptionId: z.string(),
  carrier: z.string(),
  service: z.string(),
  items: z.array(z.object({ orderItemId: id, variantId: id, quantity, weightGrams: z.int().positive() })).min(1),
};
const exampleShipped = {
  sealedAddress: 'k1.AAAA',
  countryCode: 'DE',
  shippingOptionId: 'standard',
  carrier: 'swiftpost',
  service: 'STANDARD',
  items: [{ orderItemId: sample.orderItem, variantId: sample.variant, quantity: 2, weightGrams: 600 }],
};

export const OrderCreatedV1 = event({
  ...orders,
  type: 'OrderCreated',
  description:
    "One seller's part of a checkout; items and prices never change from here. total = items + shipping, less what comes off either.",
  data: z.object({
    ...ref,
    orderNumber: z.string(),
    total: moneyJson,
    shipping: moneyJson,
    shippingDiscount: moneyJson.optional(),
    /** The part of all discounts that the platform pays for; the seller gets it on top of the total. */
    platformDiscount: moneyJson.optional(),
    tax: moneyJson,
    items: z.array(item).min(1),
    orderType: z.enum(['PREPAID', 'CASH_ON_DELIVERY']).optional(),
  }),
  example: {
    ...exampleRef,
    orderNumber: '2611-000042',
    total: { amount: '3000', currency: 'USD' },
    shipping: { amount: '500', currency: 'USD' },
    tax: { amount: '0', currency: 'USD' },
    items: [
      {
        orderItemId: sample.orderItem,
        variantId: sample.variant,
        productId: sample.product,
        sku: 'TJ-M-BLUE',
        title: 'Trail jacket',
        quantity: 2,
        unitPrice: sample.price,
        total: sample.total,
        tax: { amount: '0', currency: 'USD' },
      },
    ],
  },
});

export const OrderConfirmedV1 = event({
  ...orders,
  type: 'OrderConfirmed',
  description: 'Stock is held and the money is promised; the order will be paid unless the capture is impossible.',
  data: z.object(ref),
  example: exampleRef,
});

export const OrderPaidV1 = event({
  ...orders,
  type: 'OrderPaid',
  description: 'The money is there; the seller ships. The address is sealed and for shipping only.',
  data: z.object({
    ...ref,
    paymentId: id,
    total: moneyJson,
    ...shipped,
  }),
  example: {
    ...exampleRef,
    paymentId: sample.payment,
    total: { amount: '3000', currency: 'USD' },
    ...exampleShipped,
  },
});

export const CashOnDeliveryOrderPlacedV1 = event({
  ...orders,
  type: 'CashOnDeliveryOrderPlaced',
  description: 'The seller ships; the courier collects cashDue at the door. The address is sealed and for shipping only.',
  data: z.object({
    ...ref,
    cashDue: moneyJson,
    ...shipped,
  }),
  example: {
    ...exampleRef,
    cashDue: { amount: '3000', currency: 'USD' },
    ...exampleShipped,
  },
});

export const OrderShippedV1 = event({
  ...orders,
  type: 'OrderShipped',
  description: 'The first parcel of the order is with a carrier.',
  data: z.object({ ...ref, shipmentId: id }),
  example: { ...exampleRef, shipmentId: sample.shipment },
});

export const OrderDeliveredV1 = event({
  ...orders,
  type: 'OrderDelivered',
  description: 'Every parcel of the order was handed over, and cash on delivery was collected; the protection period runs.',
  data: z.object({ ...ref, orderType: z.enum(['PREPAID', 'CASH_ON_DELIVERY']).optional() }),
  example: exampleRef,
});

export const OrderClosedV1 = event({
  ...orders,
  type: 'OrderClosed',
  description: "The buyer confirmed receipt or the protection period is over; the seller's money can be released.",
  data: z.object({ ...ref, reason: z.enum(['receipt-confirmed', 'protection-period-over']) }),
  example: { ...exampleRef, reason: 'receipt-confirmed' },
});

export const OrderCancelledV1 = event({
  ...orders,
  type: 'OrderCancelled',
  description: 'The order ended before it was paid.',
  data: z.object({ ...ref, reason: z.string() }),
  example: { ...exampleRef, reason: 'payment-failed' },
});

export const OrderCreationRejectedV1 = event({
  ...orders,
  aggregate: 'CheckoutOrders',
  type: 'OrderCreationRejected',
  description: 'No order exists for this checkout and none will: it was cancelled before, or its amounts do not fit together.',
  data: z.object({ checkoutId: id, reason: z.enum(['checkout-cancelled', 'invalid-amounts']) }),
  example: { checkoutId: sample.checkout, reason: 'checkout-cancelled' },
});

export const CheckoutOrdersCancelledV1 = event({
  ...orders,
  aggregate: 'CheckoutOrders',
  type: 'CheckoutOrdersCancelled',
  description: 'No order of this checkout is open any more, whether there were any or not; later requests for it are refused.',
  data: z.object({ checkoutId: id }),
  example: { checkoutId: sample.checkout },
});
