import { Field, Int, ObjectType } from 'type-graphql';
import { moneyFromJson, times } from '@marketplace/kernel';
import { MoneyType, stubOf, toMoneyType, type Stub } from '@marketplace/platform/graphql';
import type { Checkout } from '../../domain/checkout';
import { linesOf } from '../../domain/seller-parts';
import { discountOf, namedDiscounts, summaryOf } from '../../domain/summary';

const VariantStub = stubOf('Variant', 'What can be bought.');

@ObjectType('CheckoutSummary', { description: 'What a checkout costs, each part as soon as it is known.' })
export class CheckoutSummaryType {
  @Field(() => MoneyType, { nullable: true, description: 'All lines, before discounts.' })
  goods!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'Everything that comes off goods and delivery; null until it is worked out.' })
  discounts!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'Delivery of all parcels, before discounts; null until it is quoted.' })
  delivery!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'What the buyer pays: goods and delivery, less discounts.' })
  total!: MoneyType | null;
}

@ObjectType('CheckoutLine', { description: 'A line of the cart at the price and quantity at which it was frozen.' })
export class CheckoutLineType {
  @Field(() => String, { description: "The product's name when the cart was frozen." })
  title!: string;

  @Field(() => Int, { description: 'How many pieces.' })
  quantity!: number;

  @Field(() => MoneyType, { description: 'The price of one piece, before discounts.' })
  unitPrice!: MoneyType;

  @Field(() => MoneyType, { description: 'What all pieces cost, before discounts.' })
  total!: MoneyType;

  @Field(() => MoneyType, { description: 'What comes off the line, all pieces together; nothing until it is worked out.' })
  discount!: MoneyType;

  @Field(() => VariantStub, { nullable: true, description: 'What is bought.' })
  variant!: Stub | null;
}

@ObjectType('CheckoutDiscount', { description: 'What comes off a checkout for one promotion or coupon, on goods and delivery together.' })
export class CheckoutDiscountType {
  @Field(() => String, { description: 'What the promotion calls itself.' })
  label!: string;

  @Field(() => MoneyType, { description: 'How much comes off.' })
  amount!: MoneyType;
}

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
