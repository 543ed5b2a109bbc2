import { moneyFromJson, times } from '@marketplace/kernel';
import { MoneyType, objectType, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import type { Checkout } from '../../domain/checkout';
import { linesOf } from '../../domain/seller-orders';
import { discountOf, discountTotals, summaryOf } from '../../domain/summary';

const VariantStub = stubOf('Variant', 'A version of a product, such as one size and color. Buyers purchase variants.');

export const CheckoutSummaryType = objectType(
  'CheckoutSummary',
  'The price summary of a checkout. Each amount is null until it is known.',
  {
    goods: t.of(MoneyType, 'The total of all lines, before discounts.').nullable(),
    discounts: t.of(MoneyType, 'The total of all discounts on goods and delivery; null until they are calculated.').nullable(),
    delivery: t.of(MoneyType, 'The total price of delivery, before discounts; null until it is quoted.').nullable(),
    total: t.of(MoneyType, 'The amount to pay: goods plus delivery, minus discounts.').nullable(),
  },
);
export type CheckoutSummaryType = InstanceType<typeof CheckoutSummaryType>;

export const CheckoutLineType = objectType('CheckoutLine', 'An item of a checkout, with the price and quantity when the cart was locked.', {
  title: t.string('The title of the product when the cart was locked.'),
  quantity: t.int('The number of units.'),
  unitPrice: t.of(MoneyType, 'The price of one unit, before discounts.'),
  total: t.of(MoneyType, 'The price of all units, before discounts.'),
  discount: t.of(MoneyType, 'The total discount on the line; zero until it is calculated.'),
  variant: t.of(VariantStub, 'The variant to buy.').nullable(),
});
export type CheckoutLineType = InstanceType<typeof CheckoutLineType>;

export const CheckoutDiscountType = objectType('CheckoutDiscount', 'The discount of one promotion or coupon on a checkout.', {
  label: t.string('The label of the promotion.'),
  amount: t.of(MoneyType, 'The total discount on goods and delivery.'),
});
export type CheckoutDiscountType = InstanceType<typeof CheckoutDiscountType>;

export const toSummaryType = (checkout: Checkout): CheckoutSummaryType | null => {
  const summary = summaryOf(checkout);
  if (summary === undefined) return null;
  const { goods, discounts, delivery, total } = summary;
  return {
    goods: toMoneyType(goods),
    discounts: discounts === undefined ? null : toMoneyType(discounts),
    delivery: delivery === undefined ? null : toMoneyType(delivery),
    total: total === undefined ? null : toMoneyType(total),
  };
};

export const toLineTypes = (checkout: Checkout): readonly CheckoutLineType[] =>
  linesOf(checkout).map(({ title, quantity, unitPrice, discounts, variantId }) => {
    const price = moneyFromJson(unitPrice);
    return {
      title,
      quantity,
      unitPrice: toMoneyType(price),
      total: toMoneyType(times(price, quantity)),
      discount: toMoneyType(discountOf(discounts, unitPrice.currency)),
      variant: { id: variantId },
    };
  });

export const toDiscountTypes = (checkout: Checkout): readonly CheckoutDiscountType[] =>
  discountTotals(checkout).map(({ label, amount }) => ({ label, amount: toMoneyType(amount) }));
