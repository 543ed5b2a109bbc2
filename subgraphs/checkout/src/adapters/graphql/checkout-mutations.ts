import { isRefused, refuse, type CheckoutId } from '@marketplace/kernel';
import { mutation, mutations, pick, readMoney, type Entity, type MutationRequest } from '@marketplace/platform/graphql';
import type { Checkouts } from '../../application/checkouts';
import type { StuckCheckouts } from '../../application/stuck-checkouts';
import {
  CheckoutAbortInput,
  CheckoutCompensateInput,
  CheckoutPaymentRetryInput,
  CheckoutResumeInput,
  CheckoutStartInput,
} from './checkout-inputs.types';
import { CheckoutPayload, type CheckoutType } from './checkout.types';

const messages = {
  'checkout-not-found': 'Checkout not found.',
  'checkout-past-abort': 'This checkout can no longer be aborted: the payment is being captured.',
  'checkout-is-over': 'This checkout has already ended.',
  'invalid-address': 'This address field is missing or invalid.',
  'invalid-cart': 'This cart ID or version is invalid.',
  'invalid-payment-method': 'Provide either a card token or cash on delivery. A payment can be retried with a card only.',
  'payment-not-retryable': 'This checkout has no declined payment that can be retried.',
  'invalid-shipping-options': 'These shipping option IDs are invalid.',
  'invalid-expected-total': 'This amount is invalid.',
  'nothing-to-ask-again': 'This checkout has no unanswered request. It waits for the buyer or for the capture to complete.',
  'invalid-reason': 'The reason must have 1 to 300 characters.',
};

/** The total displayed to the buyer, if given. */
const expectedTotalOf = ({ expectedTotal }: CheckoutStartInput) => {
  if (expectedTotal === undefined) return {};
  const total = readMoney(expectedTotal);
  return total === undefined ? refuse('invalid-expected-total', { path: ['expectedTotal'] }) : { expectedTotal: total };
};

type Dependencies = {
  readonly checkouts: Checkouts;
  readonly stuckCheckouts: StuckCheckouts;
  readonly checkout: Entity<unknown, CheckoutType>;
};

/** The mutations of buyers for their checkouts, and of operators for stuck checkouts. */
export const checkoutMutations = ({ checkouts, stuckCheckouts, checkout }: Dependencies): object => {
  const answer = async (id: CheckoutId, request: MutationRequest) => ({ checkout: await checkout.showChanged(id, request) });
  // A malformed id matches no checkout.
  const ids = { checkoutId: refuse('checkout-not-found') };
  return mutations({
    checkoutStart: mutation({
      description: 'Starts the checkout of a cart and returns at once. Subscribe to `checkoutProgress` for updates.',
      input: CheckoutStartInput,
      payload: CheckoutPayload,
      errors: pick(
        messages,
        'invalid-address',
        'invalid-cart',
        'invalid-payment-method',
        'invalid-shipping-options',
        'invalid-expected-total',
      ),
      run: (input, { cause }) => {
        const total = expectedTotalOf(input);
        if (isRefused(total)) return total;
        const { cartId, expectedCartVersion, shippingAddress, shippingOptionIds, paymentMethod, keepOnDecline } = input;
        const request = { cartId, expectedCartVersion, shippingAddress, shippingOptionIds, paymentMethod, keepOnDecline };
        return checkouts.start({ ...request, ...total }, cause);
      },
      answer,
    }),
    checkoutPaymentRetry: mutation({
      description: 'Retries a declined payment with another card while `paymentRetry` is set. Stock, discounts and orders stay reserved.',
      input: CheckoutPaymentRetryInput,
      payload: CheckoutPayload,
      ids,
      errors: pick(messages, 'checkout-not-found', 'payment-not-retryable', 'invalid-payment-method'),
      run: ({ checkoutId, paymentMethod }, { cause }) => checkouts.retryPayment(checkoutId, paymentMethod, cause),
      answer,
    }),
    checkoutAbort: mutation({
      description: 'Aborts a checkout. Possible until the payment is being captured.',
      input: CheckoutAbortInput,
      payload: CheckoutPayload,
      ids,
      errors: pick(messages, 'checkout-not-found', 'checkout-past-abort'),
      run: ({ checkoutId }, { cause }) => checkouts.abort(checkoutId, cause),
      answer,
    }),
    checkoutResume: mutation({
      description: 'Sends the unanswered requests of a checkout again and resets its deadlines. Requires the operator role.',
      input: CheckoutResumeInput,
      payload: CheckoutPayload,
      errors: pick(messages, 'checkout-not-found', 'checkout-is-over', 'nothing-to-ask-again'),
      run: ({ checkoutId }, { cause }) => stuckCheckouts.resume(checkoutId, cause),
      answer,
    }),
    checkoutCompensate: mutation({
      description:
        'Aborts a checkout and undoes its completed steps. Possible until the payment is being captured. Requires the operator role.',
      input: CheckoutCompensateInput,
      payload: CheckoutPayload,
      errors: {
        ...pick(messages, 'checkout-not-found', 'checkout-is-over', 'invalid-reason'),
        'checkout-past-abort': 'This checkout can no longer be undone: the payment is being captured.',
      },
      run: ({ checkoutId, reason }, { cause }) => stuckCheckouts.compensate(checkoutId, reason, cause),
      answer,
    }),
  });
};
