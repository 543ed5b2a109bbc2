import {
  isRefused,
  narrowRefusal,
  refuse,
  type CartId,
  type Cause,
  type CheckoutId,
  type Decision,
  type NewId,
  type Refusal,
  type UserId,
} from '@marketplace/kernel';
import type { CartEvent } from '../domain/cart';
import { answerToFreeze, type CheckoutRecord } from '../domain/checkout-record';
import { freezeRejections, type CartRejection, type FreezeRejection } from '../domain/commands';
import { decide } from '../domain/decide';
import { boughtFrom } from '../domain/freeze';
import { unstored } from './own-carts';
import type { CartChange, CheckoutAnswer, CheckoutRepository, CheckoutStep, CheckoutView, ListedCart } from './ports';

export type FreezeRequest = {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
  readonly buyerId: UserId;
  readonly expectedVersion: number;
};

export type Freezing = ReturnType<typeof createFreezing>;

type Dependencies = { readonly checkouts: CheckoutRepository; readonly newId: NewId };

type CartDecision = Decision<CartEvent, CartRejection | FreezeRejection>;

const decideFreeze = (request: FreezeRequest, found: ListedCart | undefined): CartDecision => {
  if (found === undefined) return refuse('cart-not-found');
  const { checkoutId, buyerId, expectedVersion } = request;
  const version = { expected: expectedVersion, current: found.version };
  return decide({ type: 'FreezeCart', checkoutId, buyerId, listings: found.listings, version }, found.state);
};

const rejection = (refusal: Refusal<CartRejection | FreezeRejection>): CheckoutAnswer => {
  const { refused: reason, details } = narrowRefusal(refusal, ...freezeRejections);
  const currentVersion = details?.['currentVersion'];
  return { type: 'FreezeRejected', reason, ...(typeof currentVersion === 'number' ? { currentVersion } : {}) };
};

const endings = { CLOSED: 'CloseCart', RELEASED: 'UnfreezeCart', FORGOTTEN: 'UnfreezeCart' } as const;

const decided = (decision: CartDecision): readonly CartEvent[] => {
  if (isRefused(decision)) throw new Error(`a checkout that ends was refused with ${decision.refused}`);
  return decision;
};

/** What checkouts make of carts, message by message; each answers once, in whatever order they come. */
export const createFreezing = ({ checkouts, newId }: Dependencies) => {
  /** What was saved for later outlives the cart that is closed: the buyer's next one begins with it. */
  const successor = ({ state }: ListedCart): readonly CartChange[] => {
    if (state.saved.length === 0) return [];
    const next = unstored(newId(), state.owner);
    const saved = state.saved.map((line) => ({ ...line, id: newId<'CartLine'>() }));
    return [{ before: next, events: decided(decide({ type: 'Succeed', saved }, next.state)) }];
  };

  /** Ends the freeze of a checkout that holds a cart; says whether it held one. */
  const end = async ({ known, found }: CheckoutView, outcome: keyof typeof endings, cause: Cause): Promise<boolean> => {
    if (known?.outcome !== 'FROZEN' || found === undefined) return false;
    const { checkoutId, cartId } = known;
    const events = decided(decide({ type: endings[outcome], checkoutId }, found.state));
    if (events.length === 0) return false;
    const about = { checkoutId, cartId, known };
    const step: CheckoutStep = outcome === 'FORGOTTEN' ? { ...about, outcome, held: boughtFrom(found.state) } : { ...about, outcome };
    const next = outcome === 'CLOSED' ? successor(found) : [];
    await checkouts.save([{ before: found, events }, ...next], step, cause);
    return true;
  };

  /** The money came after all: what it paid for is taken out of the cart that has gone on without it. */
  const settle = async (
    known: Extract<CheckoutRecord, { outcome: 'FORGOTTEN' }>,
    found: ListedCart | undefined,
    cause: Cause,
  ): Promise<void> => {
    const { checkoutId, cartId, held } = known;
    const events = found === undefined ? [] : decided(decide({ type: 'TakeOutBought', bought: held }, found.state));
    const step: CheckoutStep = { checkoutId, cartId, known, outcome: 'CLOSED' };
    if (found === undefined || events.length === 0) await checkouts.answer(step, undefined, cause);
    else await checkouts.save([{ before: found, events }], step, cause);
  };

  return {
    /** Answers with CartFrozen or CartFreezeRejected. */
    freeze: async (request: FreezeRequest, cause: Cause): Promise<void> => {
      const { checkoutId, cartId } = request;
      const { known, found } = await checkouts.find(checkoutId, cartId);
      const answer = answerToFreeze(known);
      if (answer === 'ignore') return;
      const decision = answer === 'refuse' ? refuse('cart-in-checkout') : decideFreeze(request, found);
      if (isRefused(decision)) {
        const outcome = answer === 'refuse' ? 'RELEASED' : 'REJECTED';
        await checkouts.answer({ checkoutId, cartId, known, outcome }, rejection(decision), cause);
      } else if (found !== undefined && decision.length > 0) {
        const step: CheckoutStep = { checkoutId, cartId, known, outcome: 'FROZEN' };
        await checkouts.save([{ before: found, events: decision }], step, cause);
      }
    },

    /** Answers with CartUnfrozen, also for a checkout that froze nothing: its request to freeze may still be on its way. */
    unfreeze: async (checkoutId: CheckoutId, cartId: CartId, cause: Cause): Promise<void> => {
      const view = await checkouts.find(checkoutId);
      const { known } = view;
      if (known?.outcome === 'RELEASED' || (await end(view, 'RELEASED', cause))) return;
      const step: CheckoutStep = { checkoutId, cartId: known?.cartId ?? cartId, known, outcome: 'RELEASED' };
      await checkouts.answer(step, { type: 'Released' }, cause);
    },

    /** The cart is paid for. A checkout that let go of its cart before has no cart to close; payments gives that money back. */
    close: async (checkoutId: CheckoutId, cause: Cause): Promise<void> => {
      const view = await checkouts.find(checkoutId);
      if (view.known?.outcome === 'FORGOTTEN') await settle(view.known, view.found, cause);
      else await end(view, 'CLOSED', cause);
    },

    /** Gives the cart of a checkout back without having been asked to; what it held is kept, should it be paid for. */
    forget: async (checkoutId: CheckoutId, cause: Cause): Promise<void> => {
      await end(await checkouts.find(checkoutId), 'FORGOTTEN', cause);
    },
  };
};
