import {
  before,
  idOf,
  isId,
  isOperator,
  isRefused,
  isUser,
  minutes,
  refuse,
  type Actor,
  type Cause,
  type CheckoutId,
  type Instant,
  type Refusal,
} from '@marketplace/kernel';
import type { Checkout, CheckoutRequest } from '../domain/checkout';
import { react, start } from '../domain/checkout.saga';
import { stuckAfterDeadlines } from '../domain/deadlines';
import type { Ignored } from '../domain/forward';
import type { News } from '../domain/news';
import { checkRequest, type RequestRefusal } from '../domain/request';
import type { Ports, StartCheckout, StoredCheckout, StuckCheckouts } from './ports';

export type Checkouts = ReturnType<typeof createCheckouts>;

export type AbortRefusal = Refusal<'checkout-not-found' | 'checkout-past-abort'>;

const batch = 100;

/** How long past its deadline a checkout may be before somebody must look: many runs of the deadlines job. */
const untoldFor = minutes(5);

/** As many ids as a person can look into. */
const fewIds = 20;

/** The use cases of checkout: start, hear, abort, and let time pass. */
export const createCheckouts = ({ checkouts, sealing, clock, newId }: Ports) => {
  const hear = async (id: CheckoutId, news: News, cause: Cause): Promise<'moved' | Ignored | Refusal<'checkout-not-found'>> => {
    const stored = await checkouts.recent(id);
    if (stored === undefined) return refuse('checkout-not-found');
    const transition = react(stored.checkout, news, clock());
    if (isRefused(transition)) return transition;
    await checkouts.advance(stored, transition, { ...cause, correlationId: stored.correlationId });
    return 'moved';
  };

  const mayRead = (actor: Actor, checkout: Checkout): boolean => isUser(actor, checkout.request.buyerId) || isOperator(actor);

  return {
    /** Begins; everything else happens behind it. Refusals: invalid-address, invalid-cart, invalid-payment-method, invalid-shipping-options. */
    start: async (asked: StartCheckout, cause: Cause): Promise<CheckoutId | RequestRefusal> => {
      const refused = isId(asked.cartId) ? checkRequest(asked) : refuse('invalid-cart' as const, { path: ['cartId'] });
      if (refused !== undefined) return refused;
      const request: CheckoutRequest = {
        checkoutId: newId(),
        buyerId: asked.buyerId,
        cartId: idOf(asked.cartId),
        expectedCartVersion: asked.expectedCartVersion,
        countryCode: asked.shippingAddress.countryCode,
        shippingOptionIds: asked.shippingOptionIds,
        sealedAddress: sealing.seal(asked.shippingAddress),
        sealedMethod: sealing.seal({ token: asked.paymentToken }),
      };
      await checkouts.begin(start(request, newId(), clock()), cause);
      return request.checkoutId;
    },

    hear,

    /** The buyer, or an operator, calls it off; possible until the capture is asked for. */
    abort: async (id: CheckoutId, cause: Cause): Promise<CheckoutId | AbortRefusal> => {
      const stored = await checkouts.find(id);
      if (stored === undefined || !mayRead(cause.actor, stored.checkout)) return refuse('checkout-not-found');
      const by = isUser(cause.actor, stored.checkout.request.buyerId) ? 'buyer' : 'operator';
      const outcome = await hear(id, { type: 'AbortRequested', by }, cause);
      return isRefused(outcome) && outcome.refused === 'checkout-past-abort' ? refuse('checkout-past-abort') : id;
    },

    /** A checkout for its buyer or an operator; for everyone else there is none. */
    find: async (id: string, actor: Actor): Promise<StoredCheckout | undefined> => {
      const stored = isId(id) ? await checkouts.find(idOf(id)) : undefined;
      return stored !== undefined && mayRead(actor, stored.checkout) ? stored : undefined;
    },

    /** What there is to tell of a checkout after a version; nothing when it has not moved on. */
    since: async (id: CheckoutId, version: number): Promise<readonly StoredCheckout[]> => {
      const recent = await checkouts.recent(id);
      const stored = recent === undefined || recent.version > version ? recent : await checkouts.find(id);
      return stored !== undefined && stored.version > version ? [stored] : [];
    },

    /** Tells every checkout whose deadline has passed; returns how many. */
    passDeadlines: async (
      at: Instant,
      causeOf: () => Cause,
      attempt: (work: () => Promise<unknown>) => Promise<unknown>,
    ): Promise<number> => {
      const ids = await checkouts.due(at, batch);
      for (const id of ids) await attempt(() => hear(id, { type: 'DeadlinePassed' }, causeOf()));
      return ids.length;
    },

    /** Checkouts that make no progress: who was asked does not answer, or nobody tells them that their deadline has passed. */
    stuck: (at: Instant): Promise<StuckCheckouts> =>
      checkouts.stuck({ deadlinesPassed: stuckAfterDeadlines, deadlineBefore: before(at, untoldFor), limit: fewIds }),
  };
};
