import {
  isRefused,
  refuse,
  type CartId,
  type Cause,
  type CheckoutId,
  type Decision,
  type NewId,
  type Refusal,
  type UserId,
} from '@marketplace/kernel';
import { emptyCart, type CartEvent } from '../domain/cart';
import { answerToFreeze, type CheckoutRecord } from '../domain/checkout-record';
import type { FreezeRejection } from '../domain/commands';
import { decide } from '../domain/decide';
import { boughtFrom } from '../domain/freeze';
import type { CartChange, CartRepository, CheckoutAnswer, CheckoutStep, ListedCart } from './ports';

export type FreezeRequest = {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
  readonly buyerId: UserId;
  readonly expectedVersion: number;
};

export type Freezing = ReturnType<typeof createFreezing>;

type Needs = { readonly carts: CartRepository; readonly newId: NewId };

const decideFreeze = (request: FreezeRequest, found: ListedCart | undefined): Decision<CartEvent, string> => {
  if (found === undefined) return refuse('cart-not-found');
  const { checkoutId, buyerId, expectedVersion } = request;
  const version = { expected: expectedVersion, current: found.cart.version };
  return decide({ type: 'FreezeCart', checkoutId, buyerId, listings: found.listings, version }, found.cart.state);
};

const reasons: ReadonlySet<string> = new Set<FreezeRejection>([
  'cart-not-found',
  'cart-in-checkout',
  'version-conflict',
  'cart-empty',
  'line-unavailable',
  'price-changed',
]);
const isReason = (text: string): text is FreezeRejection => reasons.has(text);

const rejection = ({ refused, details }: Refusal): CheckoutAnswer => {
  if (!isReason(refused)) throw new Error(`a freeze cannot be refused with ${refused}`);
  const currentVersion = details?.['currentVersion'];
  return { type: 'FreezeRejected', reason: refused, ...(typeof currentVersion === 'number' ? { currentVersion } : {}) };
};

const endings = { CLOSED: 'CloseCart', RELEASED: 'UnfreezeCart', FORGOTTEN: 'UnfreezeCart' } as const;

const decided = (decision: Decision<CartEvent, string>): readonly CartEvent[] => {
  if (isRefused(decision)) throw new Error(`a checkout that ends was refused with ${decision.refused}`);
  return decision;
};

/** What checkouts make of carts, message by message; each answers once, in whatever order they come. */
export const createFreezing = ({ carts, newId }: Needs) => {
  /** What was saved for later outlives the cart that is closed: the buyer's next one begins with it. */
  const successor = ({ cart: { state } }: ListedCart): readonly CartChange[] => {
    if (state.saved.length === 0) return [];
    const next = emptyCart(newId(), state.owner);
    const saved = state.saved.map((line) => ({ ...line, id: newId<'CartLine'>() }));
    return [{ cart: { version: 0, announced: 0, state: next }, events: decided(decide({ type: 'Succeed', saved }, next)) }];
  };

  /** Ends the freeze of a checkout that holds a cart; says whether it held one. */
  const end = async (
    { known, found }: { readonly known?: CheckoutRecord; readonly found?: ListedCart },
    outcome: keyof typeof endings,
    cause: Cause,
  ): Promise<boolean> => {
    if (known?.outcome !== 'FROZEN' || found === undefined) return false;
    const { checkoutId, cartId } = known;
    const events = decided(decide({ type: endings[outcome], checkoutId }, found.cart.state));
    if (events.length === 0) return false;
    const about = { checkoutId, cartId, known };
    const step: CheckoutStep = outcome === 'FORGOTTEN' ? { ...about, outcome, held: boughtFrom(found.cart.state) } : { ...about, outcome };
    const next = outcome === 'CLOSED' ? successor(found) : [];
    await carts.saveAll([{ cart: found.cart, events }, ...next], cause, { step });
    return true;
  };

  /** The money came after all: what it paid for is taken out of the cart that has gone on without it. */
  const settle = async (
    known: Extract<CheckoutRecord, { outcome: 'FORGOTTEN' }>,
    found: ListedCart | undefined,
    cause: Cause,
  ): Promise<void> => {
    const { checkoutId, cartId, held } = known;
    const events = found === undefined ? [] : decided(decide({ type: 'TakeOutBought', bought: held }, found.cart.state));
    const step: CheckoutStep = { checkoutId, cartId, known, outcome: 'CLOSED' };
    if (found === undefined || events.length === 0) await carts.answer(step, undefined, cause);
    else await carts.saveAll([{ cart: found.cart, events }], cause, { step });
  };

  return {
    /** Answers with CartFrozen or CartFreezeRejected. */
    freeze: async (request: FreezeRequest, cause: Cause): Promise<void> => {
      const { checkoutId, cartId } = request;
      const { known, found } = await carts.findForCheckout(checkoutId, cartId);
      const answer = answerToFreeze(known);
      if (answer === 'ignore') return;
      const decision = answer === 'refuse' ? refuse('cart-in-checkout') : decideFreeze(request, found);
      if (isRefused(decision)) {
        const outcome = answer === 'refuse' ? 'RELEASED' : 'REJECTED';
        await carts.answer({ checkoutId, cartId, known, outcome }, rejection(decision), cause);
      } else if (found !== undefined && decision.length > 0) {
        const step: CheckoutStep = { checkoutId, cartId, known, outcome: 'FROZEN' };
        await carts.saveAll([{ cart: found.cart, events: decision }], cause, { step });
      }
    },

    /** Answers with CartUnfrozen, also for a checkout that froze nothing: its request to freeze may still be on its way. */
    unfreeze: async (checkoutId: CheckoutId, cartId: CartId, cause: Cause): Promise<void> => {
      const view = await carts.findForCheckout(checkoutId);
      const { known } = view;
      if (known?.outcome === 'RELEASED' || (await end(view, 'RELEASED', cause))) return;
      const step: CheckoutStep = { checkoutId, cartId: known?.cartId ?? cartId, known, outcome: 'RELEASED' };
      await carts.answer(step, { type: 'Released' }, cause);
    },

    /** The cart is paid for. A checkout that let go of its cart before has no cart to close; payments gives that money back. */
    close: async (checkoutId: CheckoutId, cause: Cause): Promise<void> => {
      const view = await carts.findForCheckout(checkoutId);
      if (view.known?.outcome === 'FORGOTTEN') await settle(view.known, view.found, cause);
      else await end(view, 'CLOSED', cause);
    },

    /** Gives the cart of a checkout back without having been asked to; what it held is kept, should it be paid for. */
    forget: async (checkoutId: CheckoutId, cause: Cause): Promise<void> => {
      await end(await carts.findForCheckout(checkoutId), 'FORGOTTEN', cause);
    },
  };
};
