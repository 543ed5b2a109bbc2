import type { CategoryId, Instant, Money, ProductId, SellerId } from '@marketplace/kernel';

/** Hundredths of a percent: 2500 is 25%. */
export type BasisPoints = number;

/** At most one amount per currency. The promotion does not apply to carts in other currencies. */
export type Amounts = readonly Money[];

/** A condition. All conditions of a promotion must be met; each kind occurs at most once. */
export type Rule =
  /** Only lines of these products. */
  | { readonly kind: 'PRODUCTS'; readonly productIds: readonly ProductId[] }
  /** Only lines of products in these categories or their descendants. */
  | { readonly kind: 'CATEGORIES'; readonly categoryIds: readonly CategoryId[] }
  /** Only lines of these sellers. */
  | { readonly kind: 'SELLERS'; readonly sellerIds: readonly SellerId[] }
  /** The minimum value of the goods before discounts. For a seller's promotion, only that seller's goods count. */
  | { readonly kind: 'MINIMUM_VALUE'; readonly amounts: Amounts }
  /** The minimum number of units on eligible lines. */
  | { readonly kind: 'MINIMUM_QUANTITY'; readonly quantity: number }
  /** The buyer belongs to one of these segments. */
  | { readonly kind: 'SEGMENTS'; readonly segments: readonly string[] }
  /** The buyer has no paid order yet. */
  | { readonly kind: 'FIRST_ORDER' }
  /** The goods are delivered to one of these countries. */
  | { readonly kind: 'COUNTRIES'; readonly countryCodes: readonly string[] };

export type RuleKind = Rule['kind'];

export type Reduction =
  { readonly kind: 'PERCENTAGE'; readonly basisPoints: BasisPoints } | { readonly kind: 'FIXED_AMOUNT'; readonly amounts: Amounts };

export type ValueTier = { readonly from: Amounts; readonly reduction: Reduction };
export type QuantityTier = { readonly from: number; readonly reduction: Reduction };

/** A discount on the amount that earlier promotions leave. */
export type Effect =
  | Reduction
  /** A fixed price per unit, for units with a higher price. */
  | { readonly kind: 'FIXED_PRICE'; readonly prices: Amounts }
  /** Units are sorted by price, most expensive first. The last `get` units of each full group of `buy` + `get` are discounted. */
  | { readonly kind: 'BUY_X_GET_Y'; readonly buy: number; readonly get: number; readonly basisPoints: BasisPoints }
  /** Free delivery by the sellers of the eligible lines. */
  | { readonly kind: 'FREE_SHIPPING' }
  /** The highest tier reached by the value before discounts, or by the number of units, of the eligible lines. */
  | { readonly kind: 'TIERED_BY_VALUE'; readonly tiers: readonly ValueTier[] }
  | { readonly kind: 'TIERED_BY_QUANTITY'; readonly tiers: readonly QuantityTier[] };

/** The rules for combining a promotion with others on the same line or delivery. Each promotion states them; there is no default. */
export type Stacking = {
  readonly withPromotions: boolean;
  readonly withCoupons: boolean;
  /** At most one promotion of a group applies to a cart. Each seller has separate groups. */
  readonly exclusivityGroup?: string;
};

/** The terms of a promotion; always replaced as a whole. */
export type Terms = {
  readonly label: string;
  /** Higher priorities are considered first; among equals, the promotion created first. */
  readonly priority: number;
  readonly startsAt: Instant;
  readonly endsAt?: Instant;
  readonly rules: readonly Rule[];
  /** Each applies to the amount that the previous effect leaves. */
  readonly effects: readonly Effect[];
  readonly stacking: Stacking;
  /** The maximum discount per cart. */
  readonly maximumDiscount?: Amounts;
  readonly maxUses?: number;
  readonly maxUsesPerBuyer?: number;
  /** The maximum discount for all carts combined. Carts in another currency get no discount. */
  readonly budget?: Money;
};

/** The rule of a kind, if the terms have one. */
export const ruleOf = <Kind extends RuleKind>(terms: Terms, kind: Kind): Extract<Rule, { kind: Kind }> | undefined =>
  terms.rules.find((rule): rule is Extract<Rule, { kind: Kind }> => rule.kind === kind);

export const amountIn = (amounts: Amounts, currency: string): bigint | undefined =>
  amounts.find((amount) => amount.currency === currency)?.amount;
