import { idOf, isId, isRefused, refuse, type Id, type Money, type Refusal } from '@marketplace/kernel';
import { readMoney, type MoneyInput } from '@marketplace/platform/graphql';
import type { Effect, QuantityTier, Reduction, Rule, Terms, ValueTier } from '../../domain/terms';
import type { PromotionEffectInput, PromotionRulesInput, PromotionTermsInput, PromotionTierInput } from './terms.types';

type Path = readonly string[];

export const readAmount = (input: MoneyInput, path: Path): Money | Refusal => readMoney(input) ?? refuse('amounts-invalid', { path });

/** All of them, or what is wrong with the first that cannot be read. */
export const readAll = <Input, T>(inputs: readonly Input[], read: (input: Input, place: string) => T | Refusal): readonly T[] | Refusal => {
  const items: T[] = [];
  for (const [position, input] of inputs.entries()) {
    const item = read(input, position.toString());
    if (isRefused(item)) return item;
    items.push(item);
  }
  return items;
};

const readAmounts = (inputs: readonly MoneyInput[] | null | undefined, path: Path): readonly Money[] | Refusal =>
  readAll(inputs ?? [], (input, place) => readAmount(input, [...path, place]));

const areIds = (texts: readonly string[]): boolean => texts.every(isId);

const idsOf = <Name extends string>(texts: readonly string[]): readonly Id<Name>[] => texts.map((text) => idOf<Name>(text));

const readLineRules = ({ productIds, categoryIds, sellerIds }: PromotionRulesInput): readonly Rule[] => [
  ...(productIds ? [{ kind: 'PRODUCTS' as const, productIds: idsOf<'Product'>(productIds) }] : []),
  ...(categoryIds ? [{ kind: 'CATEGORIES' as const, categoryIds: idsOf<'Category'>(categoryIds) }] : []),
  ...(sellerIds ? [{ kind: 'SELLERS' as const, sellerIds: idsOf<'Seller'>(sellerIds) }] : []),
];

const readRules = (input: PromotionRulesInput | null | undefined): readonly Rule[] | Refusal => {
  if (!input) return [];
  const { minimumValue, minimumQuantity, segments, firstOrder, countryCodes } = input;
  for (const name of ['productIds', 'categoryIds', 'sellerIds'] as const) {
    if (!areIds(input[name] ?? [])) return refuse('rule-invalid', { path: ['rules', name] });
  }
  const amounts = readAmounts(minimumValue, ['rules', 'minimumValue']);
  if (isRefused(amounts)) return amounts;
  return [
    ...readLineRules(input),
    ...(minimumValue ? [{ kind: 'MINIMUM_VALUE' as const, amounts }] : []),
    ...(typeof minimumQuantity === 'number' ? [{ kind: 'MINIMUM_QUANTITY' as const, quantity: minimumQuantity }] : []),
    ...(segments ? [{ kind: 'SEGMENTS' as const, segments }] : []),
    ...(firstOrder === true ? [{ kind: 'FIRST_ORDER' as const }] : []),
    ...(countryCodes ? [{ kind: 'COUNTRIES' as const, countryCodes }] : []),
  ];
};

type ReductionInput = { readonly basisPoints?: number | null; readonly amounts?: readonly MoneyInput[] | null };

/** Either a share or amounts; both, or neither, say nothing. */
const readReduction = ({ basisPoints, amounts }: ReductionInput, path: Path): Reduction | Refusal => {
  const isShare = typeof basisPoints === 'number';
  if (isShare === Array.isArray(amounts)) return refuse('effect-invalid', { path });
  if (isShare) return { kind: 'PERCENTAGE', basisPoints };
  const read = readAmounts(amounts, [...path, 'amounts']);
  return isRefused(read) ? read : { kind: 'FIXED_AMOUNT', amounts: read };
};

const readTiers = (tiers: readonly PromotionTierInput[], path: Path): Effect | Refusal => {
  const byQuantity = tiers.every(({ minimumQuantity, minimumValue }) => typeof minimumQuantity === 'number' && !minimumValue);
  const byValue = tiers.every(({ minimumQuantity, minimumValue }) => typeof minimumQuantity !== 'number' && minimumValue);
  if (byQuantity === byValue) return refuse('effect-invalid', { path: [...path, 'tiers'] });
  if (byQuantity) {
    const read = readAll(tiers, (tier, place): QuantityTier | Refusal => {
      const reduction = readReduction(tier, [...path, 'tiers', place]);
      return isRefused(reduction) ? reduction : { from: tier.minimumQuantity ?? 0, reduction };
    });
    return isRefused(read) ? read : { kind: 'TIERED_BY_QUANTITY', tiers: read };
  }
  const read = readAll(tiers, (tier, place): ValueTier | Refusal => {
    const from = readAmounts(tier.minimumValue, [...path, 'tiers', place, 'minimumValue']);
    if (isRefused(from)) return from;
    const reduction = readReduction(tier, [...path, 'tiers', place]);
    return isRefused(reduction) ? reduction : { from, reduction };
  });
  return isRefused(read) ? read : { kind: 'TIERED_BY_VALUE', tiers: read };
};

const readEffect = (input: PromotionEffectInput, path: Path): Effect | Refusal => {
  const { kind, basisPoints, amounts, buy, get, tiers } = input;
  switch (kind) {
    case 'PERCENTAGE':
      return readReduction({ basisPoints: basisPoints ?? null }, path);
    case 'FIXED_AMOUNT':
      return readReduction({ amounts: amounts ?? null }, path);
    case 'FIXED_PRICE': {
      const prices = readAmounts(amounts, [...path, 'amounts']);
      return isRefused(prices) ? prices : { kind, prices };
    }
    case 'BUY_X_GET_Y':
      return { kind, buy: buy ?? 0, get: get ?? 0, basisPoints: basisPoints ?? 0 };
    case 'FREE_SHIPPING':
      return { kind };
    case 'TIERED':
      return readTiers(tiers ?? [], path);
  }
};

type Limits = Pick<Terms, 'maximumDiscount' | 'maxUses' | 'maxUsesPerBuyer' | 'budget'>;

const readLimits = ({ maximumDiscount, maxUses, maxUsesPerBuyer, budget }: PromotionTermsInput): Limits | Refusal => {
  const maximum = readAmounts(maximumDiscount, ['maximumDiscount']);
  if (isRefused(maximum)) return maximum;
  const cap = budget ? readAmount(budget, ['budget']) : undefined;
  if (isRefused(cap)) return cap;
  return {
    ...(maximumDiscount ? { maximumDiscount: maximum } : {}),
    ...(typeof maxUses === 'number' ? { maxUses } : {}),
    ...(typeof maxUsesPerBuyer === 'number' ? { maxUsesPerBuyer } : {}),
    ...(cap === undefined ? {} : { budget: cap }),
  };
};

/** The terms that a client wrote, or what about them cannot be read; whether they make sense the domain says. */
export const readTerms = (input: PromotionTermsInput): Terms | Refusal => {
  const rules = readRules(input.rules);
  if (isRefused(rules)) return rules;
  const effects = readAll(input.effects, (effect, place) => readEffect(effect, ['effects', place]));
  if (isRefused(effects)) return effects;
  const limits = readLimits(input);
  if (isRefused(limits)) return limits;
  const { label, priority, startsAt, endsAt, stacking } = input;
  const { withPromotions, withCoupons, exclusivityGroup } = stacking;
  return {
    label,
    priority,
    startsAt,
    ...(endsAt ? { endsAt } : {}),
    rules,
    effects,
    stacking: { withPromotions, withCoupons, ...(typeof exclusivityGroup === 'string' ? { exclusivityGroup } : {}) },
    ...limits,
  };
};
