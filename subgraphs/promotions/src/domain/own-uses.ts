import type { Candidate, Uses } from './evaluation';
import type { Use } from './quote';

const oneLess = ({ byAll, byBuyer }: Uses, isPerBuyer: boolean): Uses => ({
  byAll: byAll - 1,
  byBuyer: isPerBuyer ? byBuyer - 1 : byBuyer,
});

const withoutUse = (candidate: Candidate, { couponId, perBuyer, isBudgeted, amount }: Use): Candidate => {
  const { coupon, usageCounts } = candidate;
  const { uses, spent, couponUses } = usageCounts;
  return {
    ...candidate,
    usageCounts: {
      ...usageCounts,
      uses: oneLess(uses, perBuyer.promotion !== undefined),
      spent: isBudgeted ? spent - amount.amount : spent,
      ...(couponUses !== undefined && coupon?.id === couponId && { couponUses: oneLess(couponUses, perBuyer.coupon !== undefined) }),
    },
  };
};

/** The candidates without the uses that the basket's own checkout already reserves, so that these do not block it. */
export const withoutUses = (candidates: readonly Candidate[], uses: readonly Use[]): readonly Candidate[] =>
  candidates.map((candidate) => {
    const own = uses.find(({ promotionId }) => promotionId === candidate.promotion.id);
    return own === undefined ? candidate : withoutUse(candidate, own);
  });
