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
  /** The price of the line before discounts. */
  total: moneyJson,
  /** The total discount on the line. */
  discount: moneyJson.optional(),
  tax: moneyJson,
});

/** The data that shipping needs to ship an order. */
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
    "An order was created for one seller's items of a checkout. Its items and prices never change. total = items + shipping - discounts.",
  data: z.object({
    ...ref,
    orderNumber: z.string(),
    total: moneyJson,
    shipping: moneyJson,
    shippingDiscount: moneyJson.optional(),
    /** The discounts that the platform funds; the seller receives them on top of the total. */
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
  description: 'Stock is reserved and payment is authorized; the order will be paid unless capture fails permanently.',
  data: z.object(ref),
  example: exampleRef,
});

export const OrderPaidV1 = event({
  ...orders,
  type: 'OrderPaid',
  description: 'An order was paid and can be shipped. The address is encrypted, for shipping only.',
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
  description:
    'A cash on delivery order was placed and can be shipped; the courier collects cashDue on delivery. The address is encrypted, for shipping only.',
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
  description: 'The first shipment of an order was handed to a carrier.',
  data: z.object({ ...ref, shipmentId: id }),
  example: { ...exampleRef, shipmentId: sample.shipment },
});

export const OrderDeliveredV1 = event({
  ...orders,
  type: 'OrderDelivered',
  description: 'All shipments of an order were delivered, and cash on delivery was collected. The protection period has started.',
  data: z.object({ ...ref, orderType: z.enum(['PREPAID', 'CASH_ON_DELIVERY']).optional() }),
  example: exampleRef,
});

export const OrderClosedV1 = event({
  ...orders,
  type: 'OrderClosed',
  description: "The buyer confirmed receipt or the protection period ended; the seller's funds can be released.",
  data: z.object({ ...ref, reason: z.enum(['receipt-confirmed', 'protection-period-over']) }),
  example: { ...exampleRef, reason: 'receipt-confirmed' },
});

export const OrderCancelledV1 = event({
  ...orders,
  type: 'OrderCancelled',
  description: 'An order was cancelled before it was paid.',
  data: z.object({ ...ref, reason: z.string() }),
  example: { ...exampleRef, reason: 'payment-failed' },
});

export const OrderCreationRejectedV1 = event({
  ...orders,
  aggregate: 'CheckoutOrders',
  type: 'OrderCreationRejected',
  description: 'No orders were created for a checkout, because it was already cancelled or its amounts are inconsistent.',
  data: z.object({ checkoutId: id, reason: z.enum(['checkout-cancelled', 'invalid-amounts']) }),
  example: { checkoutId: sample.checkout, reason: 'checkout-cancelled' },
});

export const CheckoutOrdersCancelledV1 = event({
  ...orders,
  aggregate: 'CheckoutOrders',
  type: 'CheckoutOrdersCancelled',
  description: 'All orders of a checkout are cancelled, even if there were none. Later requests to create orders for it are rejected.',
  data: z.object({ checkoutId: id }),
  example: { checkoutId: sample.checkout },
});
