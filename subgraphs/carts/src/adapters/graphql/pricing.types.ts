import { MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { ListedCart } from '../../application/ports';
import { estimateOf, type Pricing } from '../../domain/estimate';

const CartPricingLineType = objectType(
  'CartPricingLine',
  'An available line of a cart, at its current price.',
  {
    lineId: t.id('The ID of the cart line.'),
    variantId: t.id('The ID of the variant.'),
    productId: t.id('The ID of the product that the variant belongs to.'),
    sellerId: t.id('The ID of the seller.'),
    quantity: t.int('The number of units.'),
    unitPrice: t.of(MoneyType, 'The price of one unit, before discounts.'),
  },
  { isShareable: true },
);
type CartPricingLineType = InstanceType<typeof CartPricingLineType>;

export const CartPricingType = objectType(
  'CartPricing',
  'The data that discounts are calculated from.',
  {
    buyerId: t.id('The ID of the buyer; null for a guest.').nullable(),
    currency: t.string('The currency of all prices, as an ISO 4217 code; null when the cart is empty.').nullable(),
    couponCodes: t.strings('The coupon codes on the cart, in the order in which they were added.'),
    lines: t.list(CartPricingLineType, 'The available lines. Unavailable lines are left out.'),
    checkoutId: t.id('The ID of the checkout in progress, whose discounts apply; null when there is none.').nullable(),
  },
  { isShareable: true },
);
export type CartPricingType = InstanceType<typeof CartPricingType>;

export const CartDiscountExplanationType = objectType(
  'CartDiscountExplanation',
  'An explanation of the discounts of a cart. Only its owner can see it.',
  {
    cartId: t.id('The ID of the cart.'),
    pricing: t.of(CartPricingType, 'The data that the discounts are calculated from.'),
    countryCode: t.string('The country of delivery, as an ISO 3166-1 alpha-2 code; null until it is chosen.').nullable(),
  },
  { key: 'cartId' },
);
export type CartDiscountExplanationType = InstanceType<typeof CartDiscountExplanationType>;

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
