import { before, defined, idOf, isCurrency, isId, isRefused, refuse, type Cause } from '@marketplace/kernel';
import type { DeliveryChoice } from '../domain/cart';
import type { CartCommand, CartRejection, VersionCheck } from '../domain/commands';
import { attemptsLast } from '../domain/coupons';
import { newlyShown } from '../domain/estimate';
import { maxLines } from '../domain/lines';
import type { Listings } from '../domain/listing';
import { createMerging } from './merging';
import { createOwnCarts } from './own-carts';
import type { ListedCart, Ports } from './ports';

type Expectation = { readonly expectedVersion?: number };
type OfCart = Expectation & { readonly cartId: string };
type AddLines = Expectation & {
  readonly cartId?: string;
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
  /** The ISO 4217 code of the currency to pay in. */
  readonly currency?: string;
};
type ChangeLines = OfCart & { readonly lines: readonly { readonly lineId: string; readonly quantity: number }[] };
type SomeLines = OfCart & { readonly lineIds: readonly string[] };
type OneCoupon = OfCart & { readonly code: string };
type ChooseDelivery = OfCart & Partial<DeliveryChoice>;

export type Carts = ReturnType<typeof createCarts>;

/** For these, taking more of a variant may be refused. */
const takingMore = ['variant-not-found', 'invalid-quantity', 'insufficient-stock'] as const;

/** For these, adding a variant may be refused. */
const adding = [...takingMore, 'cart-too-large', 'currency-mismatch'] as const;

const versionCheck = ({ version }: ListedCart, { expectedVersion }: Expectation): VersionCheck => ({
  ...defined({ expected: expectedVersion }),
  current: version,
});

const lineIdsOf = ({ lineIds }: SomeLines) => lineIds.map((lineId) => idOf<'CartLine'>(lineId));

/** The use cases of people with carts. */
export const createCarts = (ports: Ports) => {
  const { carts, catalogue, newId, clock } = ports;
  const own = createOwnCarts(ports);
  const merge = createMerging({ ...ports, own });

  /** A change of a cart that is there. */
  const ofCart = <Request extends OfCart, Reason extends CartRejection = never>(
    commandOf: (
      request: Request,
      target: ListedCart & { readonly check: VersionCheck },
      cause: Cause,
    ) => CartCommand | Promise<CartCommand>,
    ...reasons: readonly Reason[]
  ) =>
    own.inTurn(async (request: Request, cause: Cause) => {
      const target = await own.require(cause.actor, request.cartId);
      if (isRefused(target)) return target;
      const command = await commandOf(request, { ...target, check: versionCheck(target, request) }, cause);
      return own.carryOut({ target, command, reasons }, cause);
    });

  const addLines = async (request: AddLines, cause: Cause) => {
    const { lines: wanted, cartId, currency } = request;
    if (wanted.length === 0) return refuse('nothing-to-add', { path: ['lines'] });
    if (wanted.length > maxLines) return refuse('cart-too-large', { path: ['lines'] });
    if (currency !== undefined && !isCurrency(currency)) return refuse('currency-mismatch', { path: ['currency'] });
    const lines = wanted.map(({ variantId, quantity }) => ({
      lineId: newId<'CartLine'>(),
      variantId: idOf<'Variant'>(variantId),
      quantity,
    }));
    const [found, asked] = await Promise.all([
      cartId === undefined ? own.current(cause.actor) : own.require(cause.actor, cartId),
      catalogue.listings(lines.map((line) => line.variantId).filter(isId)),
    ]);
    if (isRefused(found)) return found;
    const target = found ?? own.start(cause.actor);
    const listings: Listings = new Map([...target.listings, ...asked]);
    const command: CartCommand = { type: 'AddLines', lines, listings, ...defined({ currency }), version: versionCheck(target, request) };
    return own.carryOut({ target: { ...target, listings }, command, reasons: adding }, cause);
  };

  /** A guest learns nothing of a code, so there is nothing to count. */
  const recentCodes = async ({ actor }: Cause): Promise<ReadonlySet<string>> =>
    actor.kind === 'user' ? carts.codesTried(actor.userId, before(clock(), attemptsLast)) : new Set();

  return {
    /** The caller's open or frozen cart; a stranger, and a guest without a valid token, has none. */
    current: own.current,
    /** Stores that the buyer sees the cart's prices now: a checkout charges no more than that. */
    recordDisplayedPrices: async ({ state, listings }: ListedCart, cause: Cause): Promise<void> => {
      const moved = newlyShown(state, listings);
      if (moved.length > 0) await carts.recordDisplayedPrices(moved, cause);
    },
    /** Adds to the caller's cart, which is made if there is none; all lines or none. */
    addLines: own.inTurn(addLines),
    /** Sets quantities, 0 takes a line out; all of them or none. */
    changeLines: ofCart(
      ({ lines }: ChangeLines, { listings, check }) => ({
        type: 'ChangeQuantities',
        lines: lines.map(({ lineId, quantity }) => ({ lineId: idOf<'CartLine'>(lineId), quantity })),
        listings,
        version: check,
      }),
      'line-not-found',
      ...takingMore,
    ),
    /** Takes lines out, saved ones too; those that are not there are out already. */
    removeLines: ofCart((request: SomeLines, { check }) => ({ type: 'RemoveLines', lineIds: lineIdsOf(request), version: check })),
    /** Puts lines aside, all of them or none. */
    saveLines: ofCart(
      (request: SomeLines, { check }) => ({ type: 'SaveLines', lineIds: lineIdsOf(request), version: check }),
      'line-not-found',
      'cart-too-large',
    ),
    /** Brings saved lines back, all of them or none. */
    unsaveLines: ofCart(
      (request: SomeLines, { listings, check }) => ({ type: 'UnsaveLines', lineIds: lineIdsOf(request), listings, version: check }),
      'line-not-found',
      ...adding,
    ),
    applyCoupon: ofCart(
      async ({ code }: OneCoupon, { check }, cause) => ({
        type: 'ApplyCoupon',
        code,
        recentCodes: await recentCodes(cause),
        version: check,
      }),
      'invalid-code',
      'too-many-coupons',
      'too-many-attempts',
    ),
    removeCoupon: ofCart(({ code }: OneCoupon, { check }) => ({ type: 'RemoveCoupon', code, version: check })),
    /** Where to and how; what is left out stays as it is. */
    chooseDelivery: ofCart(
      ({ countryCode, shippingOptionIds }: ChooseDelivery, { check }) => ({
        type: 'ChooseDelivery',
        choice: defined({ countryCode, shippingOptionIds }),
        version: check,
      }),
      'invalid-country',
      'invalid-shipping-option',
    ),
    /** Puts what a guest collected into the cart of the user the guest turned out to be. Both carts change, or neither. */
    merge: own.inTurn((token: string, cause: Cause) => merge(token, { cause, recentCodes: () => recentCodes(cause) })),
  };
};
