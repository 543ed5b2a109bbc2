import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { enumOf, field, formatMoney, MoneyType, payloadOf, stubOf, toMoneyType, type Stub } from '@marketplace/platform/graphql';
import type { OwnCart } from '../../application/own-carts';
import { estimateOf, type EstimatedLine, type Parcel } from '../../domain/estimate';
import type { Warning } from '../../domain/listing';
import { CartPricingType, toPricingType } from './pricing.types';

/** A cart that has ended is nobody's any more, so clients meet these two only. */
const CartStatusType = enumOf<'OPEN' | 'FROZEN'>('CartStatus', 'Whether a cart can be changed.', {
  OPEN: 'It can be changed and checked out.',
  FROZEN: 'It is in checkout: nothing about it changes until that has ended.',
});

const VariantStub = stubOf('Variant', 'What can be bought.');

@ObjectType('CartWarning', { description: 'What the buyer should know of a line before paying for it.' })
class CartWarningType {
  @Field(() => String, { description: 'PRICE_CHANGED, UNAVAILABLE, OUT_OF_STOCK, INSUFFICIENT_STOCK or LOW_STOCK.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for the buyer.' })
  message!: string;
}

@ObjectType('CartLine', { description: 'A variant in a cart.' })
class CartLineType {
  @Field(() => ID, { description: 'The id of the line, by which it is changed and removed.' })
  id!: string;

  @Field(() => Int, { description: 'How many of it, 1 to 999.' })
  quantity!: number;

  @Field(() => MoneyType, { description: 'What one costs now, tax included; in checkout, what was agreed to.' })
  unitPrice!: MoneyType;

  @Field(() => MoneyType, { description: 'What the line costs: the unit price times the quantity.' })
  total!: MoneyType;

  @Field(() => VariantStub, { nullable: true, description: 'The variant as the catalogue shows it now.' })
  variant!: Stub | null;

  @Field(() => [CartWarningType], { description: 'What changed since the line was added, and what stands in the way of buying it.' })
  warnings!: readonly CartWarningType[];
}

@Directive('@shareable')
@ObjectType('CartParcel', { description: 'What one seller would send; deliveries are priced by it.' })
class CartParcelType {
  @Field(() => ID, { description: 'The seller who would send it.' })
  sellerId!: string;

  @Field(() => Int, { description: 'What it weighs, in grams.' })
  weightGrams!: number;

  @Field(() => MoneyType, { description: 'What is in it costs this much.' })
  value!: MoneyType;
}

@Directive('@key(fields: "id")')
@ObjectType('Cart', { description: 'What a buyer means to buy; only the buyer sees it.' })
export class CartType {
  @Field(() => ID, { description: 'The id of the cart.' })
  id!: string;

  @Field(() => Int, { description: 'Grows with every change; pass it as expectedVersion to change only what you have seen.' })
  version!: number;

  @Field(() => CartStatusType, { description: 'Whether the cart can be changed.' })
  status!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The secret that opens a guest's cart, sent as the header x-cart-token; given once, when the cart is made, and null ever after.",
  })
  token!: string | null;

  @Field(() => [CartLineType], { description: 'The lines in the order in which they were added, at most 100.' })
  lines!: readonly CartLineType[];

  @Field(() => [CartLineType], { description: 'What was put aside for later, at most 100 lines: neither priced nor bought with the cart.' })
  savedLines!: readonly CartLineType[];

  @Field(() => [String], { description: 'The coupons on the cart, at most 5, in the order in which they were applied.' })
  couponCodes!: readonly string[];

  @Field(() => CartPricingType, { description: 'What discounts are made from: the lines that can be bought, and who buys them.' })
  pricing!: CartPricingType;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The sum of the lines, before discounts and delivery; null while the cart is empty.',
  })
  subtotal!: MoneyType | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where the cart would be delivered to, ISO 3166-1 alpha-2; null until it was chosen.',
  })
  countryCode!: string | null;

  @Field(() => [ID], { description: 'The shipping options that were chosen; a seller without one is taken to send the cheapest way.' })
  shippingOptionIds!: readonly string[];

  @Field(() => [CartParcelType], { description: 'What each seller would send, without lines that cannot be bought.' })
  parcels!: readonly CartParcelType[];
}

export const CartPayload = payloadOf('CartPayload', 'The cart after the change, or why there was none.', {
  cart: field(() => CartType, 'The cart after the change; null when it was refused.'),
});

const messageOf = (warning: Warning): string => {
  switch (warning.code) {
    case 'PRICE_CHANGED':
      return `The price was ${formatMoney(warning.from, 'en')} when you added this; it is ${formatMoney(warning.to, 'en')} now.`;
    case 'UNAVAILABLE':
      return 'This can no longer be bought.';
    case 'OUT_OF_STOCK':
      return 'This is out of stock.';
    case 'INSUFFICIENT_STOCK':
      return `Only ${warning.available.toString()} of this can be had.`;
    case 'LOW_STOCK':
      return `Only ${warning.available.toString()} left.`;
  }
};

const toLineType = (line: EstimatedLine): CartLineType => ({
  id: line.id,
  quantity: line.quantity,
  unitPrice: toMoneyType(line.unitPrice),
  total: toMoneyType(line.total),
  variant: { id: line.variantId },
  warnings: line.warnings.map((warning) => ({ code: warning.code, message: messageOf(warning) })),
});

// GraphQL's Int; no parcel of this weight is ever sent.
const maxInt = 2_147_483_647;

const toParcelType = ({ sellerId, weightGrams, value }: Parcel): CartParcelType => ({
  sellerId,
  weightGrams: Math.min(weightGrams, maxInt),
  value: toMoneyType(value),
});

export const toCartType = ({ version, state, listings, token }: OwnCart): CartType => {
  const estimate = estimateOf(state, listings);
  const { id, status, couponCodes, delivery } = state;
  return {
    ...{ id, version, status, couponCodes },
    token: token ?? null,
    lines: estimate.lines.map(toLineType),
    savedLines: estimate.saved.map(toLineType),
    pricing: toPricingType(estimate.pricing),
    subtotal: estimate.subtotal === undefined ? null : toMoneyType(estimate.subtotal),
    countryCode: delivery.countryCode ?? null,
    shippingOptionIds: delivery.shippingOptionIds,
    parcels: estimate.parcels.map(toParcelType),
  };
};
