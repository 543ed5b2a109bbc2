import { enumOf, formatMoney, MoneyType, objectType, payloadOf, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
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

const CartWarningType = objectType('CartWarning', 'What the buyer should know of a line before paying for it.', {
  code: t.string('PRICE_CHANGED, UNAVAILABLE, OUT_OF_STOCK, INSUFFICIENT_STOCK or LOW_STOCK.'),
  message: t.string('A sentence for the buyer.'),
});
type CartWarningType = InstanceType<typeof CartWarningType>;

const CartLineType = objectType('CartLine', 'A variant in a cart.', {
  id: t.id('The id of the line, by which it is changed and removed.'),
  quantity: t.int('How many of it, 1 to 999.'),
  unitPrice: t.of(MoneyType, 'What one costs now, tax included; in checkout, what was agreed to.'),
  total: t.of(MoneyType, 'What the line costs: the unit price times the quantity.'),
  variant: t.of(VariantStub, 'The variant as the catalogue shows it now.').nullable(),
  warnings: t.list(CartWarningType, 'What changed since the line was added, and what stands in the way of buying it.'),
});
type CartLineType = InstanceType<typeof CartLineType>;

const CartParcelType = objectType(
  'CartParcel',
  'What one seller would send; deliveries are priced by it.',
  {
    sellerId: t.id('The seller who would send it.'),
    weightGrams: t.int('What it weighs, in grams.'),
    value: t.of(MoneyType, 'What is in it costs this much.'),
  },
  { isShareable: true },
);
type CartParcelType = InstanceType<typeof CartParcelType>;

export const CartType = objectType(
  'Cart',
  'What a buyer means to buy; only the buyer sees it.',
  {
    id: t.id('The id of the cart.'),
    version: t.int('Grows with every change; pass it as expectedVersion to change only what you have seen.'),
    status: t.of(CartStatusType, 'Whether the cart can be changed.').as<string>(),
    token: t
      .string(
        "The secret that opens a guest's cart, sent as the header x-cart-token; given once, when the cart is made, and null ever after.",
      )
      .nullable(),
    lines: t.list(CartLineType, 'The lines in the order in which they were added, at most 100.'),
    savedLines: t.list(CartLineType, 'What was put aside for later, at most 100 lines: neither priced nor bought with the cart.'),
    couponCodes: t.strings('The coupons on the cart, at most 5, in the order in which they were applied.'),
    pricing: t.of(CartPricingType, 'What discounts are made from: the lines that can be bought, and who buys them.'),
    subtotal: t.of(MoneyType, 'The sum of the lines, before discounts and delivery; null while the cart is empty.').nullable(),
    countryCode: t.string('Where the cart would be delivered to, ISO 3166-1 alpha-2; null until it was chosen.').nullable(),
    shippingOptionIds: t.ids('The shipping options that were chosen; a seller without one is taken to send the cheapest way.'),
    parcels: t.list(CartParcelType, 'What each seller would send, without lines that cannot be bought.'),
  },
  { key: 'id' },
);
export type CartType = InstanceType<typeof CartType>;

export const CartPayload = payloadOf('CartPayload', 'The cart after the change, or why there was none.', {
  cart: t.of(CartType, 'The cart after the change; null when it was refused.'),
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
