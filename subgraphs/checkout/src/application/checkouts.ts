import { dueJob, keyedQueue } from '@marketplace/application';
import {
  defined,
  milliseconds,
  moneyToJson,
  idOf,
  isId,
  isOperator,
  isRefused,
  isUser,
  refuse,
  type Actor,
  type Cause,
  type CheckoutId,
  type Refusal,
} from '@marketplace/kernel';
import type { Checkout, CheckoutRequest } from '../domain/checkout';
import { react, start } from '../domain/checkout.saga';
import type { SagaInput } from '../domain/saga-messages';
import { checkRequest, checkToken, type PaymentMethod, type MethodRefusal, type RequestRefusal } from '../domain/request';
import type { Ignored } from '../domain/transition';
import type { DueCheckout, Ports, StartCheckout, StoredCheckout } from './ports';

export type Checkouts = ReturnType<typeof createCheckouts>;

export type AbortRefusal = Refusal<'checkout-not-found' | 'checkout-past-abort'>;
export type RetryRefusal = MethodRefusal | Refusal<'checkout-not-found' | 'payment-not-retryable'>;
export type InputOutcome = 'moved' | Ignored | Refusal<'checkout-not-found'>;

const mayRead = (actor: Actor, { request }: Checkout): boolean => isUser(actor, request.buyerId) || isOperator(actor);

/** The use cases of checkout: start, handle an input, retry the payment, abort, and handle deadlines. */
export const createCheckouts = ({ checkouts, sealing, clock, newId }: Ports) => {
  // Answers of several contexts arrive at the same time. Without a queue they would race for the version and retry.
  const queue = keyedQueue();

  const applyInput = async (stored: StoredCheckout | undefined, input: SagaInput, cause: Cause): Promise<InputOutcome> => {
    if (stored === undefined) return refuse('checkout-not-found');
    const transition = react(stored.checkout, input, clock());
    if (isRefused(transition)) return transition;
    await checkouts.advance(stored, transition, { ...cause, correlationId: stored.correlationId });
    return 'moved';
  };

  /** Handles an input. Inputs of unknown checkouts are ignored: reservations held for them expire. */
  const handle = (id: CheckoutId, input: SagaInput, cause: Cause): Promise<InputOutcome> =>
    queue.run(id, async () => {
      const recent = await checkouts.recent(id);
      const outcome = await applyInput(recent, input, cause);
      if (!isRefused(outcome) || recent === undefined) return outcome;
      // A write from an old version fails, but an ignored input writes nothing: another process may have reached the state that awaits it.
      const stored = await checkouts.find(id);
      return stored === undefined || stored.version === recent.version ? outcome : applyInput(stored, input, cause);
    });

  /** Skips a checkout that has changed since it was found to be due. */
  const passDeadline = ({ id, version }: DueCheckout, cause: Cause): Promise<InputOutcome | 0> =>
    queue.run(id, async () => {
      const recent = await checkouts.recent(id);
      const stored = recent?.version === version ? recent : await checkouts.find(id);
      return stored?.version === version ? applyInput(stored, { type: 'DeadlinePassed' }, cause) : 0;
    });

  return {
    /** Starts a checkout and returns at once. The saga continues asynchronously. */
    start: async (input: StartCheckout, cause: Cause): Promise<CheckoutId | RequestRefusal | Refusal<'login-required'>> => {
      if (cause.actor.kind !== 'user') return refuse('login-required');
      const refused = isId(input.cartId) ? checkRequest(input) : refuse('invalid-cart' as const, { path: ['cartId'] });
      if (refused !== undefined) return refused;
      const isCashOnDelivery = input.paymentMethod.cashOnDelivery === true;
      const request: CheckoutRequest = {
        checkoutId: newId(),
        buyerId: cause.actor.userId,
        cartId: idOf(input.cartId),
        expectedCartVersion: input.expectedCartVersion,
        countryCode: input.shippingAddress.countryCode,
        shippingOptionIds: input.shippingOptionIds,
        payBy: isCashOnDelivery ? 'CASH_ON_DELIVERY' : 'CARD',
        keepOnDecline: input.keepOnDecline,
        ...defined({ expectedTotal: input.expectedTotal && moneyToJson(input.expectedTotal) }),
        sealedAddress: sealing.seal(input.shippingAddress),
        sealedMethod: sealing.seal(isCashOnDelivery ? { cashOnDelivery: true } : { token: input.paymentMethod.token }),
      };
      await checkouts.begin(start(request, newId(), clock()), cause);
      return request.checkoutId;
    },

    handle,

    /** Tries another card after a decline. Stock, discounts and orders stay reserved. */
    retryPayment: async (id: CheckoutId, method: PaymentMethod, cause: Cause): Promise<CheckoutId | RetryRefusal> => {
      const stored = await checkouts.find(id);
      if (stored === undefined || !isUser(cause.actor, stored.checkout.request.buyerId)) return refuse('checkout-not-found');
      const refused = method.cashOnDelivery === true ? refuse('invalid-payment-method' as const) : checkToken(method.token);
      if (refused !== undefined) return refused;
      const sealedMethod = sealing.seal({ token: method.token });
      const outcome = await applyInput(stored, { type: 'PaymentRetryRequested', nextPaymentId: newId(), sealedMethod }, cause);
      return isRefused(outcome) ? refuse('payment-not-retryable') : id;
    },

    /** Aborts a checkout for its buyer or an operator. Possible until the capture is requested. */
    abort: async (id: CheckoutId, cause: Cause): Promise<CheckoutId | AbortRefusal> => {
      const stored = await checkouts.find(id);
      if (stored === undefined || !mayRead(cause.actor, stored.checkout)) return refuse('checkout-not-found');
      const by = isUser(cause.actor, stored.checkout.request.buyerId) ? 'buyer' : 'operator';
      const outcome = await applyInput(stored, { type: 'AbortRequested', by }, cause);
      return isRefused(outcome) && outcome.refused === 'checkout-past-abort' ? refuse('checkout-past-abort') : id;
    },

    /** The checkouts with these ids. Does not check access: see `mayRead`. */
    findMany: async (ids: readonly CheckoutId[]): Promise<ReadonlyMap<CheckoutId, StoredCheckout>> =>
      new Map((await checkouts.findMany(ids)).map((stored) => [stored.checkout.request.checkoutId, stored])),

    /** True for the buyer and for operators. For everyone else the checkout does not exist. */
    mayRead,

    /** The checkout if its version is later than this one. */
    since: async (id: CheckoutId, version: number): Promise<readonly StoredCheckout[]> => {
      const recent = await checkouts.recent(id);
      const stored = recent === undefined || recent.version > version ? recent : await checkouts.find(id);
      return stored !== undefined && stored.version > version ? [stored] : [];
    },

    /** Handles passed deadlines. */
    deadlines: dueJob<DueCheckout>({
      name: 'checkout-deadlines',
      every: milliseconds(500),
      due: (limit, now) => checkouts.due(now, limit),
      handle: passDeadline,
      concurrent: true,
    }),
  };
};
