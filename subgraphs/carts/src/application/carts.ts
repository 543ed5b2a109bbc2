import { before, defined, idOf, isCurrency, isId, isRefused, refuse, type Cause } from '@marketplace/kernel';
import type { DeliveryChoice } from '../domain/cart';
import type { CartCommand, CartRejection, VersionCheck } from '../domain/commands';
import { attemptWindow } from '../domain/coupons';
import { linesToRecord } from '../domain/estimate';
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

/** Refusal reasons for raising a quantity. */
const increaseReasons = ['variant-not-found', 'invalid-quantity', 'insufficient-stock'] as const;

/** Refusal reasons for addReasons a variant. */
const addReasons = [...increaseReasons, 'cart-too-large', 'currency-mismatch'] as const;

const versionCheck = ({ version }: ListedCart, { expectedVersion }: Expectation): VersionCheck => ({
  ...defined({ expected: expectedVersion }),
  current: version,
});

const lineIdsOf = ({ lineIds }: SomeLines) => lineIds.map((lineId) => idOf<'CartLine'>(lineId));

/** The use cases of buyers and guests for their carts. */
export const createCarts = (ports: Ports) => {
  const { carts, catalogue, newId, clock } = ports;
  const own = createOwnCarts(ports);
  const merge = createMerging({ ...ports, own });

  /** A use case that changes an existing cart. */
  const ofCart = <Request extends OfCart, Reason extends CartRejection = never>(
    commandOf: (
      request: Request,
      target: ListedCart & { readonly check: VersionCheck },
      cause: Cause,
    ) => CartCommand | Promise<CartCommand>,
    ...reasons: readonly Reason[]
  ) =>
    own.queued(async (request: Request, cause: Cause) => {
      const target = await own.require(cause.actor, request.cartId);
      if (isRefused(target)) return target;
      const command = await commandOf(request, { ...target, check: versionCheck(target, request) }, cause);
      return own.execute({ target, command, reasons }, cause);
    });

  const addLines = async (request: AddLines, cause: Cause) => {
    const { lines: additions, cartId, currency } = request;
    if (additions.length === 0) return refuse('nothing-to-add', { path: ['lines'] });
    if (additions.length > maxLines) return refuse('cart-too-large', { path: ['lines'] });
    if (currency !== undefined && !isCurrency(currency)) return refuse('currency-mismatch', { path: ['currency'] });
    const lines = additions.map(({ variantId, quantity }) => ({
      lineId: newId<'CartLine'>(),
      variantId: idOf<'Variant'>(variantId),
      quantity,
    }));
    const [found, added] = await Promise.all([
      cartId === undefined ? own.current(cause.actor) : own.require(cause.actor, cartId),
      catalogue.listings(lines.map((line) => line.variantId).filter(isId)),
    ]);
    if (isRefused(found)) return found;
    const target = found ?? own.start(cause.actor);
    const listings: Listings = new Map([...target.listings, ...added]);
    const command: CartCommand = { type: 'AddLines', lines, listings, ...defined({ currency }), version: versionCheck(target, request) };
    return own.execute({ target: { ...target, listings }, command, reasons: addReasons }, cause);
  };

  /** The codes tried recently. Guests see no result for codes, so none are counted for them. */
  const recentCodes = async ({ actor }: Cause): Promise<ReadonlySet<string>> =>
    actor.kind === 'user' ? carts.codesTried(actor.userId, before(clock(), attemptWindow)) : new Set();

  return {
    /** The caller's open or frozen cart; undefined for a guest without a valid token. */
    current: own.current,
    /** Records the displayed prices. A checkout never charges more. */
    recordDisplayedPrices: async ({ state, listings }: ListedCart, cause: Cause): Promise<void> => {
      const changed = linesToRecord(state, listings);
      if (changed.length > 0) await carts.recordDisplayedPrices(changed, cause);
    },
    /** Adds lines to the caller's cart, and creates it if necessary. All lines or none. */
    addLines: own.queued(addLines),
    /** Sets quantities; 0 removes a line. All lines or none. */
    changeLines: ofCart(
      ({ lines }: ChangeLines, { listings, check }) => ({
        type: 'ChangeQuantities',
        lines: lines.map(({ lineId, quantity }) => ({ lineId: idOf<'CartLine'>(lineId), quantity })),
        listings,
        version: check,
      }),
      'line-not-found',
      ...increaseReasons,
    ),
    /** Removes lines and saved lines. Unknown lines are ignored. */
    removeLines: ofCart((request: SomeLines, { check }) => ({ type: 'RemoveLines', lineIds: lineIdsOf(request), version: check })),
    /** Saves lines for later. All lines or none. */
    saveLines: ofCart(
      (request: SomeLines, { check }) => ({ type: 'SaveLines', lineIds: lineIdsOf(request), version: check }),
      'line-not-found',
      'cart-too-large',
    ),
    /** Moves saved lines back into the cart. All lines or none. */
    unsaveLines: ofCart(
      (request: SomeLines, { listings, check }) => ({ type: 'UnsaveLines', lineIds: lineIdsOf(request), listings, version: check }),
      'line-not-found',
      ...addReasons,
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
    /** Sets the destination and shipping options. Omitted fields keep their value. */
    chooseDelivery: ofCart(
      ({ countryCode, shippingOptionIds }: ChooseDelivery, { check }) => ({
        type: 'ChooseDelivery',
        choice: defined({ countryCode, shippingOptionIds }),
        version: check,
      }),
      'invalid-country',
      'invalid-shipping-option',
    ),
    /** Merges a guest cart into the user's cart at login. Both carts change, or neither. */
    merge: own.queued((token: string, cause: Cause) => merge(token, { cause, recentCodes: () => recentCodes(cause) })),
  };
};
