import { defined, idOf, isId, isRefused, refuse, type Id, type Money, type Refusal } from '@marketplace/kernel';
import { readMoney, type MoneyInput } from '@marketplace/platform/graphql';
import type { NewPromotion } from '../../application/promotions';
import type { Effect, QuantityTier, Reduction, Rule, Terms, ValueTier } from '../../domain/terms';
import type { TermsRefusal } from '../../domain/terms-validity';
import type { PromotionCreateInput } from './promotion.types';
import type { PromotionEffectInput, PromotionRulesInput, PromotionTermsInput, PromotionTierInput } from './terms.types';

type Path = readonly string[];

export const readAmount = (input: MoneyInput, path: Path): Money | TermsRefusal => readMoney(input) ?? refuse('amounts-invalid', { path });

/** Reads all inputs, or returns the refusal of the first invalid one. */
export const readAll = <Input, T, Reason extends string>(
  inputs: readonly Input[],
  read: (input: Input, index: string) => T | Refusal<Reason>,
): readonly T[] | Refusal<Reason> => {
  const items: T[] = [];
  for (const [position, input] of inputs.entries()) {
    const item = read(input, position.toString());
    if (isRefused(item)) return item;
    items.push(item);
  }
  return items;
};

const readAmounts = (inputs: readonly MoneyInput[] = [], path: Path): readonly Money[] | TermsRefusal =>
  readAll(inputs, (input, index) => readAmount(input, [...path, index]));

const areIds = (texts: readonly string[]): boolean => texts.every(isId);

const idsOf = <Name extends string>(texts: readonly string[]): readonly Id<Name>[] => texts.map((text) => idOf<Name>(text));

const readLineRules = ({ productIds, categoryIds, sellerIds }: PromotionRulesInput): readonly Rule[] => [
  ...(productIds ? [{ kind: 'PRODUCTS' as const, productIds: idsOf<'Product'>(productIds) }] : []),
  ...(categoryIds ? [{ kind: 'CATEGORIES' as const, categoryIds: idsOf<'Category'>(categoryIds) }] : []),
  ...(sellerIds ? [{ kind: 'SELLERS' as const, sellerIds: idsOf<'Seller'>(sellerIds) }] : []),
];

const readRules = (input: PromotionRulesInput = {}): readonly Rule[] | TermsRefusal => {
  const { minimumValue, minimumQuantity, segments, firstOrder, countryCodes } = input;
  for (const name of ['productIds', 'categoryIds', 'sellerIds'] as const) {
    if (!areIds(input[name] ?? [])) return refuse('rule-invalid', { path: ['rules', name] });
  }
  const amounts = readAmounts(minimumValue, ['rules', 'minimumValue']);
  if (isRefused(amounts)) return amounts;
  return [
    ...readLineRules(input),
    ...(minimumValue ? [{ kind: 'MINIMUM_VALUE' as const, amounts }] : []),
    ...(minimumQuantity !== undefined ? [{ kind: 'MINIMUM_QUANTITY' as const, quantity: minimumQuantity }] : []),
    ...(segments ? [{ kind: 'SEGMENTS' as const, segments }] : []),
    ...(firstOrder === true ? [{ kind: 'FIRST_ORDER' as const }] : []),
    ...(countryCodes ? [{ kind: 'COUNTRIES' as const, countryCodes }] : []),
  ];
};

type ReductionInput = Pick<PromotionTierInput, 'basisPoints' | 'amounts'>;

/** A reduction is either a percentage or amounts; both or neither is invalid. */
const readReduction = ({ basisPoints, amounts }: ReductionInput, path: Path): Reduction | TermsRefusal => {
  if ((basisPoints === undefined) === (amounts === undefined)) return refuse('effect-invalid', { path });
  if (basisPoints !== undefined) return { kind: 'PERCENTAGE', basisPoints };
  const read = readAmounts(amounts, [...path, 'amounts']);
  return isRefused(read) ? read : { kind: 'FIXED_AMOUNT', amounts: read };
};

const readTiers = (tiers: readonly PromotionTierInput[], path: Path): Effect | TermsRefusal => {
  const byQuantity = tiers.every(({ minimumQuantity, minimumValue }) => minimumQuantity !== undefined && minimumValue === undefined);
  const byValue = tiers.every(({ minimumQuantity, minimumValue }) => minimumQuantity === undefined && minimumValue !== undefined);
  if (byQuantity === byValue) return refuse('effect-invalid', { path });
  if (byQuantity) {
    const read = readAll(tiers, ({ minimumQuantity = 0, ...tier }, index): QuantityTier | TermsRefusal => {
      const reduction = readReduction(tier, [...path, index]);
      return isRefused(reduction) ? reduction : { from: minimumQuantity, reduction };
    });
    return isRefused(read) ? read : { kind: 'TIERED_BY_QUANTITY', tiers: read };
  }
  const read = readAll(tiers, ({ minimumValue, ...tier }, index): ValueTier | TermsRefusal => {
    const from = readAmounts(minimumValue, [...path, index, 'minimumValue']);
    if (isRefused(from)) return from;
    const reduction = readReduction(tier, [...path, index]);
    return isRefused(reduction) ? reduction : { from, reduction };
  });
  return isRefused(read) ? read : { kind: 'TIERED_BY_VALUE', tiers: read };
};

/** A field that the kind requires and the client omits becomes 0 or empty, which the domain refuses. */
const readEffect = (input: PromotionEffectInput, path: Path): Effect | TermsRefusal => {
  const { kind, basisPoints, amounts, buy = 0, get = 0, tiers = [] } = input;
  switch (kind) {
    case 'PERCENTAGE':
      return readReduction(defined({ basisPoints }), path);
    case 'FIXED_AMOUNT':
      return readReduction(defined({ amounts }), path);
    case 'FIXED_PRICE': {
      const prices = readAmounts(amounts, [...path, 'amounts']);
      return isRefused(prices) ? prices : { kind, prices };
    }
    case 'BUY_X_GET_Y':
      return { kind, buy, get, basisPoints: basisPoints ?? 0 };
    case 'FREE_SHIPPING':
      return { kind };
    case 'TIERED':
      return readTiers(tiers, [...path, 'tiers']);
  }
};

type Limits = Pick<Terms, 'maximumDiscount' | 'maxUses' | 'maxUsesPerBuyer' | 'budget'>;

const readLimits = ({ maximumDiscount, maxUses, maxUsesPerBuyer, budget }: PromotionTermsInput): Limits | TermsRefusal => {
  const maximum = maximumDiscount === undefined ? undefined : readAmounts(maximumDiscount, ['maximumDiscount']);
  if (isRefused(maximum)) return maximum;
  const cap = budget === undefined ? undefined : readAmount(budget, ['budget']);
  if (isRefused(cap)) return cap;
  return defined({ maximumDiscount: maximum, maxUses, maxUsesPerBuyer, budget: cap });
};

/** Parses the terms of a client, or refuses them. The domain validates the result. */
export const readTerms = (input: PromotionTermsInput): Terms | TermsRefusal => {
  const rules = readRules(input.rules);
  if (isRefused(rules)) return rules;
  const effects = readAll(input.effects, (effect, index) => readEffect(effect, ['effects', index]));
  if (isRefused(effects)) return effects;
  const limits = readLimits(input);
  if (isRefused(limits)) return limits;
  const { label, priority, startsAt, endsAt, stacking } = input;
  const { withPromotions, withCoupons, exclusivityGroup } = stacking;
  return {
    ...{ label, priority, startsAt, rules, effects },
    ...defined({ endsAt }),
    stacking: { withPromotions, withCoupons, ...defined({ exclusivityGroup }) },
    ...limits,
  };
};

type NewPromotionInput = Omit<PromotionCreateInput, 'idempotencyKey'>;

export const readPromotion = ({ sellerId, fundedBy, needsCoupon, terms: given }: NewPromotionInput): NewPromotion | TermsRefusal => {
  const terms = readTerms(given);
  return isRefused(terms) ? terms : { needsCoupon, terms, ...defined({ sellerId, fundedBy }) };
};
