import { enumOf, inputType, MoneyInput, MoneyType, objectType, t } from '@marketplace/platform/graphql';
import type { Instant } from '@marketplace/kernel';

const PromotionEffectKindType = enumOf('PromotionEffectKind', 'The kind of a promotion effect.', {
  PERCENTAGE: 'A percentage off the eligible lines. Requires `basisPoints`.',
  FIXED_AMOUNT: 'A fixed amount off all eligible lines combined, up to their price. Requires `amounts`.',
  FIXED_PRICE: 'A fixed price per unit, for units with a higher price. Requires `amounts`.',
  BUY_X_GET_Y: 'A discount on the least expensive units of each group of `buy` + `get` units. Requires `buy`, `get` and `basisPoints`.',
  FREE_SHIPPING: 'Free delivery by the sellers of the eligible lines.',
  TIERED: 'The discount of the highest tier reached. Requires `tiers`, all by value or all by quantity.',
});

export const PromotionRulesInput = inputType(
  'PromotionRulesInput',
  'The conditions of a promotion. All conditions must be met; omitted conditions do not apply.',
  {
    productIds: t.ids('Limits the promotion to lines of these products, at most 500.').optional(),
    categoryIds: t.ids('Limits the promotion to products in these categories or their descendants, at most 500.').optional(),
    sellerIds: t.ids('Limits the promotion to lines of these sellers, at most 500.').optional(),
    minimumValue: t
      .list(
        MoneyInput,
        "The minimum value of the goods before discounts, one amount per currency. For a seller's promotion, only its own goods count.",
      )
      .optional(),
    minimumQuantity: t.int('The minimum number of units on the eligible lines.').optional(),
    segments: t.strings('Limits the promotion to buyers in one of these segments.').optional(),
    firstOrder: t.boolean('True when the promotion is only for buyers without a paid order.').optional(),
    countryCodes: t.strings('Limits the promotion to deliveries to these countries, as ISO 3166-1 alpha-2 codes.').optional(),
  },
);
export type PromotionRulesInput = InstanceType<typeof PromotionRulesInput>;

export const PromotionRulesType = objectType(
  'PromotionRules',
  'The conditions of a promotion. All conditions must be met; null means no such condition.',
  {
    productIds: t.ids('The IDs of the eligible products.').nullable(),
    categoryIds: t.ids('The IDs of the eligible categories, including their descendants.').nullable(),
    sellerIds: t.ids('The IDs of the eligible sellers.').nullable(),
    minimumValue: t.list(MoneyType, 'The minimum value of the goods before discounts, one amount per currency.').nullable(),
    minimumQuantity: t.int('The minimum number of units on the eligible lines.').nullable(),
    segments: t.strings('Limits the promotion to buyers in one of these segments.').nullable(),
    firstOrder: t.boolean('True when the promotion is only for buyers without a paid order.'),
    countryCodes: t.strings('The eligible countries of delivery, as ISO 3166-1 alpha-2 codes.').nullable(),
  },
);
export type PromotionRulesType = InstanceType<typeof PromotionRulesType>;

export const PromotionTierInput = inputType(
  'PromotionTierInput',
  'A tier: a threshold and a discount. The discount is either `basisPoints` or `amounts`.',
  {
    minimumValue: t.list(MoneyInput, 'The minimum value of the eligible lines, one amount per currency.').optional(),
    minimumQuantity: t.int('The minimum number of units, instead of a value.').optional(),
    basisPoints: t.int('The discount in basis points: 2500 is 25%.').optional(),
    amounts: t.list(MoneyInput, 'The discount as an amount, one per currency.').optional(),
  },
);
export type PromotionTierInput = InstanceType<typeof PromotionTierInput>;

export const PromotionEffectInput = inputType(
  'PromotionEffectInput',
  'An effect of a promotion. The kind determines the required fields.',
  {
    kind: t.of(PromotionEffectKindType, 'The kind of the effect.'),
    basisPoints: t.int('The discount in basis points: 2500 is 25%.').optional(),
    amounts: t.list(MoneyInput, 'The amounts, one per currency. Carts in other currencies get no discount.').optional(),
    buy: t.int('The number of full-price units in each group.').optional(),
    get: t.int('The number of discounted units in each group.').optional(),
    tiers: t.list(PromotionTierInput, 'The tiers, in ascending order: 1 to 10.').optional(),
  },
);
export type PromotionEffectInput = InstanceType<typeof PromotionEffectInput>;

export const PromotionTierType = objectType('PromotionTier', 'A tier: a threshold and a discount.', {
  minimumValue: t
    .list(MoneyType, 'The minimum value of the eligible lines, one amount per currency; null for tiers by quantity.')
    .nullable(),
  minimumQuantity: t.int('The minimum number of units; null for tiers by value.').nullable(),
  basisPoints: t.int('The discount in basis points: 2500 is 25%; null when the discount is an amount.').nullable(),
  amounts: t.list(MoneyType, 'The discount as an amount, one per currency; null when the discount is a percentage.').nullable(),
});
export type PromotionTierType = InstanceType<typeof PromotionTierType>;

export const PromotionEffectType = objectType('PromotionEffect', 'An effect of a promotion. Fields that the kind does not use are null.', {
  kind: t.of(PromotionEffectKindType, 'The kind of the effect.'),
  basisPoints: t.int('The discount in basis points: 2500 is 25%.').nullable(),
  amounts: t.list(MoneyType, 'The amounts, one per currency.').nullable(),
  buy: t.int('The number of full-price units in each group.').nullable(),
  get: t.int('The number of discounted units in each group.').nullable(),
  tiers: t.list(PromotionTierType, 'The tiers, in ascending order.').nullable(),
});
export type PromotionEffectType = InstanceType<typeof PromotionEffectType>;

const PromotionStackingInput = inputType(
  'PromotionStackingInput',
  'The rules for combining the promotion with others on the same line or delivery.',
  {
    withPromotions: t.boolean('True when the promotion can be combined with automatic promotions.'),
    withCoupons: t.boolean('True when the promotion can be combined with coupon promotions.'),
    exclusivityGroup: t
      .string('The exclusivity group: 2 to 40 lowercase letters, digits and hyphens. At most one promotion of a group applies to a cart.')
      .optional(),
  },
);
type PromotionStackingInput = InstanceType<typeof PromotionStackingInput>;

export const PromotionStackingType = objectType(
  'PromotionStacking',
  'The rules for combining the promotion with others on the same line or delivery.',
  {
    withPromotions: t.boolean('True when the promotion can be combined with automatic promotions.'),
    withCoupons: t.boolean('True when the promotion can be combined with coupon promotions.'),
    exclusivityGroup: t
      .string('The exclusivity group; null when there is none. At most one promotion of a group applies to a cart.')
      .nullable(),
  },
);
export type PromotionStackingType = InstanceType<typeof PromotionStackingType>;

export const PromotionTermsInput = inputType('PromotionTermsInput', 'The terms of a promotion. An update replaces all of them.', {
  label: t.string('The label that buyers see, such as "Welcome: 10% off". 1 to 100 characters.'),
  priority: t.int('The priority, from -1000 to 1000. Higher priorities are considered first.').default(0),
  startsAt: t.dateTime<Instant>('The date and time when the promotion starts.'),
  endsAt: t.dateTime<Instant>('The date and time when the promotion ends. Default: no end.').optional(),
  rules: t.of(PromotionRulesInput, 'The conditions of the promotion. Default: no conditions.').optional(),
  effects: t.list(PromotionEffectInput, 'The effects, 1 to 3. Each applies to the amount that the previous effect leaves.'),
  stacking: t.of(PromotionStackingInput, 'The rules for combining the promotion with others.'),
  maximumDiscount: t.list(MoneyInput, 'The maximum discount per cart, one amount per currency.').optional(),
  maxUses: t.int('The maximum number of checkouts that can use the promotion.').optional(),
  maxUsesPerBuyer: t.int('The maximum number of checkouts of one buyer that can use the promotion.').optional(),
  budget: t.of(MoneyInput, 'The maximum discount for all checkouts combined. Only carts in its currency get the discount.').optional(),
});
export type PromotionTermsInput = InstanceType<typeof PromotionTermsInput>;
