import type { CartId, CheckoutId, Currency, Decision, Refusal, UserId, VariantId } from '@marketplace/kernel';
import { isRefused, refuse } from '@marketplace/kernel';
import { evolve, type Cart, type CartEvent, type CartLine, type CartLineId, type DeliveryChoice } from './cart';
import type { Listings } from './listing';

/** The version that the client expects, if given, and the current version. */
export type VersionCheck = { readonly expected?: number; readonly current: number };

/** A variant to add. The line id is used if the cart has no line with this variant. */
export type Addition = { readonly lineId: CartLineId; readonly variantId: VariantId; readonly quantity: number };

/** A new quantity for a line. 0 removes the line. */
export type QuantityChange = { readonly lineId: CartLineId; readonly quantity: number };

/** The units and coupons that a checkout paid for. */
export type Purchase = {
  readonly lines: readonly { readonly variantId: VariantId; readonly quantity: number }[];
  readonly couponCodes: readonly string[];
};

type Versioned = { readonly version: VersionCheck };

/** Commands of the cart's owner. */
export type OwnerCommand = Versioned &
  /** `currency`: the currency to pay in. The default is the currency of the cart or of the first line. */
  (
    | { readonly type: 'AddLines'; readonly lines: readonly Addition[]; readonly listings: Listings; readonly currency?: Currency }
    | { readonly type: 'ChangeQuantities'; readonly lines: readonly QuantityChange[]; readonly listings: Listings }
    | { readonly type: 'RemoveLines'; readonly lineIds: readonly CartLineId[] }
    | { readonly type: 'SaveLines'; readonly lineIds: readonly CartLineId[] }
    | { readonly type: 'UnsaveLines'; readonly lineIds: readonly CartLineId[]; readonly listings: Listings }
    /** `recentCodes`: the codes that the user tried within the rate limit window. */
    | { readonly type: 'ApplyCoupon'; readonly code: string; readonly recentCodes: ReadonlySet<string> }
    | { readonly type: 'RemoveCoupon'; readonly code: string }
    | { readonly type: 'ChooseDelivery'; readonly choice: Partial<DeliveryChoice> }
  );

/** Commands for merging a guest cart at login: one for the target, one for the guest cart. */
export type MergeCommand =
  | { readonly type: 'MergeFrom'; readonly from: GuestContents; readonly recentCodes: ReadonlySet<string> }
  | { readonly type: 'MergeInto'; readonly into: CartId };

/** The contents of a guest cart, with new line ids. */
export type GuestContents = {
  readonly cartId: CartId;
  readonly lines: readonly CartLine[];
  readonly saved: readonly CartLine[];
  readonly couponCodes: readonly string[];
  readonly delivery: DeliveryChoice;
};

/** Commands of a checkout. */
export type CheckoutCommand =
  | (Versioned & {
      readonly type: 'LockCart';
      readonly checkoutId: CheckoutId;
      readonly buyerId: UserId;
      readonly listings: Listings;
    })
  | { readonly type: 'UnlockCart'; readonly checkoutId: CheckoutId }
  | { readonly type: 'CloseCart'; readonly checkoutId: CheckoutId }
  | { readonly type: 'RemovePurchased'; readonly bought: Purchase }
  /** Takes over the saved lines of a closed cart into the buyer's next cart. */
  | { readonly type: 'CarryOverSaved'; readonly saved: readonly CartLine[] };

export type CartCommand = OwnerCommand | MergeCommand | CheckoutCommand;

export const lockRejections = [
  'cart-not-found',
  'cart-in-checkout',
  'version-conflict',
  'cart-empty',
  'line-unavailable',
  'price-changed',
] as const;
export type LockRejection = (typeof lockRejections)[number];

export type CartRejection =
  | 'cart-not-found'
  | 'cart-frozen'
  | 'version-conflict'
  | 'variant-not-found'
  | 'line-not-found'
  | 'invalid-quantity'
  | 'insufficient-stock'
  | 'cart-too-large'
  | 'currency-mismatch'
  | 'invalid-code'
  | 'too-many-coupons'
  | 'too-many-attempts'
  | 'invalid-country'
  | 'invalid-shipping-option';

export type ClientDecision = Decision<CartEvent, CartRejection>;
export type LockDecision = Decision<CartEvent, LockRejection>;

export const versionConflict = ({ expected, current }: VersionCheck): Refusal<'version-conflict'> | undefined =>
  expected === undefined || expected === current ? undefined : refuse('version-conflict', { currentVersion: current });

/** Decides items one by one, each on the state after the ones before. The first refusal refuses all. */
export const decideEach = <Item>(
  cart: Cart,
  items: readonly Item[],
  decideOne: (cart: Cart, item: Item, position: number) => ClientDecision,
): ClientDecision => {
  let state = cart;
  const events: CartEvent[] = [];
  for (const [position, item] of items.entries()) {
    const decision = decideOne(state, item, position);
    if (isRefused(decision)) return decision;
    events.push(...decision);
    state = decision.reduce(evolve, state);
  }
  return events;
};
