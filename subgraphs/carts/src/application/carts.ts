import { createTurns, idOf, isId, isRefused, refuse, type Actor, type Cause, type Refusal } from '@marketplace/kernel';
import { decide, maxLines, type CartCommand, type VersionCheck } from '../domain/decide';
import type { Listings } from '../domain/listing';
import { afterwards, createOwnCarts, type OwnCart, type OwnCarts, type Rejection } from './own-carts';
import type { ListedCart, Ports } from './ports';

type Expectation = { readonly expectedVersion?: number };
export type AddLines = Expectation & {
  readonly cartId?: string;
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
};
export type ChangeLines = Expectation & {
  readonly cartId: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
};
export type RemoveLines = Expectation & { readonly cartId: string; readonly lineIds: readonly string[] };

type Change = Promise<OwnCart | Refusal<Rejection>>;
type Needs = Ports & { readonly own: OwnCarts };

export type Carts = ReturnType<typeof createCarts>;

const versionCheck = ({ cart }: ListedCart, { expectedVersion }: Expectation): VersionCheck =>
  expectedVersion === undefined ? { current: cart.version } : { expected: expectedVersion, current: cart.version };

const addLines =
  ({ own, catalogue, newId }: Needs) =>
  async (request: AddLines, cause: Cause): Change => {
    if (request.lines.length === 0) return refuse('nothing-to-add', { path: ['lines'] });
    if (request.lines.length > maxLines) return refuse('cart-too-large', { path: ['lines'] });
    const lines = request.lines.map(({ variantId, quantity }) => ({
      lineId: newId<'CartLine'>(),
      variantId: idOf<'Variant'>(variantId),
      quantity,
    }));
    const [found, asked] = await Promise.all([
      request.cartId === undefined ? own.current(cause.actor) : own.require(cause.actor, request.cartId),
      catalogue.listings(lines.map((line) => line.variantId).filter(isId)),
    ]);
    if (isRefused(found)) return found;
    const target = found ?? own.start(cause.actor);
    const listings: Listings = new Map([...target.listings, ...asked]);
    const command: CartCommand = { type: 'AddLines', lines, listings, version: versionCheck(target, request) };
    return own.carryOut({ ...target, listings }, command, cause);
  };

const changeLines =
  ({ own }: Needs) =>
  async (request: ChangeLines, cause: Cause): Change => {
    const target = await own.require(cause.actor, request.cartId);
    if (isRefused(target)) return target;
    const lines = request.lines.map(({ lineId, quantity }) => ({ lineId: idOf<'CartLine'>(lineId), quantity }));
    const { listings } = target;
    return own.carryOut(target, { type: 'ChangeQuantities', lines, listings, version: versionCheck(target, request) }, cause);
  };

const removeLines =
  ({ own }: Needs) =>
  async (request: RemoveLines, cause: Cause): Change => {
    const target = await own.require(cause.actor, request.cartId);
    if (isRefused(target)) return target;
    const lineIds = request.lineIds.map((lineId) => idOf<'CartLine'>(lineId));
    return own.carryOut(target, { type: 'RemoveLines', lineIds, version: versionCheck(target, request) }, cause);
  };

const merge =
  ({ own, carts, tokens, newId }: Needs) =>
  async (token: string, cause: Cause): Change => {
    const [guests, current] = await Promise.all([carts.findByToken(tokens.hash(token)), own.current(cause.actor)]);
    if (guests === undefined || cause.actor.kind !== 'user') return refuse('cart-not-found');
    const { state } = guests.cart;
    // The answer to the first request was lost, perhaps: the second finds the work done.
    if (state.status === 'MERGED' && state.into === current?.cart.state.id) return current;
    const target = current ?? own.start(cause.actor);
    const merged = decide({ type: 'MergeInto', into: target.cart.state.id }, state);
    if (isRefused(merged)) return merged;
    const lines = state.lines.map((line) => ({ ...line, id: newId<'CartLine'>() }));
    const taken = decide({ type: 'TakeOverLines', lines }, target.cart.state);
    if (isRefused(taken)) return taken;
    const change = { cart: target.cart, events: taken };
    await carts.saveAll([change, { cart: guests.cart, events: merged }], cause);
    return afterwards(change, new Map([...guests.listings, ...target.listings]));
  };

/** The use cases of people with carts. */
export const createCarts = (ports: Ports) => {
  const own = createOwnCarts(ports);
  const needs: Needs = { ...ports, own };
  const turns = createTurns();
  /** One change of a caller's cart after the other; who has no cart yet, and no name to find one by, waits for nobody. */
  const inTurn =
    <Request>(change: (request: Request, cause: Cause) => Change) =>
    (request: Request, cause: Cause): Change => {
      const owner = own.ownerOf(cause.actor);
      if (owner === undefined) return change(request, cause);
      return turns(owner.kind === 'user' ? owner.userId : owner.tokenHash, () => change(request, cause));
    };
  return {
    /** The caller's open or frozen cart; a stranger, and a guest without a valid token, has none. */
    current: (actor: Actor): Promise<ListedCart | undefined> => own.current(actor),
    /** Adds to the caller's cart, which is made if there is none; all lines or none. */
    addLines: inTurn(addLines(needs)),
    /** Sets quantities, 0 takes a line out; all of them or none. */
    changeLines: inTurn(changeLines(needs)),
    /** Takes lines out; those that are not in the cart are out already. */
    removeLines: inTurn(removeLines(needs)),
    /** Puts what a guest collected into the cart of the user the guest turned out to be. Both carts change, or neither. */
    merge: inTurn(merge(needs)),
  };
};
