import { moneyFromJson, times } from '@marketplace/kernel';
import { MoneyType, objectType, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import type { Checkout } from '../../domain/checkout';
import { linesOf } from '../../domain/seller-parts';
import { discountOf, namedDiscounts, summaryOf } from '../../domain/summary';

const VariantStub = stubOf('Variant', 'What can be bought.');

export const CheckoutSummaryType = objectType('CheckoutSummary', 'What a checkout costs, each part as soon as it is known.', {
  goods: t.of(MoneyType, 'All lines, before discounts.').nullable(),
  discounts: t.of(MoneyType, 'Everything that comes off goods and delivery; null until it is worked out.').nullable(),
  delivery: t.of(MoneyType, 'Delivery of all parcels, before discounts; null until it is quoted.').nullable(),
  total: t.of(MoneyType, 'What the buyer pays: goods and delivery, less discounts.').nullable(),
});
export type CheckoutSummaryType = InstanceType<typeof CheckoutSummaryType>;

export const CheckoutLineType = objectType('CheckoutLine', 'A line of the cart at the price and quantity at which it was frozen.', {
  title: t.string("The product's name when the cart was frozen."),
  quantity: t.int('How many pieces.'),
  unitPrice: t.of(MoneyType, 'The price of one piece, before discounts.'),
  total: t.of(MoneyType, 'What all pieces cost, before discounts.'),
  discount: t.of(MoneyType, 'What comes off the line, all pieces together; nothing until it is worked out.'),
  variant: t.of(VariantStub, 'What is bought.').nullable(),
});
export type CheckoutLineType = InstanceType<typeof CheckoutLineType>;

export const CheckoutDiscountType = objectType(
  'CheckoutDiscount',
  'What comes off a checkout for one promotion or coupon, on goods and delivery together.',
  {
    label: t.string('What the promotion calls itself.'),
    amount: t.of(MoneyType, 'How much comes off.'),
  },
);
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
  namedDiscounts(checkout).map(({ label, amount }) => ({ label, amount: toMoneyType(amount) }));
