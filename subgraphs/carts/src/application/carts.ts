import { type Actor, before, type Cause, createTurns, idOf, isCurrency, isId, isRefused, type Refusal, refuse } from '@marketplace/kernel';
import type { DeliveryChoice } from '../domain/cart';
import type { CartCommand, OwnersCommand, VersionCheck } from '../domain/commands';
import { attemptsLast } from '../domain/coupons';
import { newlyShown } from '../domain/estimate';
import { maxLines } from '../domain/lines';
import type { Listings } from '../domain/listing';
import { createMerging } from './merging';
import { createOwnCarts, type OwnCart, type Rejection } from './own-carts';
import type { ListedCart, Ports } from './ports';

type Expectation = { readonly expectedVersion?: number };
type OfCart = Expectation & { readonly cartId: string };
export type AddLines = Expectation & {
  readonly cartId?: string;
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
  /** The ISO 4217 code of the currency to pay in. */
  readonly currency?: string;
};
export type ChangeLines = OfCart & { readonly lines: readonly { readonly lineId: string; readonly quantity: number }[] };
export type SomeLines = OfCart & { readonly lineIds: readonly string[] };
export type OneCoupon = OfCart & { readonly code: string };
export type ChooseDelivery = OfCart & Partial<DeliveryChoice>;

export type Change = Promise<OwnCart | Refusal<Rejection>>;

export type Carts = ReturnType<typeof createCarts>;

const versionCheck = ({ cart }: ListedCart, { expectedVersion }: Expectation): VersionCheck =>
  expectedVersion === undefined ? { current: cart.version } : { expected: expectedVersion, current: cart.version };

const lineIdsOf = ({ lineIds }: SomeLines) => lineIds.map((lineId) => idOf<'CartLine'>(lineId));

/** The use cases of people with carts. */
export const createCarts = (ports: Ports) => {
  const { carts, attempts, catalogue, newId, clock } = ports;
  const own = createOwnCarts(ports);
  const merge = createMerging({ ...ports, own });
  const turns = createTurns();

  /** One change of a caller's cart after the other; who has no cart yet, and no name to find one by, waits for nobody. */
  const inTurn =
    <Request>(change: (request: Request, cause: Cause) => Change) =>
    (request: Request, cause: Cause): Change => {
      const owner = own.ownerOf(cause.actor);
      if (owner === undefined) return change(request, cause);
      return turns(owner.kind === 'user' ? owner.userId : owner.tokenHash, () => change(request, cause));
    };

  /** A change of a cart that is there. */
  const ofCart = <Request extends OfCart>(
    commandOf: (
      request: Request,
      target: ListedCart & { readonly version: VersionCheck },
      cause: Cause,
    ) => CartCommand | Promise<CartCommand>,
  ) =>
    inTurn(async (request: Request, cause) => {
      const target = await own.require(cause.actor, request.cartId);
      if (isRefused(target)) return target;
      return own.carryOut(target, await commandOf(request, { ...target, version: versionCheck(target, request) }, cause), cause);
    });

  const addLines = async (request: AddLines, cause: Cause): Change => {
    if (request.lines.length === 0) return refuse('nothing-to-add', { path: ['lines'] });
    if (request.lines.length > maxLines) return refuse('cart-too-large', { path: ['lines'] });
    if (request.currency !== undefined && !isCurrency(request.currency)) return refuse('currency-mismatch', { path: ['currency'] });
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
    const currency = request.currency === undefined ? {} : { currency: request.currency };
    const command: OwnersCommand = { type: 'AddLines', lines, listings, ...currency, version: versionCheck(target, request) };
    return own.carryOut({ ...target, listings }, command, cause);
  };

  /** A guest learns nothing of a code, so there is nothing to count. */
  const recentCodes = async ({ actor }: Cause): Promise<ReadonlySet<string>> =>
    actor.kind === 'user' ? attempts.since(actor.userId, before(clock(), attemptsLast)) : new Set();

  return {
    /** The caller's open or frozen cart; a stranger, and a guest without a valid token, has none. */
    current: (actor: Actor): Promise<ListedCart | undefined> => own.current(actor),
    /** Notes that the buyer sees the cart's prices now: a checkout charges no more than that. */
    show: async <Seen extends ListedCart>(seen: Seen, cause: Cause): Promise<Seen> => {
      const news = newlyShown(seen.cart.state, seen.listings);
      if (news.length > 0) await carts.noteShown(news, cause);
      return seen;
    },
    /** Adds to the caller's cart, which is made if there is none; all lines or none. */
    addLines: inTurn(addLines),
    /** Sets quantities, 0 takes a line out; all of them or none. */
    changeLines: ofCart<ChangeLines>(({ lines }, { listings, version }) => ({
      type: 'ChangeQuantities',
      lines: lines.map(({ lineId, quantity }) => ({ lineId: idOf<'CartLine'>(lineId), quantity })),
      listings,
      version,
    })),
    /** Takes lines out, saved ones too; those that are not there are out already. */
    removeLines: ofCart<SomeLines>((request, { version }) => ({ type: 'RemoveLines', lineIds: lineIdsOf(request), version })),
    /** Puts lines aside, all of them or none. */
    saveLines: ofCart<SomeLines>((request, { version }) => ({ type: 'SaveLines', lineIds: lineIdsOf(request), version })),
    /** Brings saved lines back, all of them or none. */
    unsaveLines: ofCart<SomeLines>((request, { listings, version }) => ({
      type: 'UnsaveLines',
      lineIds: lineIdsOf(request),
      listings,
      version,
    })),
    applyCoupon: ofCart<OneCoupon>(async ({ code }, { version }, cause) => ({
      type: 'ApplyCoupon',
      code,
      recentCodes: await recentCodes(cause),
      version,
    })),
    removeCoupon: ofCart<OneCoupon>(({ code }, { version }) => ({ type: 'RemoveCoupon', code, version })),
    /** Where to and how; what is left out stays as it is. */
    chooseDelivery: ofCart<ChooseDelivery>(({ cartId: _, expectedVersion: __, ...choice }, { version }) => ({
      type: 'ChooseDelivery',
      choice,
      version,
    })),
    /** Puts what a guest collected into the cart of the user the guest turned out to be. Both carts change, or neither. */
    merge: inTurn(async (token: string, cause: Cause): Change => merge(token, { cause, recentCodes: () => recentCodes(cause) })),
  };
};
