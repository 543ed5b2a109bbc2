import { compare, isNegative, sum, type Currency, type Id, type Money } from '@marketplace/kernel';

/** A discount from one promotion, with the label that buyers see and the party that funds it. */
export type Discount = {
  readonly promotionId: Id<'Promotion'>;
  readonly couponId?: Id<'Coupon'>;
  readonly label: string;
  readonly fundedBy: 'PLATFORM' | 'SELLER';
  readonly amount: Money;
};

export const totalDiscount = (discounts: readonly Discount[], currency: Currency): Money =>
  sum(
    discounts.map((discount) => discount.amount),
    currency,
  );

/** The part of the discounts that the platform funds. The seller receives it in addition to the buyer's payment. */
export const fundedByPlatform = (discounts: readonly Discount[], currency: Currency): Money =>
  totalDiscount(
    discounts.filter((discount) => discount.fundedBy === 'PLATFORM'),
    currency,
  );

/** True when neither the price nor a discount is negative, and the discounts do not exceed the price. */
export const discountsFit = (price: Money, discounts: readonly Discount[]): boolean =>
  !isNegative(price) &&
  !discounts.some((discount) => isNegative(discount.amount)) &&
  compare(totalDiscount(discounts, price.currency), price) <= 0;
