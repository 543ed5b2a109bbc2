import type { CategoryId, Instant, Money, ProductId, SellerId } from '@marketplace/kernel';

/** Hundredths of a percent: 2500 is 25 %. */
export type BasisPoints = number;

/** At most one amount per currency; where the cart's currency is not among them, the promotion does not apply. */
export type Amounts = readonly Money[];

/** A condition. All conditions of a promotion must hold; there is at most one of a kind. */
export type Rule =
  /** Only lines of these products. */
  | { readonly kind: 'PRODUCTS'; readonly productIds: readonly ProductId[] }
  /** Only lines of products in these categories, or below them. */
  | { readonly kind: 'CATEGORIES'; readonly categoryIds: readonly CategoryId[] }
  /** Only lines of these sellers. */
  | { readonly kind: 'SELLERS'; readonly sellerIds: readonly SellerId[] }
  /** The goods cost so much before any discount: the whole cart's, or its own seller's where a seller gives the promotion. */
  | { readonly kind: 'MINIMUM_VALUE'; readonly amounts: Amounts }
  /** So many pieces of lines that the promotion is for. */
  | { readonly kind: 'MINIMUM_QUANTITY'; readonly quantity: number }
  /** The buyer belongs to one of these segments. */
  | { readonly kind: 'SEGMENTS'; readonly segments: readonly string[] }
  /** The buyer has not paid for anything here yet. */
  | { readonly kind: 'FIRST_ORDER' }
  /** The goods go to one of these countries. */
  | { readonly kind: 'COUNTRIES'; readonly countryCodes: readonly string[] };

export type RuleKind = Rule['kind'];

export type Reduction =
  { readonly kind: 'PERCENTAGE'; readonly basisPoints: BasisPoints } | { readonly kind: 'FIXED_AMOUNT'; readonly amounts: Amounts };

export type ValueTier = { readonly from: Amounts; readonly reduction: Reduction };
export type QuantityTier = { readonly from: number; readonly reduction: Reduction };

/** What comes off, of what the promotions before it have left. */
export type Effect =
  | Reduction
  /** A piece costs this much, where it costs more. */
  | { readonly kind: 'FIXED_PRICE'; readonly prices: Amounts }
  /** Pieces stand in line by price, dearest first; of each full group of buy + get the last ones are reduced. */
  | { readonly kind: 'BUY_X_GET_Y'; readonly buy: number; readonly get: number; readonly basisPoints: BasisPoints }
  /** Delivery by the sellers of the lines that the promotion is for. */
  | { readonly kind: 'FREE_SHIPPING' }
  /** The highest tier that what the lines cost before any discount, or the number of their pieces, has reached. */
  | { readonly kind: 'TIERED_BY_VALUE'; readonly tiers: readonly ValueTier[] }
  | { readonly kind: 'TIERED_BY_QUANTITY'; readonly tiers: readonly QuantityTier[] };

/** With what else a promotion may take something off the same line or delivery; said for each, never assumed. */
export type Stacking = {
  readonly withPromotions: boolean;
  readonly withCoupons: boolean;
  /** At most one promotion of a group applies to a cart; sellers' groups are their own. */
  readonly exclusivityGroup?: string;
};

/** What a promotion says; changed as a whole. */
export type Terms = {
  readonly label: string;
  /** The highest is considered first, and of equals the one that was made first. */
  readonly priority: number;
  readonly startsAt: Instant;
  readonly endsAt?: Instant;
  readonly rules: readonly Rule[];
  /** In this order, each on what the one before has left. */
  readonly effects: readonly Effect[];
  readonly stacking: Stacking;
  /** The most that one cart gets. */
  readonly maximumDiscount?: Amounts;
  readonly maxUses?: number;
  readonly maxUsesPerBuyer?: number;
  /** The most that all carts together get; in one currency, so that carts in another get nothing. */
  readonly budget?: Money;
};

/** A rule of a kind, if there is one. */
export const ruleOf = <Kind extends RuleKind>(terms: Terms, kind: Kind): Extract<Rule, { kind: Kind }> | undefined =>
  terms.rules.find((rule): rule is Extract<Rule, { kind: Kind }> => rule.kind === kind);

export const amountIn = (amounts: Amounts, currency: string): bigint | undefined =>
  amounts.find((amount) => amount.currency === currency)?.amount;
