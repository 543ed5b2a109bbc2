import { MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { ListedCart } from '../../application/ports';
import { estimateOf, type Pricing } from '../../domain/estimate';

const CartPricingLineType = objectType(
  'CartPricingLine',
  'A line that can be bought, at its price of now.',
  {
    lineId: t.id('The line of the cart.'),
    variantId: t.id('What is bought.'),
    productId: t.id('The product that it is a variant of.'),
    sellerId: t.id('Who sells it.'),
    quantity: t.int('How many of it.'),
    unitPrice: t.of(MoneyType, 'What one costs, before discounts.'),
  },
  { isShareable: true },
);
type CartPricingLineType = InstanceType<typeof CartPricingLineType>;

export const CartPricingType = objectType(
  'CartPricing',
  'What discounts are made from.',
  {
    buyerId: t.id('Who buys; null for a guest.').nullable(),
    currency: t.string('The currency of all prices, ISO 4217; null while the cart is empty.').nullable(),
    couponCodes: t.strings('The coupons on the cart, in the order in which they were applied.'),
    lines: t.list(CartPricingLineType, 'The lines that can be bought; what cannot has no price to take anything off.'),
    checkoutId: t.id('The checkout that the cart is in, whose discounts hold; null while it is in none.').nullable(),
  },
  { isShareable: true },
);
export type CartPricingType = InstanceType<typeof CartPricingType>;

export const CartDiscountExplanationType = objectType(
  'CartDiscountExplanation',
  'Why a cart costs what it costs; only its owner sees it.',
  {
    cartId: t.id('The cart.'),
    pricing: t.of(CartPricingType, 'What the discounts were made from.'),
    countryCode: t.string('Where the cart would be delivered to, ISO 3166-1 alpha-2; null until it was chosen.').nullable(),
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
