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
  'checkout-not-found': 'There is no such checkout.',
  'checkout-past-abort': 'It is too late to call this off: the money is being captured.',
  'checkout-is-over': 'This checkout is over.',
  'invalid-address': 'This part of the address is missing or cannot be printed on a label.',
  'invalid-cart': 'This is not a cart.',
  'invalid-payment-method': 'Say either a token of the payment provider or cash on delivery; only a card can be tried again.',
  'payment-not-retryable': 'There is no declined payment here that another card could be tried for any more.',
  'invalid-shipping-options': 'These are not shipping options.',
  'invalid-expected-total': 'This is not an amount of money.',
  'nothing-to-ask-again':
    'Nobody owes this checkout an answer that it could ask for: it waits for the buyer, or for what follows from the capture.',
  'invalid-reason': 'A reason has 1 to 300 characters.',
};

/** The total that the buyer was shown, if the input says one. */
const expectedTotalOf = ({ expectedTotal }: CheckoutStartInput) => {
  if (expectedTotal === undefined) return {};
  const total = readMoney(expectedTotal);
  return total === undefined ? refuse('invalid-expected-total', { path: ['expectedTotal'] }) : { expectedTotal: total };
};

type Services = {
  readonly checkouts: Checkouts;
  readonly stuckCheckouts: StuckCheckouts;
  readonly checkout: Entity<unknown, CheckoutType>;
};

/** What buyers do with their checkouts, and operators with those that make no progress. */
export const checkoutMutations = ({ checkouts, stuckCheckouts, checkout }: Services): object => {
  const answer = async (id: CheckoutId, request: MutationRequest) => ({ checkout: await checkout.showChanged(id, request) });
  // To a text that is no id belongs no checkout.
  const ids = { checkoutId: refuse('checkout-not-found') };
  return mutations({
    checkoutStart: mutation({
      description: 'Begins to buy a cart and answers at once; follow `checkoutProgress`.',
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
        const asked = { cartId, expectedCartVersion, shippingAddress, shippingOptionIds, paymentMethod, keepOnDecline };
        return checkouts.start({ ...asked, ...total }, cause);
      },
      answer,
    }),
    checkoutPaymentRetry: mutation({
      description: 'Tries another card after a decline, for the same goods, discounts and orders, while `paymentRetry` is set.',
      input: CheckoutPaymentRetryInput,
      payload: CheckoutPayload,
      ids,
      errors: pick(messages, 'checkout-not-found', 'payment-not-retryable', 'invalid-payment-method'),
      run: ({ checkoutId, paymentMethod }, { cause }) => checkouts.retryPayment(checkoutId, paymentMethod, cause),
      answer,
    }),
    checkoutAbort: mutation({
      description: 'Calls a checkout off before the money is captured.',
      input: CheckoutAbortInput,
      payload: CheckoutPayload,
      ids,
      errors: pick(messages, 'checkout-not-found', 'checkout-past-abort'),
      run: ({ checkoutId }, { cause }) => checkouts.abort(checkoutId, cause),
      answer,
    }),
    checkoutResume: mutation({
      description: 'Makes a checkout ask again what is not answered, and wait as if for the first time; for operators.',
      input: CheckoutResumeInput,
      payload: CheckoutPayload,
      errors: pick(messages, 'checkout-not-found', 'checkout-is-over', 'nothing-to-ask-again'),
      run: ({ checkoutId }, { cause }) => stuckCheckouts.resume(checkoutId, cause),
      answer,
    }),
    checkoutCompensate: mutation({
      description: 'Has a checkout undone, as its buyer could: before the capture is asked for; for operators.',
      input: CheckoutCompensateInput,
      payload: CheckoutPayload,
      errors: {
        ...pick(messages, 'checkout-not-found', 'checkout-is-over', 'invalid-reason'),
        'checkout-past-abort': 'It is too late to undo this: the money is being captured.',
      },
      run: ({ checkoutId, reason }, { cause }) => stuckCheckouts.compensate(checkoutId, reason, cause),
      answer,
    }),
  });
};
