import type { Candidate, Uses } from './evaluation';
import type { Use } from './quote';

const less = ({ byAll, byBuyer }: Uses, isPerBuyer: boolean): Uses => ({ byAll: byAll - 1, byBuyer: isPerBuyer ? byBuyer - 1 : byBuyer });

const withoutUse = (candidate: Candidate, { couponId, perBuyer, isBudgeted, amount }: Use): Candidate => {
  const { coupon, standing } = candidate;
  const { uses, spent, couponUses } = standing;
  return {
    ...candidate,
    standing: {
      ...standing,
      uses: less(uses, perBuyer.promotion !== undefined),
      spent: isBudgeted ? spent - amount.amount : spent,
      ...(couponUses !== undefined && coupon?.id === couponId ? { couponUses: less(couponUses, perBuyer.coupon !== undefined) } : {}),
    },
  };
};

/** The candidates as they would stand without these uses, which are the basket's own: nobody is in their own way. */
export const withoutUses = (candidates: readonly Candidate[], uses: readonly Use[]): readonly Candidate[] =>
  candidates.map((candidate) => {
    const own = uses.find(({ promotionId }) => promotionId === candidate.promotion.id);
    return own === undefined ? candidate : withoutUse(candidate, own);
  });
