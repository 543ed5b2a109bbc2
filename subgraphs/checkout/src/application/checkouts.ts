import { dueJob, keyedQueue } from '@marketplace/application';
import {
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
import type { News } from '../domain/news';
import { checkRequest, checkToken, type AskedMethod, type MethodRefusal, type RequestRefusal } from '../domain/request';
import type { Ignored } from '../domain/transition';
import type { DueCheckout, Ports, StartCheckout, StoredCheckout } from './ports';

export type Checkouts = ReturnType<typeof createCheckouts>;

export type AbortRefusal = Refusal<'checkout-not-found' | 'checkout-past-abort'>;
export type RetryRefusal = MethodRefusal | Refusal<'checkout-not-found' | 'payment-not-retryable'>;
export type Heard = 'moved' | Ignored | Refusal<'checkout-not-found'>;

const mayRead = (actor: Actor, { request }: Checkout): boolean => isUser(actor, request.buyerId) || isOperator(actor);

/** The use cases of checkout: start, hear, pay another way, abort, and let time pass. */
export const createCheckouts = ({ checkouts, sealing, clock, newId }: Ports) => {
  // Answers come from many sides at the same moment; two that race for one checkout would only make each other try again.
  const queue = keyedQueue();

  const tell = async (stored: StoredCheckout | undefined, news: News, cause: Cause): Promise<Heard> => {
    if (stored === undefined) return refuse('checkout-not-found');
    const transition = react(stored.checkout, news, clock());
    if (isRefused(transition)) return transition;
    await checkouts.advance(stored, transition, { ...cause, correlationId: stored.correlationId });
    return 'moved';
  };

  /** News of a checkout that nobody knows (any more) change nothing: whoever holds something for it lets it go by itself. */
  const hear = (id: CheckoutId, news: News, cause: Cause): Promise<Heard> =>
    queue.run(id, async () => {
      const recent = await checkouts.recent(id);
      const heard = await tell(recent, news, cause);
      if (!isRefused(heard) || recent === undefined) return heard;
      // A write from an old state is refused, but ignoring is no write: another process may have moved on to what this answers.
      const stored = await checkouts.find(id);
      return stored === undefined || stored.version === recent.version ? heard : tell(stored, news, cause);
    });

  /** Only a checkout that has not moved since its deadline was seen to have passed is told so. */
  const passDeadline = ({ id, version }: DueCheckout, cause: Cause): Promise<Heard | 0> =>
    queue.run(id, async () => {
      const recent = await checkouts.recent(id);
      const stored = recent?.version === version ? recent : await checkouts.find(id);
      return stored?.version === version ? tell(stored, { type: 'DeadlinePassed' }, cause) : 0;
    });

  return {
    /** Begins; everything else happens behind it. */
    start: async (asked: StartCheckout, cause: Cause): Promise<CheckoutId | RequestRefusal | Refusal<'login-required'>> => {
      if (cause.actor.kind !== 'user') return refuse('login-required');
      const refused = isId(asked.cartId) ? checkRequest(asked) : refuse('invalid-cart' as const, { path: ['cartId'] });
      if (refused !== undefined) return refused;
      const paysCash = asked.paymentMethod.cashOnDelivery === true;
      const request: CheckoutRequest = {
        checkoutId: newId(),
        buyerId: cause.actor.userId,
        cartId: idOf(asked.cartId),
        expectedCartVersion: asked.expectedCartVersion,
        countryCode: asked.shippingAddress.countryCode,
        shippingOptionIds: asked.shippingOptionIds,
        payBy: paysCash ? 'CASH_ON_DELIVERY' : 'CARD',
        keepOnDecline: asked.keepOnDecline,
        ...(asked.expectedTotal === undefined ? {} : { expectedTotal: moneyToJson(asked.expectedTotal) }),
        sealedAddress: sealing.seal(asked.shippingAddress),
        sealedMethod: sealing.seal(paysCash ? { cashOnDelivery: true } : { token: asked.paymentMethod.token }),
      };
      await checkouts.begin(start(request, newId(), clock()), cause);
      return request.checkoutId;
    },

    hear,

    /** The buyer tries another card after a decline; goods, discounts and orders stay as they are. */
    retryPayment: async (id: CheckoutId, method: AskedMethod, cause: Cause): Promise<CheckoutId | RetryRefusal> => {
      const stored = await checkouts.find(id);
      if (stored === undefined || !isUser(cause.actor, stored.checkout.request.buyerId)) return refuse('checkout-not-found');
      const refused = method.cashOnDelivery === true ? refuse('invalid-payment-method' as const) : checkToken(method.token);
      if (refused !== undefined) return refused;
      const sealedMethod = sealing.seal({ token: method.token });
      const outcome = await tell(stored, { type: 'PaymentRetryRequested', nextPaymentId: newId(), sealedMethod }, cause);
      return isRefused(outcome) ? refuse('payment-not-retryable') : id;
    },

    /** The buyer, or an operator, calls it off; possible until the capture is asked for. */
    abort: async (id: CheckoutId, cause: Cause): Promise<CheckoutId | AbortRefusal> => {
      const stored = await checkouts.find(id);
      if (stored === undefined || !mayRead(cause.actor, stored.checkout)) return refuse('checkout-not-found');
      const by = isUser(cause.actor, stored.checkout.request.buyerId) ? 'buyer' : 'operator';
      const outcome = await tell(stored, { type: 'AbortRequested', by }, cause);
      return isRefused(outcome) && outcome.refused === 'checkout-past-abort' ? refuse('checkout-past-abort') : id;
    },

    /** Checkouts by their ids. Who may see one, `mayRead` says. */
    findMany: async (ids: readonly CheckoutId[]): Promise<ReadonlyMap<CheckoutId, StoredCheckout>> =>
      new Map((await checkouts.findMany(ids)).map((stored) => [stored.checkout.request.checkoutId, stored])),

    /** A checkout is for its buyer and for operators; to everyone else it does not exist. */
    mayRead,

    /** What there is to tell of a checkout after a version; nothing when it has not moved on. */
    since: async (id: CheckoutId, version: number): Promise<readonly StoredCheckout[]> => {
      const recent = await checkouts.recent(id);
      const stored = recent === undefined || recent.version > version ? recent : await checkouts.find(id);
      return stored !== undefined && stored.version > version ? [stored] : [];
    },

    /** Tells every checkout whose deadline has passed. */
    deadlines: dueJob<DueCheckout>({
      name: 'checkout-deadlines',
      every: milliseconds(500),
      due: (limit, now) => checkouts.due(now, limit),
      handle: passDeadline,
      sideBySide: true,
    }),
  };
};
