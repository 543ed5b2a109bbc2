import { isRefused, refuse, type CartId, type Cause, type CheckoutId, type Decision, type Refusal, type UserId } from '@marketplace/kernel';
import type { CartEvent } from '../domain/cart';
import { answerToFreeze, type CheckoutRecord } from '../domain/checkout-record';
import { decide, type FreezeRejection } from '../domain/decide';
import type { CartRepository, CheckoutAnswer, ListedCart } from './ports';

export type FreezeRequest = {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
  readonly buyerId: UserId;
  readonly expectedVersion: number;
};

export type Freezing = ReturnType<typeof createFreezing>;

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
]);
const isReason = (text: string): text is FreezeRejection => reasons.has(text);

const rejection = ({ refused, details }: Refusal): CheckoutAnswer => {
  if (!isReason(refused)) throw new Error(`a freeze cannot be refused with ${refused}`);
  const currentVersion = details?.['currentVersion'];
  return { type: 'FreezeRejected', reason: refused, ...(typeof currentVersion === 'number' ? { currentVersion } : {}) };
};

/** What checkouts make of carts, message by message; each answers once, in whatever order they come. */
export const createFreezing = (carts: CartRepository) => {
  const find = async (id: CartId): Promise<ListedCart | undefined> => (await carts.findAll([id]))[0];

  /** Ends the freeze of a checkout that holds a cart; says whether it held one. */
  const end = async (known: CheckoutRecord | undefined, type: 'UnfreezeCart' | 'CloseCart', cause: Cause): Promise<boolean> => {
    const found = known?.outcome === 'FROZEN' ? await find(known.cartId) : undefined;
    if (known === undefined || found === undefined) return false;
    const { checkoutId, cartId } = known;
    const events = decide({ type, checkoutId }, found.cart.state);
    if (isRefused(events) || events.length === 0) return false;
    const outcome = type === 'CloseCart' ? 'CLOSED' : 'RELEASED';
    await carts.saveAll([{ cart: found.cart, events }], cause, { checkoutId, cartId, known, outcome });
    return true;
  };

  return {
    /** Answers with CartFrozen or CartFreezeRejected. */
    freeze: async (request: FreezeRequest, cause: Cause): Promise<void> => {
      const { checkoutId, cartId } = request;
      const [known, found] = await Promise.all([carts.findCheckout(checkoutId), find(cartId)]);
      const answer = answerToFreeze(known);
      if (answer === 'ignore') return;
      const decision = answer === 'refuse' ? refuse('cart-in-checkout') : decideFreeze(request, found);
      if (isRefused(decision)) {
        const outcome = answer === 'refuse' ? 'RELEASED' : 'REJECTED';
        await carts.answer({ checkoutId, cartId, known, outcome }, rejection(decision), cause);
      } else if (found !== undefined && decision.length > 0) {
        await carts.saveAll([{ cart: found.cart, events: decision }], cause, { checkoutId, cartId, known, outcome: 'FROZEN' });
      }
    },

    /** Answers with CartUnfrozen, also for a checkout that froze nothing: its request to freeze may still be on its way. */
    unfreeze: async (checkoutId: CheckoutId, cartId: CartId, cause: Cause): Promise<void> => {
      const known = await carts.findCheckout(checkoutId);
      if (known?.outcome === 'RELEASED' || (await end(known, 'UnfreezeCart', cause))) return;
      await carts.answer({ checkoutId, cartId: known?.cartId ?? cartId, known, outcome: 'RELEASED' }, { type: 'Released' }, cause);
    },

    /** The cart is paid for. A checkout that let go of its cart before has no cart to close; payments gives that money back. */
    close: async (checkoutId: CheckoutId, cause: Cause): Promise<void> => {
      await end(await carts.findCheckout(checkoutId), 'CloseCart', cause);
    },
  };
};
