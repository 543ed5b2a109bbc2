import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { MoneyType, toMoneyType } from '@marketplace/platform/graphql';
import type { ListedCart } from '../../application/ports';
import { estimateOf, type Pricing } from '../../domain/estimate';

@Directive('@shareable')
@ObjectType('CartPricingLine', { description: 'A line that can be bought, at its price of now.' })
export class CartPricingLineType {
  @Field(() => ID, { description: 'The line of the cart.' })
  lineId!: string;

  @Field(() => ID, { description: 'What is bought.' })
  variantId!: string;

  @Field(() => ID, { description: 'The product that it is a variant of.' })
  productId!: string;

  @Field(() => ID, { description: 'Who sells it.' })
  sellerId!: string;

  @Field(() => Int, { description: 'How many of it.' })
  quantity!: number;

  @Field(() => MoneyType, { description: 'What one costs, before discounts.' })
  unitPrice!: MoneyType;
}

@Directive('@shareable')
@ObjectType('CartPricing', { description: 'What discounts are made from.' })
export class CartPricingType {
  @Field(() => ID, { nullable: true, description: 'Who buys; null for a guest.' })
  buyerId!: string | null;

  @Field(() => String, { nullable: true, description: 'The currency of all prices, ISO 4217; null while the cart is empty.' })
  currency!: string | null;

  @Field(() => [String], { description: 'The coupons on the cart, in the order in which they were applied.' })
  couponCodes!: readonly string[];

  @Field(() => [CartPricingLineType], { description: 'The lines that can be bought; what cannot has no price to take anything off.' })
  lines!: readonly CartPricingLineType[];

  @Field(() => ID, { nullable: true, description: 'The checkout that the cart is in, whose discounts hold; null while it is in none.' })
  checkoutId!: string | null;
}

@Directive('@key(fields: "cartId")')
@ObjectType('CartDiscountExplanation', { description: 'Why a cart costs what it costs; only its owner sees it.' })
export class CartDiscountExplanationType {
  @Field(() => ID, { description: 'The cart.' })
  cartId!: string;

  @Field(() => CartPricingType, { description: 'What the discounts were made from.' })
  pricing!: CartPricingType;

  @Field(() => String, {
    nullable: true,
    description: 'Where the cart would be delivered to, ISO 3166-1 alpha-2; null until it was chosen.',
  })
  countryCode!: string | null;
}

export const toPricingType = ({ buyerId, currency, couponCodes, lines, checkoutId }: Pricing): CartPricingType => ({
  buyerId: buyerId ?? null,
  currency: currency ?? null,
  couponCodes,
  lines: lines.map((line) => ({ ...line, unitPrice: toMoneyType(line.unitPrice) })),
  checkoutId: checkoutId ?? null,
});

export const toExplanationType = ({ state, listings }: ListedCart): CartDiscountExplanationType => ({
  cartId: state.id,
  pricing: toPricingType(estimateOf(state, listings).pricing),
  countryCode: state.delivery.countryCode ?? null,
});
