import { isBefore, isPositive, refuse, type Refusal } from '@marketplace/kernel';
import type { Amounts, Effect, Reduction, Rule, Stacking, Terms } from './terms';

export const termsRejections = [
  'label-invalid',
  'priority-invalid',
  'period-invalid',
  'rule-invalid',
  'effect-invalid',
  'amounts-invalid',
  'stacking-invalid',
  'limit-invalid',
] as const;

export type TermsRejection = (typeof termsRejections)[number];

export type TermsRefusal = Refusal<TermsRejection>;

type Verdict = TermsRefusal | undefined;

const maxListLength = 500;
const maxUsesLimit = 1_000_000_000;
const maxUnits = 1_000;
const fullBasisPoints = 10_000;

const isWhole = (value: number, from: number, to: number): boolean => Number.isInteger(value) && value >= from && value <= to;
const isList = (list: readonly unknown[], most = maxListLength): boolean =>
  list.length > 0 && list.length <= most && new Set(list).size === list.length;

/** The name of a segment or a group, such as "black-friday". */
export const isSlug = (text: string): boolean => /^[a-z0-9][a-z0-9-]{1,39}$/.test(text);

// Far above any cart total, and sums still fit the database columns.
const maxMinorUnits = 10n ** 15n;

const areAmounts = (amounts: Amounts): boolean =>
  isList(
    amounts.map(({ currency }) => currency),
    20,
  ) && amounts.every((amount) => isPositive(amount) && amount.amount <= maxMinorUnits);

const isRule = (rule: Rule): boolean => {
  switch (rule.kind) {
    case 'PRODUCTS':
      return isList(rule.productIds);
    case 'CATEGORIES':
      return isList(rule.categoryIds);
    case 'SELLERS':
      return isList(rule.sellerIds);
    case 'MINIMUM_VALUE':
      return areAmounts(rule.amounts);
    case 'MINIMUM_QUANTITY':
      return isWhole(rule.quantity, 1, 100_000);
    case 'SEGMENTS':
      return isList(rule.segments, 20) && rule.segments.every(isSlug);
    case 'FIRST_ORDER':
      return true;
    case 'COUNTRIES':
      return isList(rule.countryCodes, 250) && rule.countryCodes.every((code) => /^[A-Z]{2}$/.test(code));
  }
};

const isReduction = (reduction: Reduction): boolean =>
  reduction.kind === 'PERCENTAGE' ? isWhole(reduction.basisPoints, 1, fullBasisPoints) : areAmounts(reduction.amounts);

const currenciesOf = (amounts: Amounts): string =>
  amounts
    .map(({ currency }) => currency)
    .sort()
    .join(' ');

/** Tiers must be ascending and have the same currencies, so that the highest tier reached is unambiguous. */
const areValueTiers = (tiers: readonly { readonly from: Amounts }[]): boolean =>
  tiers.every((tier, position) => {
    const above = tiers[position + 1];
    if (above === undefined) return true;
    if (currenciesOf(tier.from) !== currenciesOf(above.from)) return false;
    return tier.from.every(({ amount, currency }) => above.from.some((next) => next.currency === currency && next.amount > amount));
  });

const isEffect = (effect: Effect): boolean => {
  switch (effect.kind) {
    case 'PERCENTAGE':
    case 'FIXED_AMOUNT':
      return isReduction(effect);
    case 'FIXED_PRICE':
      return areAmounts(effect.prices);
    case 'BUY_X_GET_Y':
      return isWhole(effect.buy, 1, maxUnits) && isWhole(effect.get, 1, maxUnits) && isWhole(effect.basisPoints, 1, fullBasisPoints);
    case 'FREE_SHIPPING':
      return true;
    case 'TIERED_BY_VALUE':
      return (
        isWhole(effect.tiers.length, 1, 10) &&
        effect.tiers.every(({ from, reduction }) => areAmounts(from) && isReduction(reduction)) &&
        areValueTiers(effect.tiers)
      );
    case 'TIERED_BY_QUANTITY':
      return (
        isWhole(effect.tiers.length, 1, 10) &&
        effect.tiers.every(
          ({ from, reduction }, position) => isWhole(from, (effect.tiers[position - 1]?.from ?? 0) + 1, 100_000) && isReduction(reduction),
        )
      );
  }
};

const firstInvalid = <T>(items: readonly T[], isValid: (item: T) => boolean): string | undefined => {
  const position = items.findIndex((item) => !isValid(item));
  return position < 0 ? undefined : position.toString();
};

const rulesVerdict = ({ rules }: Terms): Verdict => {
  const invalid = firstInvalid(rules, isRule);
  if (invalid !== undefined) return refuse('rule-invalid', { path: ['rules'], rule: rules[Number(invalid)]?.kind });
  return new Set(rules.map(({ kind }) => kind)).size === rules.length ? undefined : refuse('rule-invalid', { path: ['rules'] });
};

const effectsVerdict = ({ effects }: Terms): Verdict => {
  if (!isWhole(effects.length, 1, 3)) return refuse('effect-invalid', { path: ['effects'] });
  const invalid = firstInvalid(effects, isEffect);
  return invalid === undefined ? undefined : refuse('effect-invalid', { path: ['effects', invalid] });
};

const isGroup = ({ exclusivityGroup }: Stacking): boolean => exclusivityGroup === undefined || isSlug(exclusivityGroup);

const limitsVerdict = ({ maxUses, maxUsesPerBuyer, maximumDiscount, budget }: Terms): Verdict => {
  if (maxUses !== undefined && !isWhole(maxUses, 1, maxUsesLimit)) return refuse('limit-invalid', { path: ['maxUses'] });
  if (maxUsesPerBuyer !== undefined && !isWhole(maxUsesPerBuyer, 1, maxUsesLimit))
    return refuse('limit-invalid', { path: ['maxUsesPerBuyer'] });
  if (maximumDiscount !== undefined && !areAmounts(maximumDiscount)) return refuse('amounts-invalid', { path: ['maximumDiscount'] });
  return budget === undefined || areAmounts([budget]) ? undefined : refuse('amounts-invalid', { path: ['budget'] });
};

const isLabel = (text: string): boolean => text.trim() === text && text.length > 0 && text.length <= 100 && !/\p{C}/u.test(text);

/** The first reason why the terms are invalid, if any. */
export const invalidTerms = (terms: Terms): Verdict => {
  if (!isLabel(terms.label)) return refuse('label-invalid', { path: ['label'] });
  if (!isWhole(terms.priority, -1_000, 1_000)) return refuse('priority-invalid', { path: ['priority'] });
  if (terms.endsAt !== undefined && !isBefore(terms.startsAt, terms.endsAt)) return refuse('period-invalid', { path: ['endsAt'] });
  if (!isGroup(terms.stacking)) return refuse('stacking-invalid', { path: ['stacking', 'exclusivityGroup'] });
  return rulesVerdict(terms) ?? effectsVerdict(terms) ?? limitsVerdict(terms);
};
