import { money } from '@marketplace/kernel';
import { toMoneyType, type MoneyType } from '@marketplace/platform/graphql';
import type { CouponRow, PromotionRow, PublicPromotion } from '../../application/ports';
import { ruleOf, type Amounts, type Effect, type Reduction, type Terms } from '../../domain/terms';
import type { ActivePromotionType, CouponType, PromotionType } from './promotion.types';
import type { PromotionEffectType, PromotionRulesType, PromotionTierType } from './terms.types';

const toAmounts = (amounts: Amounts | undefined): readonly MoneyType[] | null => amounts?.map(toMoneyType) ?? null;

const toRules = (terms: Terms): PromotionRulesType => ({
  productIds: ruleOf(terms, 'PRODUCTS')?.productIds ?? null,
  categoryIds: ruleOf(terms, 'CATEGORIES')?.categoryIds ?? null,
  sellerIds: ruleOf(terms, 'SELLERS')?.sellerIds ?? null,
  minimumValue: toAmounts(ruleOf(terms, 'MINIMUM_VALUE')?.amounts),
  minimumQuantity: ruleOf(terms, 'MINIMUM_QUANTITY')?.quantity ?? null,
  segments: ruleOf(terms, 'SEGMENTS')?.segments ?? null,
  firstOrder: ruleOf(terms, 'FIRST_ORDER') !== undefined,
  countryCodes: ruleOf(terms, 'COUNTRIES')?.countryCodes ?? null,
});

const toReduction = (reduction: Reduction): Pick<PromotionTierType, 'basisPoints' | 'amounts'> =>
  reduction.kind === 'PERCENTAGE'
    ? { basisPoints: reduction.basisPoints, amounts: null }
    : { basisPoints: null, amounts: toAmounts(reduction.amounts) };

const bare = { basisPoints: null, amounts: null, buy: null, get: null, tiers: null };

const toEffect = (effect: Effect): PromotionEffectType => {
  switch (effect.kind) {
    case 'PERCENTAGE':
    case 'FIXED_AMOUNT':
      return { ...bare, kind: effect.kind, ...toReduction(effect) };
    case 'FIXED_PRICE':
      return { ...bare, kind: effect.kind, amounts: toAmounts(effect.prices) };
    case 'BUY_X_GET_Y':
      return { ...bare, ...effect };
    case 'FREE_SHIPPING':
      return { ...bare, kind: effect.kind };
    case 'TIERED_BY_VALUE':
      return {
        ...bare,
        kind: 'TIERED',
        tiers: effect.tiers.map(({ from, reduction }) => ({
          minimumValue: toAmounts(from),
          minimumQuantity: null,
          ...toReduction(reduction),
        })),
      };
    case 'TIERED_BY_QUANTITY':
      return {
        ...bare,
        kind: 'TIERED',
        tiers: effect.tiers.map(({ from, reduction }) => ({ minimumValue: null, minimumQuantity: from, ...toReduction(reduction) })),
      };
  }
};

const toLimits = ({ maximumDiscount, maxUses, maxUsesPerBuyer, budget }: Terms, spent: bigint) => ({
  maximumDiscount: toAmounts(maximumDiscount),
  maxUses: maxUses ?? null,
  maxUsesPerBuyer: maxUsesPerBuyer ?? null,
  budget: budget === undefined ? null : toMoneyType(budget),
  budgetUsed: budget === undefined ? null : toMoneyType(money(spent, budget.currency)),
});

export const toPromotionType = ({ state, version, held, consumed, spent }: PromotionRow): PromotionType => {
  const { id, sellerId, status, fundedBy, needsCoupon, terms } = state;
  return {
    id,
    version,
    status,
    fundedBy,
    needsCoupon,
    seller: sellerId === undefined ? null : { id: sellerId },
    label: terms.label,
    priority: terms.priority,
    startsAt: terms.startsAt,
    endsAt: terms.endsAt ?? null,
    rules: toRules(terms),
    effects: terms.effects.map(toEffect),
    stacking: { ...terms.stacking, exclusivityGroup: terms.stacking.exclusivityGroup ?? null },
    ...toLimits(terms, spent),
    usesHeld: held,
    usesConsumed: consumed,
  };
};

export const toCouponType = ({ state, version, held, consumed }: CouponRow): CouponType => ({
  id: state.id,
  promotionId: state.promotionId,
  code: state.code,
  status: state.status,
  version,
  maxUses: state.terms.maxUses ?? null,
  maxUsesPerBuyer: state.terms.maxUsesPerBuyer ?? null,
  usesHeld: held,
  usesConsumed: consumed,
  startsAt: state.terms.startsAt ?? null,
  endsAt: state.terms.endsAt ?? null,
});

export const toActivePromotionType = ({ id, label, startsAt, endsAt, sellerId }: PublicPromotion): ActivePromotionType => ({
  id,
  label,
  startsAt,
  endsAt: endsAt ?? null,
  seller: sellerId === undefined ? null : { id: sellerId },
});
