import { isBefore, type Instant } from '@marketplace/kernel';
import { total, valueOf, type Basket, type BasketLine, type Buyer, type Shelves } from './basket';
import type { Promotion } from './promotion';
import { amountIn, ruleOf, type Rule, type Terms } from './terms';

export type IneligibleReason =
  | 'not-active'
  | 'not-started'
  | 'ended'
  | 'login-required'
  | 'currency-not-offered'
  | 'country-not-served'
  | 'country-not-known'
  | 'not-in-segment'
  | 'not-first-order'
  | 'no-eligible-lines'
  | 'minimum-value-not-met'
  | 'minimum-quantity-not-met';

/** Everything that eligibility is decided by. */
export type Occasion = {
  readonly basket: Basket;
  readonly buyer: Buyer;
  readonly shelves: Shelves;
  readonly at: Instant;
};

/** Positions of the lines that a promotion is for. */
export type Eligible = readonly number[];

const isOwnLine = ({ sellerId }: Promotion, line: BasketLine): boolean => sellerId === undefined || line.sellerId === sellerId;

const timing = ({ status, terms }: Promotion, at: Instant): IneligibleReason | undefined => {
  if (status !== 'ACTIVE') return 'not-active';
  if (isBefore(at, terms.startsAt)) return 'not-started';
  return terms.endsAt !== undefined && !isBefore(at, terms.endsAt) ? 'ended' : undefined;
};

/** What a guest is asked of cannot be answered before the login. */
const asksWhoBuys = (terms: Terms): boolean =>
  terms.maxUsesPerBuyer !== undefined || terms.rules.some(({ kind }) => kind === 'SEGMENTS' || kind === 'FIRST_ORDER');

const buyerVerdict = (terms: Terms, buyer: Buyer): IneligibleReason | undefined => {
  if (buyer.kind === 'guest') return asksWhoBuys(terms) ? 'login-required' : undefined;
  const segments = ruleOf(terms, 'SEGMENTS')?.segments;
  if (segments !== undefined && !segments.some((segment) => buyer.segments.includes(segment))) return 'not-in-segment';
  return ruleOf(terms, 'FIRST_ORDER') !== undefined && !buyer.isFirstOrder ? 'not-first-order' : undefined;
};

const countryVerdict = (terms: Terms, countryCode: string | undefined): IneligibleReason | undefined => {
  const countries = ruleOf(terms, 'COUNTRIES')?.countryCodes;
  if (countries === undefined) return undefined;
  if (countryCode === undefined) return 'country-not-known';
  return countries.includes(countryCode) ? undefined : 'country-not-served';
};

/** Whether a line passes what a rule says of lines; rules that speak of something else pass any. */
const passes = (line: BasketLine, rule: Rule, shelves: Shelves): boolean => {
  switch (rule.kind) {
    case 'PRODUCTS':
      return rule.productIds.includes(line.productId);
    case 'CATEGORIES':
      return (shelves.get(line.productId) ?? []).some((categoryId) => rule.categoryIds.includes(categoryId));
    case 'SELLERS':
      return rule.sellerIds.includes(line.sellerId);
    case 'MINIMUM_VALUE':
    case 'MINIMUM_QUANTITY':
    case 'SEGMENTS':
    case 'FIRST_ORDER':
    case 'COUNTRIES':
      return true;
  }
};

const eligibleLines = (promotion: Promotion, { basket, shelves }: Occasion): Eligible =>
  basket.lines.flatMap((line, position) =>
    isOwnLine(promotion, line) && promotion.terms.rules.every((rule) => passes(line, rule, shelves)) ? [position] : [],
  );

const minimumsVerdict = (promotion: Promotion, basket: Basket, eligible: Eligible): IneligibleReason | undefined => {
  const amounts = ruleOf(promotion.terms, 'MINIMUM_VALUE')?.amounts;
  if (amounts !== undefined) {
    const minimum = amountIn(amounts, basket.currency);
    if (minimum === undefined) return 'currency-not-offered';
    if (total(basket.lines.filter((line) => isOwnLine(promotion, line)).map(valueOf)) < minimum) return 'minimum-value-not-met';
  }
  const quantity = ruleOf(promotion.terms, 'MINIMUM_QUANTITY')?.quantity ?? 0;
  const pieces = eligible.reduce((count, position) => count + (basket.lines[position]?.quantity ?? 0), 0);
  return pieces < quantity ? 'minimum-quantity-not-met' : undefined;
};

const offersCurrency = ({ maximumDiscount, budget }: Terms, currency: string): boolean =>
  (maximumDiscount === undefined || amountIn(maximumDiscount, currency) !== undefined) &&
  (budget === undefined || budget.currency === currency);

/** The lines that a promotion is for, or the first reason why it is for none. */
export const eligibility = (promotion: Promotion, occasion: Occasion): Eligible | IneligibleReason => {
  const { basket, buyer, at } = occasion;
  const { terms } = promotion;
  const early =
    timing(promotion, at) ??
    buyerVerdict(terms, buyer) ??
    countryVerdict(terms, basket.countryCode) ??
    (offersCurrency(terms, basket.currency) ? undefined : 'currency-not-offered');
  if (early !== undefined) return early;
  const eligible = eligibleLines(promotion, occasion);
  return eligible.length === 0 ? 'no-eligible-lines' : (minimumsVerdict(promotion, basket, eligible) ?? eligible);
};
