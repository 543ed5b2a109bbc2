import { isRefused, refuse, type Actor, type Cause, type Instant, type Refusal } from '@marketplace/kernel';
import { emptyCart, evolve, type CartEvent, type Owner } from '../domain/cart';
import type { CartCommand, CartRejection, FreezeRejection } from '../domain/commands';
import { decide } from '../domain/decide';
import type { Listings } from '../domain/listing';
import type { Attempt, CartChange, ListedCart, Ports } from './ports';

/** A cart as its owner sees it; the token is there once, for the guest whose cart was just made. */
export type OwnCart = ListedCart & { readonly token?: string };

export type Rejection = CartRejection | FreezeRejection | 'nothing-to-add';

export type OwnCarts = ReturnType<typeof createOwnCarts>;

/** A cart after a change, as the write made it, with the listings that the decision was made by. */
export const afterwards = ({ cart, events }: CartChange, listings: Listings): ListedCart => ({
  cart: { ...cart, version: cart.version + 1, state: events.reduce(evolve, cart.state) },
  listings,
});

/** The codes among what happened to the cart of a user, as tried. */
export const attemptOf = (events: readonly CartEvent[], owner: Owner, at: Instant): { readonly attempt?: Attempt } => {
  const codes = events.flatMap((event) => (event.type === 'CouponApplied' ? [event.code] : []));
  return codes.length > 0 && owner.kind === 'user' ? { attempt: { userId: owner.userId, codes, at } } : {};
};

type Needs = Pick<Ports, 'carts' | 'tokens' | 'newId' | 'clock'>;

/** A cart is only ever looked for as the caller's own, so nobody reaches another's. */
export const createOwnCarts = ({ carts, tokens, newId, clock }: Needs) => {
  /** Whose cart an actor may have; undefined for a guest who brings no token. */
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

  const require = async (actor: Actor, cartId: string): Promise<ListedCart | Refusal<Rejection>> => {
    const found = await current(actor);
    return found?.cart.state.id === cartId ? found : refuse('cart-not-found');
  };

  /** A guest never chooses the token: the one it brings opens a cart or nothing. */
  const start = (actor: Actor): OwnCart => {
    const begin = (owner: Owner): ListedCart => ({
      cart: { version: 0, announced: 0, state: emptyCart(newId(), owner) },
      listings: new Map(),
    });
    if (actor.kind === 'user') return begin({ kind: 'user', userId: actor.userId });
    const token = tokens.make();
    return { ...begin({ kind: 'guest', tokenHash: tokens.hash(token) }), token };
  };

  /** Decides and writes; a command that was carried out before, or is refused, writes nothing. */
  const carryOut = async (target: OwnCart, command: CartCommand, cause: Cause): Promise<OwnCart | Refusal<Rejection>> => {
    const events = decide(command, target.cart.state);
    if (isRefused(events)) return events;
    if (events.length === 0) return target;
    const change = { cart: target.cart, events };
    await carts.saveAll([change], cause, attemptOf(events, target.cart.state.owner, clock()));
    return { ...target, ...afterwards(change, target.listings) };
  };

  return { ownerOf, current, require, start, carryOut };
};
