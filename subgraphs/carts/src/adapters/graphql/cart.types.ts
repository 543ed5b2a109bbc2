import { enumOf, formatMoney, MoneyType, objectType, payloadOf, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import type { OwnCart } from '../../application/own-carts';
import { estimateOf, type EstimatedLine, type Parcel } from '../../domain/estimate';
import type { Warning } from '../../domain/listing';
import { CartPricingType, toPricingType } from './pricing.types';

/** Clients see only open and frozen carts. */
const CartStatusType = enumOf<'OPEN' | 'FROZEN'>('CartStatus', 'The status of a cart.', {
  OPEN: 'The cart can be changed and checked out.',
  FROZEN: 'The cart is in checkout and locked until the checkout has ended.',
});

const VariantStub = stubOf('Variant', 'A version of a product, such as one size and color. Buyers purchase variants.');

const CartWarningType = objectType('CartWarning', 'A warning about a cart line.', {
  code: t.string('A stable code: PRICE_CHANGED, UNAVAILABLE, OUT_OF_STOCK, INSUFFICIENT_STOCK or LOW_STOCK.'),
  message: t.string('A message for the buyer.'),
});
type CartWarningType = InstanceType<typeof CartWarningType>;

const CartLineType = objectType('CartLine', 'A line of a cart.', {
  id: t.id('The ID of the line.'),
  quantity: t.int('The number of units, from 1 to 999.'),
  unitPrice: t.of(MoneyType, 'The current price of one unit, including tax. In checkout, the agreed price.'),
  total: t.of(MoneyType, 'The unit price times the quantity.'),
  variant: t.of(VariantStub, 'The variant.').nullable(),
  warnings: t.list(CartWarningType, 'Price changes since the line was added, and availability problems.'),
});
type CartLineType = InstanceType<typeof CartLineType>;

const CartParcelType = objectType(
  'CartParcel',
  'The parcel of one seller, used to price delivery.',
  {
    sellerId: t.id('The ID of the seller.'),
    weightGrams: t.int('The weight in grams.'),
    value: t.of(MoneyType, 'The total price of its items.'),
  },
  { isShareable: true },
);
type CartParcelType = InstanceType<typeof CartParcelType>;

export const CartType = objectType(
  'Cart',
  'A shopping cart. Only its buyer can see it.',
  {
    id: t.id('The ID of the cart.'),
    version: t.int('The version of the cart; increases with every change. Pass it as `expectedVersion`.'),
    status: t.of(CartStatusType, 'The status of the cart.').as<string>(),
    token: t
      .string(
        'The secret token of a guest cart, to be sent in the header x-cart-token. Returned only when the cart is created; otherwise null.',
      )
      .nullable(),
    lines: t.list(CartLineType, 'The lines in the order in which they were added. At most 100.'),
    savedLines: t.list(CartLineType, 'The lines saved for later, at most 100. They are not part of the total or a checkout.'),
    couponCodes: t.strings('The coupon codes on the cart in the order in which they were applied. At most 5.'),
    pricing: t.of(CartPricingType, 'The data that discounts are calculated from.'),
    subtotal: t.of(MoneyType, 'The total of all lines, before discounts and delivery; null when the cart is empty.').nullable(),
    countryCode: t.string('The country of delivery, as an ISO 3166-1 alpha-2 code; null until it is chosen.').nullable(),
    shippingOptionIds: t.ids('The IDs of the chosen shipping options. Sellers without one use the cheapest option.'),
    parcels: t.list(CartParcelType, 'The parcels, one per seller, without unavailable lines.'),
  },
  { key: 'id' },
);
export type CartType = InstanceType<typeof CartType>;

export const CartPayload = payloadOf('CartPayload', 'The result of a cart mutation.', {
  cart: t.of(CartType, 'The cart after the change; null if the mutation failed.'),
});

const messageOf = (warning: Warning): string => {
  switch (warning.code) {
    case 'PRICE_CHANGED':
      return `The price has changed from ${formatMoney(warning.from, 'en')} to ${formatMoney(warning.to, 'en')} since you added this item.`;
    case 'UNAVAILABLE':
      return 'This item is no longer available.';
    case 'OUT_OF_STOCK':
      return 'This item is out of stock.';
    case 'INSUFFICIENT_STOCK':
      return `Only ${warning.available.toString()} available.`;
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

// The maximum of GraphQL's Int. No real parcel weighs as much.
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
