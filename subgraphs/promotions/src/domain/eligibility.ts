import { isBefore, type Instant } from '@marketplace/kernel';
import { total, lineValue, type Basket, type BasketLine, type Buyer, type ProductCategories } from './basket';
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

/** The input of an evaluation. */
export type EvaluationContext = {
  readonly basket: Basket;
  readonly buyer: Buyer;
  readonly productCategories: ProductCategories;
  readonly at: Instant;
};

/** The positions of the lines that a promotion applies to. */
export type EligibleLines = readonly number[];

const isOwnLine = ({ sellerId }: Promotion, line: BasketLine): boolean => sellerId === undefined || line.sellerId === sellerId;

const periodVerdict = ({ status, terms }: Promotion, at: Instant): IneligibleReason | undefined => {
  if (status !== 'ACTIVE') return 'not-active';
  if (isBefore(at, terms.startsAt)) return 'not-started';
  return terms.endsAt !== undefined && !isBefore(at, terms.endsAt) ? 'ended' : undefined;
};

/** True when the terms cannot be checked for a guest. */
const dependsOnBuyer = (terms: Terms): boolean =>
  terms.maxUsesPerBuyer !== undefined || terms.rules.some(({ kind }) => kind === 'SEGMENTS' || kind === 'FIRST_ORDER');

const buyerVerdict = (terms: Terms, buyer: Buyer): IneligibleReason | undefined => {
  if (buyer.kind === 'guest') return dependsOnBuyer(terms) ? 'login-required' : undefined;
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

/** True when a line meets a rule on lines. Other rules match every line. */
const matchesLine = (line: BasketLine, rule: Rule, productCategories: ProductCategories): boolean => {
  switch (rule.kind) {
    case 'PRODUCTS':
      return rule.productIds.includes(line.productId);
    case 'CATEGORIES':
      return (productCategories.get(line.productId) ?? []).some((categoryId) => rule.categoryIds.includes(categoryId));
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

const eligibleLines = (promotion: Promotion, { basket, productCategories }: EvaluationContext): EligibleLines =>
  basket.lines.flatMap((line, position) =>
    isOwnLine(promotion, line) && promotion.terms.rules.every((rule) => matchesLine(line, rule, productCategories)) ? [position] : [],
  );

const minimumsVerdict = (promotion: Promotion, basket: Basket, eligible: EligibleLines): IneligibleReason | undefined => {
  const amounts = ruleOf(promotion.terms, 'MINIMUM_VALUE')?.amounts;
  if (amounts !== undefined) {
    const minimum = amountIn(amounts, basket.currency);
    if (minimum === undefined) return 'currency-not-offered';
    if (total(basket.lines.filter((line) => isOwnLine(promotion, line)).map(lineValue)) < minimum) return 'minimum-value-not-met';
  }
  const quantity = ruleOf(promotion.terms, 'MINIMUM_QUANTITY')?.quantity ?? 0;
  const units = eligible.reduce((count, position) => count + (basket.lines[position]?.quantity ?? 0), 0);
  return units < quantity ? 'minimum-quantity-not-met' : undefined;
};

const offersCurrency = ({ maximumDiscount, budget }: Terms, currency: string): boolean =>
  (maximumDiscount === undefined || amountIn(maximumDiscount, currency) !== undefined) &&
  (budget === undefined || budget.currency === currency);

/** The lines that a promotion applies to, or the first reason why it does not apply. */
export const eligibility = (promotion: Promotion, context: EvaluationContext): EligibleLines | IneligibleReason => {
  const { basket, buyer, at } = context;
  const { terms } = promotion;
  const ineligible =
    periodVerdict(promotion, at) ??
    buyerVerdict(terms, buyer) ??
    countryVerdict(terms, basket.countryCode) ??
    (offersCurrency(terms, basket.currency) ? undefined : 'currency-not-offered');
  if (ineligible !== undefined) return ineligible;
  const eligible = eligibleLines(promotion, context);
  return eligible.length === 0 ? 'no-eligible-lines' : (minimumsVerdict(promotion, basket, eligible) ?? eligible);
};
