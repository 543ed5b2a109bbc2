import { z } from 'zod';
import { abortReasons, checkout, exampleRef, ref } from './checkout-terms';
import { at, event, id, moneyJson, sample } from './contract';

export * from './checkout-requests';
export { abortReasons, orderTypes } from './checkout-terms';

export const CheckoutStartedV1 = event({
  ...checkout,
  type: 'CheckoutStarted',
  description: 'A buyer wants this cart, as it was at this version. carts answers with CartFrozen or CartFreezeRejected.',
  data: z.object({ ...ref, buyerId: id, cartId: id, expectedCartVersion: z.int().nonnegative() }),
  example: { ...exampleRef, buyerId: sample.user, cartId: sample.cart, expectedCartVersion: 3 },
});

export const CheckoutPaymentDeclinedV1 = event({
  ...checkout,
  type: 'CheckoutPaymentDeclined',
  description: 'The payment was declined, and everything stays held until retryUntil for the buyer to try another way to pay.',
  data: z.object({ ...ref, buyerId: id, code: z.string(), retryUntil: at }),
  example: { ...exampleRef, buyerId: sample.user, code: 'card_declined', retryUntil: sample.later },
});

export const CheckoutActionRequiredV1 = event({
  ...checkout,
  type: 'CheckoutActionRequired',
  description: 'The buyer must confirm the payment at the provider before expiresAt, or the checkout ends.',
  data: z.object({ ...ref, buyerId: id, expiresAt: at }),
  example: { ...exampleRef, buyerId: sample.user, expiresAt: sample.later },
});

export const CheckoutCompletedV1 = event({
  ...checkout,
  type: 'CheckoutCompleted',
  description: 'Orders are paid, stock has left the shelf.',
  data: z.object({ ...ref, buyerId: id, orderIds: z.array(id).min(1), total: moneyJson }),
  example: { ...exampleRef, buyerId: sample.user, orderIds: [sample.order], total: sample.total },
});

export const CheckoutAbortedV1 = event({
  ...checkout,
  type: 'CheckoutAborted',
  description: 'Nothing was bought and everything held was let go.',
  data: z.object({ ...ref, buyerId: id, reason: z.enum(abortReasons), details: z.record(z.string(), z.unknown()).optional() }),
  example: { ...exampleRef, buyerId: sample.user, reason: 'payment-failed', details: { code: 'card_declined' } },
});
