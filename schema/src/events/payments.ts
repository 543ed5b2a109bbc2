import { z } from 'zod';
import { event, id, moneyJson, sample } from './contract';

const payments = { context: 'payments', version: 1, aggregate: 'Payment' } as const;
const ref = { paymentId: id, checkoutId: id };
const paidOrder = z.object({
  orderId: id,
  sellerId: id,
  amount: moneyJson,
  /** What the platform adds for the seller, for its own discounts. */
  platformDiscount: moneyJson.optional(),
});
const exampleRef = { paymentId: sample.payment, checkoutId: sample.checkout };

export const PaymentAuthorizedV1 = event({
  ...payments,
  type: 'PaymentAuthorized',
  description: 'The provider holds the amount for us; nothing has moved yet.',
  data: z.object({ ...ref, amount: moneyJson }),
  example: { ...exampleRef, amount: sample.total },
});

export const PaymentActionRequiredV1 = event({
  ...payments,
  type: 'PaymentActionRequired',
  description: 'The buyer must confirm at the provider (3-D Secure) at this address before the money is promised.',
  data: z.object({ ...ref, url: z.string() }),
  example: { ...exampleRef, url: 'https://pay.example/3ds/abc' },
});

export const PaymentFailedV1 = event({
  ...payments,
  type: 'PaymentFailed',
  description: "The provider refused, and nothing is held. The code is the provider's decline code where it gives one.",
  data: z.object({ ...ref, code: z.string() }),
  example: { ...exampleRef, code: 'card_declined' },
});

export const PaymentCapturedV1 = event({
  ...payments,
  type: 'PaymentCaptured',
  description: 'The money has moved, for these orders; from here everything goes forward only.',
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
  description:
    'Couriers will collect these amounts at the door. As PaymentCaptured, the point of no return: from here everything goes forward.',
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
  description: 'A courier has handed an order over and taken the cash for it.',
  data: z.object({ ...ref, orderId: id, amount: moneyJson }),
  example: { ...exampleRef, orderId: sample.order, amount: sample.total },
});

export const PaymentVoidedV1 = event({
  ...payments,
  type: 'PaymentVoided',
  description: 'Nothing is held or will be charged for this checkout; also said when nothing ever was.',
  data: z.object(ref),
  example: exampleRef,
});

export const PaymentRefundedV1 = event({
  ...payments,
  type: 'PaymentRefunded',
  description: 'Captured money went back to the buyer.',
  data: z.object({ ...ref, refundId: id, amount: moneyJson, reason: z.string() }),
  example: { ...exampleRef, refundId: sample.history, amount: sample.total, reason: 'captured-after-abort' },
});

export const EscrowReleasedV1 = event({
  ...payments,
  aggregate: 'Escrow',
  type: 'EscrowReleased',
  description: 'The order is closed: the seller is owed sellerAmount, the platform keeps commission.',
  data: z.object({ orderId: id, sellerId: id, sellerAmount: moneyJson, commission: moneyJson }),
  example: {
    orderId: sample.order,
    sellerId: sample.seller,
    sellerAmount: { amount: '2250', currency: 'USD' },
    commission: { amount: '250', currency: 'USD' },
  },
});
