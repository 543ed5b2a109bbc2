import { keyedQueue } from '@marketplace/application';
import { isRefused, narrowRefusal, refuse, type Actor, type CartId, type Cause, type Instant, type Refusal } from '@marketplace/kernel';
import { emptyCart, type CartEvent, type Owner } from '../domain/cart';
import type { CartCommand, CartRejection } from '../domain/commands';
import { decide } from '../domain/decide';
import type { Attempt, ListedCart, Ports } from './ports';

/** A cart as its owner sees it; the token is there once, for the guest whose cart was just made. */
export type OwnCart = ListedCart & { readonly token?: string };

export type OwnCarts = ReturnType<typeof createOwnCarts>;

/** A new cart, before its first event. */
export const unstored = (id: CartId, owner: Owner): ListedCart => ({
  version: 0,
  announced: 0,
  state: emptyCart(id, owner),
  listings: new Map(),
});

/** The codes among what happened to the cart of a user, as tried. A guest learns nothing of a code and so tries none. */
export const attemptOf = (events: readonly CartEvent[], owner: Owner, at: Instant): Attempt | undefined => {
  const codes = events.flatMap((event) => (event.type === 'CouponApplied' ? [event.code] : []));
  return codes.length > 0 && owner.kind === 'user' ? { userId: owner.userId, codes, at } : undefined;
};

/** For these, any change of a cart may be refused. */
const always = ['cart-not-found', 'cart-frozen', 'version-conflict'] as const;

/** A cart is only ever looked for as the caller's own, so nobody reaches another's. */
export const createOwnCarts = ({ carts, tokens, newId, clock }: Omit<Ports, 'catalogue'>) => {
  const queue = keyedQueue();

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

  const require = async (actor: Actor, cartId: string): Promise<ListedCart | Refusal<'cart-not-found'>> => {
    const found = await current(actor);
    return found?.state.id === cartId ? found : refuse('cart-not-found');
  };

  /** A guest never chooses the token: the one it brings opens a cart or nothing. */
  const start = (actor: Actor): OwnCart => {
    if (actor.kind === 'user') return unstored(newId(), { kind: 'user', userId: actor.userId });
    const token = tokens.make();
    return { ...unstored(newId(), { kind: 'guest', tokenHash: tokens.hash(token) }), token };
  };

  /** One change of a caller's cart after the other; who has no cart yet, and no name to find one by, waits for nobody. */
  const inTurn =
    <Request, Outcome>(change: (request: Request, cause: Cause) => Promise<Outcome>) =>
    (request: Request, cause: Cause): Promise<Outcome> => {
      const owner = ownerOf(cause.actor);
      if (owner === undefined) return change(request, cause);
      return queue.run(owner.kind === 'user' ? owner.userId : owner.tokenHash, () => change(request, cause));
    };

  /**
   * Decides and writes; a command that was carried out before, or is refused, writes nothing. `reasons` are those for which it may
   * be refused, beside those of every change.
   */
  const carryOut = async <Reason extends CartRejection>(
    { target, command, reasons }: { readonly target: OwnCart; readonly command: CartCommand; readonly reasons: readonly Reason[] },
    cause: Cause,
  ): Promise<OwnCart | Refusal<(typeof always)[number] | Reason>> => {
    const events = decide(command, target.state);
    const every: readonly ((typeof always)[number] | Reason)[] = [...always, ...reasons];
    if (isRefused(events)) return narrowRefusal(events, ...every);
    if (events.length === 0) return target;
    const [after] = await carts.save([{ before: target, events }], cause, attemptOf(events, target.state.owner, clock()));
    return { ...target, ...after };
  };

  return { current, require, start, inTurn, carryOut };
};
