import { z } from 'zod';
import { abortReasons, checkout, exampleRef, ref } from './checkout-terms';
import { at, event, id, moneyJson, sample } from './contract';

export * from './checkout-requests';
export { abortReasons, orderTypes } from './checkout-terms';

export const CheckoutStartedV1 = event({
  ...checkout,
  type: 'CheckoutStarted',
  description: 'A buyer started a checkout of this version of a cart. Carts replies with CartFrozen or CartFreezeRejected.',
  data: z.object({ ...ref, buyerId: id, cartId: id, expectedCartVersion: z.int().nonnegative() }),
  example: { ...exampleRef, buyerId: sample.user, cartId: sample.cart, expectedCartVersion: 3 },
});

export const CheckoutPaymentDeclinedV1 = event({
  ...checkout,
  type: 'CheckoutPaymentDeclined',
  description:
    'The payment was declined. Stock and discounts stay reserved until retryUntil, so that the buyer can use another payment method.',
  data: z.object({ ...ref, buyerId: id, code: z.string(), retryUntil: at }),
  example: { ...exampleRef, buyerId: sample.user, code: 'card_declined', retryUntil: sample.later },
});

export const CheckoutActionRequiredV1 = event({
  ...checkout,
  type: 'CheckoutActionRequired',
  description: 'The buyer must authenticate the payment with the provider before expiresAt, or the checkout is aborted.',
  data: z.object({ ...ref, buyerId: id, expiresAt: at }),
  example: { ...exampleRef, buyerId: sample.user, expiresAt: sample.later },
});

export const CheckoutCompletedV1 = event({
  ...checkout,
  type: 'CheckoutCompleted',
  description: 'A checkout was completed: the orders are paid and the stock is deducted.',
  data: z.object({ ...ref, buyerId: id, orderIds: z.array(id).min(1), total: moneyJson }),
  example: { ...exampleRef, buyerId: sample.user, orderIds: [sample.order], total: sample.total },
});

export const CheckoutAbortedV1 = event({
  ...checkout,
  type: 'CheckoutAborted',
  description: 'A checkout was aborted: nothing was purchased, and all reservations and authorizations are released.',
  data: z.object({ ...ref, buyerId: id, reason: z.enum(abortReasons), details: z.record(z.string(), z.unknown()).optional() }),
  example: { ...exampleRef, buyerId: sample.user, reason: 'payment-failed', details: { code: 'card_declined' } },
});
