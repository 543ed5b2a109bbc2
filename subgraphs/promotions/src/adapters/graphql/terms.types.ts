import { enumOf, inputType, MoneyInput, MoneyType, objectType, t } from '@marketplace/platform/graphql';
import type { Instant } from '@marketplace/kernel';

const PromotionEffectKindType = enumOf('PromotionEffectKind', 'How a promotion takes something off.', {
  PERCENTAGE: 'A share of what the lines cost: basisPoints.',
  FIXED_AMOUNT: 'An amount off all lines together, not more than they cost: amounts.',
  FIXED_PRICE: 'A piece costs this much, where it costs more: amounts.',
  BUY_X_GET_Y: 'Of each group of buy + get pieces, dearest first, the last ones are reduced: buy, get, basisPoints.',
  FREE_SHIPPING: 'Delivery by the sellers of the lines costs nothing.',
  TIERED: 'The highest tier reached decides: tiers, all by value or all by quantity.',
});

export const PromotionRulesInput = inputType('PromotionRulesInput', 'Conditions, which must all hold; what is left out asks nothing.', {
  productIds: t.ids('Only lines of these products, up to 500.').optional(),
  categoryIds: t.ids('Only lines of products in these categories or below them, up to 500.').optional(),
  sellerIds: t.ids('Only lines of these sellers, up to 500.').optional(),
  minimumValue: t
    .list(
      MoneyInput,
      "What the cart's goods cost at least before any discount, one amount per currency; for a seller's promotion its own goods.",
    )
    .optional(),
  minimumQuantity: t.int('So many pieces at least of the lines that the promotion is for.').optional(),
  segments: t.strings('Only buyers in one of these segments.').optional(),
  firstOrder: t.boolean('Only buyers who have not paid for anything yet.').optional(),
  countryCodes: t.strings('Only deliveries to these countries: ISO 3166-1 alpha-2.').optional(),
});
export type PromotionRulesInput = InstanceType<typeof PromotionRulesInput>;

export const PromotionRulesType = objectType('PromotionRules', 'Conditions of a promotion, which must all hold; null asks nothing.', {
  productIds: t.ids('Only lines of these products.').nullable(),
  categoryIds: t.ids('Only lines of products in these categories or below them.').nullable(),
  sellerIds: t.ids('Only lines of these sellers.').nullable(),
  minimumValue: t.list(MoneyType, 'What the goods cost at least before any discount, one amount per currency.').nullable(),
  minimumQuantity: t.int('So many pieces at least of the lines that the promotion is for.').nullable(),
  segments: t.strings('Only buyers in one of these segments.').nullable(),
  firstOrder: t.boolean('Only buyers who have not paid for anything yet.'),
  countryCodes: t.strings('Only deliveries to these countries.').nullable(),
});
export type PromotionRulesType = InstanceType<typeof PromotionRulesType>;

export const PromotionTierInput = inputType(
  'PromotionTierInput',
  'A tier: from where on, and what comes off; either basisPoints or amounts.',
  {
    minimumValue: t.list(MoneyInput, 'From this value of the lines on, one amount per currency.').optional(),
    minimumQuantity: t.int('From this number of pieces on; instead of a value.').optional(),
    basisPoints: t.int('Hundredths of a percent: 2500 is 25 %.').optional(),
    amounts: t.list(MoneyInput, 'An amount off, one per currency.').optional(),
  },
);
export type PromotionTierInput = InstanceType<typeof PromotionTierInput>;

export const PromotionEffectInput = inputType('PromotionEffectInput', 'What comes off; which fields it needs its kind says.', {
  kind: t.of(PromotionEffectKindType, 'How.'),
  basisPoints: t.int('Hundredths of a percent: 2500 is 25 %.').optional(),
  amounts: t.list(MoneyInput, 'One amount per currency; carts in others get nothing.').optional(),
  buy: t.int('How many pieces of a group cost what they cost.').optional(),
  get: t.int('How many pieces of a group are reduced.').optional(),
  tiers: t.list(PromotionTierInput, 'One to ten tiers, rising.').optional(),
});
export type PromotionEffectInput = InstanceType<typeof PromotionEffectInput>;

export const PromotionTierType = objectType('PromotionTier', 'A tier: from where on, and what comes off.', {
  minimumValue: t.list(MoneyType, 'From this value of the lines on; null for tiers by quantity.').nullable(),
  minimumQuantity: t.int('From this number of pieces on; null for tiers by value.').nullable(),
  basisPoints: t.int('Hundredths of a percent that come off.').nullable(),
  amounts: t.list(MoneyType, 'The amount that comes off, one per currency.').nullable(),
});
export type PromotionTierType = InstanceType<typeof PromotionTierType>;

export const PromotionEffectType = objectType('PromotionEffect', 'What comes off; which fields are set its kind says.', {
  kind: t.of(PromotionEffectKindType, 'How.'),
  basisPoints: t.int('Hundredths of a percent: 2500 is 25 %.').nullable(),
  amounts: t.list(MoneyType, 'One amount per currency.').nullable(),
  buy: t.int('How many pieces of a group cost what they cost.').nullable(),
  get: t.int('How many pieces of a group are reduced.').nullable(),
  tiers: t.list(PromotionTierType, 'The tiers, rising.').nullable(),
});
export type PromotionEffectType = InstanceType<typeof PromotionEffectType>;

const PromotionStackingInput = inputType(
  'PromotionStackingInput',
  'With what else the promotion may take something off the same line or delivery.',
  {
    withPromotions: t.boolean('With promotions that need no coupon.'),
    withCoupons: t.boolean('With promotions that came with a coupon.'),
    exclusivityGroup: t.string('At most one promotion of a group applies to a cart; 2 to 40 small letters, digits and hyphens.').optional(),
  },
);
type PromotionStackingInput = InstanceType<typeof PromotionStackingInput>;

export const PromotionStackingType = objectType(
  'PromotionStacking',
  'With what else the promotion may take something off the same line or delivery.',
  {
    withPromotions: t.boolean('With promotions that need no coupon.'),
    withCoupons: t.boolean('With promotions that came with a coupon.'),
    exclusivityGroup: t.string('At most one promotion of the group applies to a cart.').nullable(),
  },
);
export type PromotionStackingType = InstanceType<typeof PromotionStackingType>;

export const PromotionTermsInput = inputType('PromotionTermsInput', 'All that a promotion says; an update replaces it as a whole.', {
  label: t.string('What buyers read, 1 to 100 characters: "Welcome: 10% off".'),
  priority: t.int('The highest is considered first, -1000 to 1000.').default(0),
  startsAt: t.dateTime<Instant>('From when on it applies.'),
  endsAt: t.dateTime<Instant>('Until when; without it there is no end.').optional(),
  rules: t.of(PromotionRulesInput, 'Conditions; without them it is for everything.').optional(),
  effects: t.list(PromotionEffectInput, 'One to three, in this order, each on what the one before has left.'),
  stacking: t.of(PromotionStackingInput, 'With what else it may be combined; nothing is assumed.'),
  maximumDiscount: t.list(MoneyInput, 'The most that one cart gets, one amount per currency.').optional(),
  maxUses: t.int('The most checkouts that can use it.').optional(),
  maxUsesPerBuyer: t.int('The most checkouts of one buyer that can use it.').optional(),
  budget: t.of(MoneyInput, 'The most that all checkouts together get; only carts in its currency do.').optional(),
});
export type PromotionTermsInput = InstanceType<typeof PromotionTermsInput>;
