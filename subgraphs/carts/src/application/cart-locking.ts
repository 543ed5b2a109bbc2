import {
  defined,
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
import { actionForLockRequest, type CheckoutRecord } from '../domain/checkout-record';
import { lockRejections, type CartRejection, type LockRejection } from '../domain/commands';
import { decide } from '../domain/decide';
import { purchaseFrom } from '../domain/locking';
import { newCart } from './own-carts';
import type { CartChange, CheckoutAnswer, CheckoutRepository, CheckoutRecordChange, CheckoutView, ListedCart } from './ports';

export type LockRequest = {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
  readonly buyerId: UserId;
  readonly expectedVersion: number;
};

export type CartLocking = ReturnType<typeof createCartLocking>;

type Dependencies = { readonly checkouts: CheckoutRepository; readonly newId: NewId };

type CartDecision = Decision<CartEvent, CartRejection | LockRejection>;

const decideLock = (request: LockRequest, found: ListedCart | undefined): CartDecision => {
  if (found === undefined) return refuse('cart-not-found');
  const { checkoutId, buyerId, expectedVersion } = request;
  const version = { expected: expectedVersion, current: found.version };
  return decide({ type: 'LockCart', checkoutId, buyerId, listings: found.listings, version }, found.state);
};

const rejection = (refusal: Refusal<CartRejection | LockRejection>): CheckoutAnswer => {
  const { refused: reason, details } = narrowRefusal(refusal, ...lockRejections);
  const currentVersion = details?.['currentVersion'];
  return { type: 'LockRejected', reason, ...defined({ currentVersion: typeof currentVersion === 'number' ? currentVersion : undefined }) };
};

const endings = { CLOSED: 'CloseCart', RELEASED: 'UnlockCart', FORGOTTEN: 'UnlockCart' } as const;

const decided = (decision: CartDecision): readonly CartEvent[] => {
  if (isRefused(decision)) throw new Error(`the end of a checkout was refused with ${decision.refused}`);
  return decision;
};

/** Handles the messages of checkouts. Each checkout is answered once, in any order of its messages. */
export const createCartLocking = ({ checkouts, newId }: Dependencies) => {
  /** The buyer's next cart with the saved lines of a closed cart. */
  const nextCart = ({ state }: ListedCart): readonly CartChange[] => {
    if (state.saved.length === 0) return [];
    const next = newCart(newId(), state.owner);
    const saved = state.saved.map((line) => ({ ...line, id: newId<'CartLine'>() }));
    return [{ before: next, events: decided(decide({ type: 'CarryOverSaved', saved }, next.state)) }];
  };

  /** Ends the lock of a checkout. Returns true if the checkout had locked a cart. */
  const endLock = async ({ known, found }: CheckoutView, outcome: keyof typeof endings, cause: Cause): Promise<boolean> => {
    if (known?.outcome !== 'FROZEN' || found === undefined) return false;
    const { checkoutId, cartId } = known;
    const events = decided(decide({ type: endings[outcome], checkoutId }, found.state));
    if (events.length === 0) return false;
    const ids = { checkoutId, cartId, known };
    const change: CheckoutRecordChange =
      outcome === 'FORGOTTEN' ? { ...ids, outcome, held: purchaseFrom(found.state) } : { ...ids, outcome };
    const next = outcome === 'CLOSED' ? nextCart(found) : [];
    await checkouts.save([{ before: found, events }, ...next], change, cause);
    return true;
  };

  /** Closes a checkout that was paid after its lock had expired: removes the purchase from the cart. */
  const closeExpired = async (
    known: Extract<CheckoutRecord, { outcome: 'FORGOTTEN' }>,
    found: ListedCart | undefined,
    cause: Cause,
  ): Promise<void> => {
    const { checkoutId, cartId, held } = known;
    const events = found === undefined ? [] : decided(decide({ type: 'RemovePurchased', bought: held }, found.state));
    const change: CheckoutRecordChange = { checkoutId, cartId, known, outcome: 'CLOSED' };
    if (found === undefined || events.length === 0) await checkouts.answer(change, undefined, cause);
    else await checkouts.save([{ before: found, events }], change, cause);
  };

  return {
    /** Answers with CartFrozen or CartFreezeRejected. */
    lock: async (request: LockRequest, cause: Cause): Promise<void> => {
      const { checkoutId, cartId } = request;
      const { known, found } = await checkouts.find(checkoutId, cartId);
      const answer = actionForLockRequest(known);
      if (answer === 'ignore') return;
      const decision = answer === 'refuse' ? refuse('cart-in-checkout') : decideLock(request, found);
      if (isRefused(decision)) {
        const outcome = answer === 'refuse' ? 'RELEASED' : 'REJECTED';
        await checkouts.answer({ checkoutId, cartId, known, outcome }, rejection(decision), cause);
      } else if (found !== undefined && decision.length > 0) {
        const change: CheckoutRecordChange = { checkoutId, cartId, known, outcome: 'FROZEN' };
        await checkouts.save([{ before: found, events: decision }], change, cause);
      }
    },

    /** Answers with CartUnfrozen, even without a lock: the request to lock can still arrive. */
    unlock: async (checkoutId: CheckoutId, cartId: CartId, cause: Cause): Promise<void> => {
      const view = await checkouts.find(checkoutId);
      const { known } = view;
      if (known?.outcome === 'RELEASED' || (await endLock(view, 'RELEASED', cause))) return;
      const change: CheckoutRecordChange = { checkoutId, cartId: known?.cartId ?? cartId, known, outcome: 'RELEASED' };
      await checkouts.answer(change, { type: 'Released' }, cause);
    },

    /** Closes the cart of a paid checkout. If the checkout released its cart before, nothing changes and payments refunds it. */
    close: async (checkoutId: CheckoutId, cause: Cause): Promise<void> => {
      const view = await checkouts.find(checkoutId);
      if (view.known?.outcome === 'FORGOTTEN') await closeExpired(view.known, view.found, cause);
      else await endLock(view, 'CLOSED', cause);
    },

    /** Unlocks a cart without a request. Its contents are recorded in case the checkout is still paid. */
    expire: async (checkoutId: CheckoutId, cause: Cause): Promise<void> => {
      await endLock(await checkouts.find(checkoutId), 'FORGOTTEN', cause);
    },
  };
};
