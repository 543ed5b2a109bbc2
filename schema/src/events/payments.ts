import { z } from 'zod';
import { event, id, moneyJson, sample } from './contract';

const payments = { context: 'payments', version: 1, aggregate: 'Payment' } as const;
const ref = { paymentId: id, checkoutId: id };
const paidOrder = z.object({
  orderId: id,
  sellerId: id,
  amount: moneyJson,
  /** The discounts that the platform funds, which it pays to the seller. */
  platformDiscount: moneyJson.optional(),
});
const exampleRef = { paymentId: sample.payment, checkoutId: sample.checkout };

export const PaymentAuthorizedV1 = event({
  ...payments,
  type: 'PaymentAuthorized',
  description: 'The provider authorized the amount; nothing is captured yet.',
  data: z.object({ ...ref, amount: moneyJson }),
  example: { ...exampleRef, amount: sample.total },
});

export const PaymentActionRequiredV1 = event({
  ...payments,
  type: 'PaymentActionRequired',
  description: 'The buyer must authenticate the payment with the provider (3-D Secure) at this URL before it is authorized.',
  data: z.object({ ...ref, url: z.string() }),
  example: { ...exampleRef, url: 'https://pay.example/3ds/abc' },
});

export const PaymentFailedV1 = event({
  ...payments,
  type: 'PaymentFailed',
  description: "The payment failed and nothing is authorized. The code is the provider's decline code, if it returns one.",
  data: z.object({ ...ref, code: z.string() }),
  example: { ...exampleRef, code: 'card_declined' },
});

export const PaymentCapturedV1 = event({
  ...payments,
  type: 'PaymentCaptured',
  description: 'The payment for these orders was captured. From here the checkout can only be completed.',
  data: z.object({
    ...ref,
    buyerId: id,
    amount: moneyJson,
    orders: z.array(paidOrder).min(1),
  }),
  example: {
    ...exampleRef,
    buyerId: sample.user,
    amount: sample.total,
    orders: [{ orderId: sample.order, sellerId: sample.seller, amount: sample.total }],
  },
});

export const CashOnDeliveryAgreedV1 = event({
  ...payments,
  type: 'CashOnDeliveryAgreed',
  description: 'Couriers will collect these amounts on delivery. As with PaymentCaptured, the checkout can only be completed from here.',
  data: z.object({ ...ref, buyerId: id, amount: moneyJson, orders: z.array(paidOrder).min(1) }),
  example: {
    ...exampleRef,
    buyerId: sample.user,
    amount: sample.total,
    orders: [{ orderId: sample.order, sellerId: sample.seller, amount: sample.total }],
  },
});

export const CashCollectedV1 = event({
  ...payments,
  type: 'CashCollected',
  description: 'A courier has delivered an order and collected the cash for it.',
  data: z.object({ ...ref, orderId: id, amount: moneyJson }),
  example: { ...exampleRef, orderId: sample.order, amount: sample.total },
});

export const PaymentVoidedV1 = event({
  ...payments,
  type: 'PaymentVoided',
  description: 'The payment of a checkout was voided and nothing will be charged. Also published if nothing was ever authorized.',
  data: z.object(ref),
  example: exampleRef,
});

export const PaymentRefundedV1 = event({
  ...payments,
  type: 'PaymentRefunded',
  description: 'A captured amount was refunded to the buyer.',
  data: z.object({ ...ref, refundId: id, amount: moneyJson, reason: z.string() }),
  example: { ...exampleRef, refundId: sample.history, amount: sample.total, reason: 'captured-after-abort' },
});

export const EscrowReleasedV1 = event({
  ...payments,
  aggregate: 'Escrow',
  type: 'EscrowReleased',
  description: 'The funds of a closed order were released: sellerAmount to the seller, commission to the platform.',
  data: z.object({ orderId: id, sellerId: id, sellerAmount: moneyJson, commission: moneyJson }),
  example: {
    orderId: sample.order,
    sellerId: sample.seller,
    sellerAmount: { amount: '2250', currency: 'USD' },
    commission: { amount: '250', currency: 'USD' },
  },
});
