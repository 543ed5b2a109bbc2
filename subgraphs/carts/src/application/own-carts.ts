import { keyedQueue } from '@marketplace/application';
import { isRefused, narrowRefusal, refuse, type Actor, type CartId, type Cause, type Instant, type Refusal } from '@marketplace/kernel';
import { emptyCart, type CartEvent, type Owner } from '../domain/cart';
import type { CartCommand, CartRejection } from '../domain/commands';
import { decide } from '../domain/decide';
import type { Attempt, ListedCart, Ports } from './ports';

/** A cart with the token of a guest, which is returned only when the cart is created. */
export type OwnCart = ListedCart & { readonly token?: string };

export type OwnCarts = ReturnType<typeof createOwnCarts>;

/** A new cart without events. */
export const newCart = (id: CartId, owner: Owner): ListedCart => ({
  version: 0,
  announced: 0,
  state: emptyCart(id, owner),
  listings: new Map(),
});

/** The coupon codes applied by a user's change, for the rate limit. Guests see no result for codes, so none are counted. */
export const attemptOf = (events: readonly CartEvent[], owner: Owner, at: Instant): Attempt | undefined => {
  const codes = events.flatMap((event) => (event.type === 'CouponApplied' ? [event.code] : []));
  return codes.length > 0 && owner.kind === 'user' ? { userId: owner.userId, codes, at } : undefined;
};

/** Refusal reasons of every change. */
const commonReasons = ['cart-not-found', 'cart-frozen', 'version-conflict'] as const;

/** Access to the caller's own cart. Carts of other owners cannot be addressed. */
export const createOwnCarts = ({ carts, tokens, newId, clock }: Omit<Ports, 'catalogue'>) => {
  const queue = keyedQueue();

  /** The owner that an actor represents; undefined for a guest without a token. */
  const ownerOf = (actor: Actor): Owner | undefined => {
    switch (actor.kind) {
      case 'user':
        return { kind: 'user', userId: actor.userId };
      case 'guest':
        return actor.cartToken === undefined ? undefined : { kind: 'guest', tokenHash: tokens.hash(actor.cartToken) };
      case 'system':
        return undefined;
    }
  };

  const current = async (actor: Actor): Promise<ListedCart | undefined> => {
    const owner = ownerOf(actor);
    return owner === undefined ? undefined : carts.findCurrent(owner);
  };

  const require = async (actor: Actor, cartId: string): Promise<ListedCart | Refusal<'cart-not-found'>> => {
    const found = await current(actor);
    return found?.state.id === cartId ? found : refuse('cart-not-found');
  };

  /** Creates a cart. Guests get a new token; a token that they send never becomes the token of a cart. */
  const start = (actor: Actor): OwnCart => {
    if (actor.kind === 'user') return newCart(newId(), { kind: 'user', userId: actor.userId });
    const token = tokens.make();
    return { ...newCart(newId(), { kind: 'guest', tokenHash: tokens.hash(token) }), token };
  };

  /** Queues the changes of one owner. Guests without a token are not queued. */
  const queued =
    <Request, Outcome>(change: (request: Request, cause: Cause) => Promise<Outcome>) =>
    (request: Request, cause: Cause): Promise<Outcome> => {
      const owner = ownerOf(cause.actor);
      if (owner === undefined) return change(request, cause);
      return queue.run(owner.kind === 'user' ? owner.userId : owner.tokenHash, () => change(request, cause));
    };

  /**
   * Decides a command and saves its events. A command without events writes nothing. `reasons` are its refusal reasons besides
   * the common ones.
   */
  const execute = async <Reason extends CartRejection>(
    { target, command, reasons }: { readonly target: OwnCart; readonly command: CartCommand; readonly reasons: readonly Reason[] },
    cause: Cause,
  ): Promise<OwnCart | Refusal<(typeof commonReasons)[number] | Reason>> => {
    const events = decide(command, target.state);
    const allReasons: readonly ((typeof commonReasons)[number] | Reason)[] = [...commonReasons, ...reasons];
    if (isRefused(events)) return narrowRefusal(events, ...allReasons);
    if (events.length === 0) return target;
    const [after] = await carts.save([{ before: target, events }], cause, attemptOf(events, target.state.owner, clock()));
    return { ...target, ...after };
  };

  return { current, require, start, queued, execute };
};
