import { compare, isNegative, sum, type Currency, type Id, type Money } from '@marketplace/kernel';

/** A part of what comes off, as it was promised: by which promotion, shown how, and for whose account. */
export type Discount = {
  readonly promotionId: Id<'Promotion'>;
  readonly couponId?: Id<'Coupon'>;
  readonly label: string;
  readonly fundedBy: 'PLATFORM' | 'SELLER';
  readonly amount: Money;
};

/** All of them together. */
export const sumOf = (discounts: readonly Discount[], currency: Currency): Money =>
  sum(
    discounts.map((discount) => discount.amount),
    currency,
  );

/** What the platform pays for; the seller gets it on top of what the buyer pays. */
export const fundedByPlatform = (discounts: readonly Discount[], currency: Currency): Money =>
  sumOf(
    discounts.filter((discount) => discount.fundedBy === 'PLATFORM'),
    currency,
  );

/** Whether a price can bear its discounts: nothing is negative, and never more comes off than there is. */
export const bears = (price: Money, discounts: readonly Discount[]): boolean =>
  !isNegative(price) && !discounts.some((discount) => isNegative(discount.amount)) && compare(sumOf(discounts, price.currency), price) <= 0;
