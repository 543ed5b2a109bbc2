import { defined } from '@marketplace/kernel';
import { nonNull, type Row } from '@marketplace/platform';
import type { Coupon } from '../../domain/coupon';
import type { Promotion } from '../../domain/promotion';
import type { DiscountUsage } from '../../domain/usage';
import { DiscountUsages, type Coupons, type Promotions } from './tables';

export const toPromotion = (row: Row<typeof Promotions>): Promotion => {
  const { id, fundedBy, needsCoupon, status, terms, sellerId, exhausted } = row;
  return { id, fundedBy, needsCoupon, status, terms, ...defined({ sellerId, exhausted }) };
};

export const toCoupon = (row: Row<typeof Coupons>): Coupon => {
  const { id, promotionId, code, status, maxUses, maxUsesPerBuyer, startsAt, endsAt } = row;
  return { id, promotionId, code, status, terms: defined({ maxUses, maxUsesPerBuyer, startsAt, endsAt }) };
};

export const toUsage = (row: Row<typeof DiscountUsages>): DiscountUsage => {
  const { status, checkoutId } = row;
  switch (status) {
    case 'HELD':
    case 'CONSUMED':
    case 'EXPIRED':
      return { status, quote: nonNull(DiscountUsages, row, 'quote') };
    case 'REJECTED':
      return {
        ...{ status, checkoutId },
        code: nonNull(DiscountUsages, row, 'rejectedCode'),
        reason: nonNull(DiscountUsages, row, 'rejectedReason'),
      };
    case 'RELEASED':
      return { status, checkoutId };
  }
};
