import type { CartId, CheckoutId, Currency, Decision, Refusal, UserId, VariantId } from '@marketplace/kernel';
import { isRefused, refuse } from '@marketplace/kernel';
import { evolve, type Cart, type CartEvent, type CartLine, type CartLineId, type DeliveryChoice } from './cart';
import type { Listings } from './listing';

/** The version that the caller believes the cart has, if it says so, and the one that it has. */
export type VersionCheck = { readonly expected?: number; readonly current: number };

/** A wish for a variant; the line id is used when the cart has no line of that variant yet. */
export type Addition = { readonly lineId: CartLineId; readonly variantId: VariantId; readonly quantity: number };

/** A new quantity for a line; 0 takes the line out. */
export type QuantityChange = { readonly lineId: CartLineId; readonly quantity: number };

/** What somebody bought: pieces and coupons that are to leave a cart that went on without its checkout. */
export type Bought = {
  readonly lines: readonly { readonly variantId: VariantId; readonly quantity: number }[];
  readonly couponCodes: readonly string[];
};

type Checked = { readonly version: VersionCheck };

/** What the owner of a cart asks for. */
export type OwnersCommand = Checked &
  /** The currency is the one that the caller pays in; without it that of the cart, or of what comes first. */
  (
    | { readonly type: 'AddLines'; readonly lines: readonly Addition[]; readonly listings: Listings; readonly currency?: Currency }
    | { readonly type: 'ChangeQuantities'; readonly lines: readonly QuantityChange[]; readonly listings: Listings }
    | { readonly type: 'RemoveLines'; readonly lineIds: readonly CartLineId[] }
    | { readonly type: 'SaveLines'; readonly lineIds: readonly CartLineId[] }
    | { readonly type: 'UnsaveLines'; readonly lineIds: readonly CartLineId[]; readonly listings: Listings }
    /** The recent codes are those that the caller has tried within the time that is looked at. */
    | { readonly type: 'ApplyCoupon'; readonly code: string; readonly recentCodes: ReadonlySet<string> }
    | { readonly type: 'RemoveCoupon'; readonly code: string }
    | { readonly type: 'ChooseDelivery'; readonly choice: Partial<DeliveryChoice> }
  );

/** What logging in makes of a guest's cart: its contents come to one cart, and it ends as another. */
export type MergeCommand =
  | { readonly type: 'TakeOver'; readonly from: GuestContents; readonly recentCodes: ReadonlySet<string> }
  | { readonly type: 'MergeInto'; readonly into: CartId };

/** What a guest collected in which cart; its lines have ids that no other cart knows. */
export type GuestContents = {
  readonly cartId: CartId;
  readonly lines: readonly CartLine[];
  readonly saved: readonly CartLine[];
  readonly couponCodes: readonly string[];
  readonly delivery: DeliveryChoice;
};

/** What a checkout makes of a cart. */
export type CheckoutCommand =
  | (Checked & {
      readonly type: 'FreezeCart';
      readonly checkoutId: CheckoutId;
      readonly buyerId: UserId;
      readonly listings: Listings;
    })
  | { readonly type: 'UnfreezeCart'; readonly checkoutId: CheckoutId }
  | { readonly type: 'CloseCart'; readonly checkoutId: CheckoutId }
  | { readonly type: 'TakeOutBought'; readonly bought: Bought }
  /** What was saved in a cart that is closed goes on in this, its successor. */
  | { readonly type: 'Succeed'; readonly saved: readonly CartLine[] };

export type CartCommand = OwnersCommand | MergeCommand | CheckoutCommand;

export const freezeRejections = [
  'cart-not-found',
  'cart-in-checkout',
  'version-conflict',
  'cart-empty',
  'line-unavailable',
  'price-changed',
] as const;
export type FreezeRejection = (typeof freezeRejections)[number];

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
export type FreezeDecision = Decision<CartEvent, FreezeRejection>;

export const versionConflict = ({ expected, current }: VersionCheck): Refusal<'version-conflict'> | undefined =>
  expected === undefined || expected === current ? undefined : refuse('version-conflict', { currentVersion: current });

/** Decides item after item, each on the cart that those before it make; the first refusal refuses them all. */
export const inTurn = <Item>(
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
