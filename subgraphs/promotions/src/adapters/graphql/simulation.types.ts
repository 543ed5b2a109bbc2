import type { Instant } from '@marketplace/kernel';
import { inputType, MoneyInput, MoneyType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import { ConsideredPromotionType } from './cart.types';
import { PromotionFundingType } from './promotion.types';
import { PromotionTermsInput } from './terms.types';

export const SimulatedLineInput = inputType('SimulatedLineInput', 'A line of a basket that does not exist.', {
  productId: t.id('The product.'),
  sellerId: t.id('Who sells it.'),
  categoryIds: t.ids('Its category and all that it lies in; left out, those of the catalogue.').optional(),
  quantity: t.int('How many, 1 to 999.'),
  unitPrice: t.of(MoneyInput, 'What one costs.'),
});
export type SimulatedLineInput = InstanceType<typeof SimulatedLineInput>;

export const SimulatedDeliveryInput = inputType('SimulatedDeliveryInput', "What a seller's delivery costs.", {
  sellerId: t.id('The seller.'),
  price: t.of(MoneyInput, 'What it costs.'),
});
export type SimulatedDeliveryInput = InstanceType<typeof SimulatedDeliveryInput>;

const SimulatedBuyerInput = inputType('SimulatedBuyerInput', 'What is known of the buyer; without one it is a guest.', {
  segments: t.strings('The segments that the buyer belongs to.').default([]),
  firstOrder: t.boolean('Whether it would be the first order.').default(false),
});
type SimulatedBuyerInput = InstanceType<typeof SimulatedBuyerInput>;

export const SimulatedPromotionInput = inputType('SimulatedPromotionInput', 'A promotion that does not exist yet.', {
  sellerId: t.id("Whose it would be; left out for the platform's own.").optional(),
  fundedBy: t.of(PromotionFundingType, 'Who would pay.').optional(),
  needsCoupon: t.boolean('Whether it would need a coupon; the basket then has one.').default(false),
  terms: t.of(PromotionTermsInput, 'What it would say.'),
});
export type SimulatedPromotionInput = InstanceType<typeof SimulatedPromotionInput>;

export const PromotionSimulateInput = inputType('PromotionSimulateInput', 'A basket, a buyer, and the promotions to try on them.', {
  lines: t.list(SimulatedLineInput, 'What is in the basket, up to 100 lines in one currency.'),
  delivery: t.list(SimulatedDeliveryInput, 'What delivery costs.').default([]),
  countryCode: t.string('Where to: ISO 3166-1 alpha-2.').optional(),
  buyer: t.of(SimulatedBuyerInput, 'Who buys; left out for a guest.').optional(),
  promotionIds: t.ids('Promotions that you keep, whatever their status, up to 50.').default([]),
  draft: t.of(SimulatedPromotionInput, 'One that does not exist yet, considered beside the others.').optional(),
  at: t.dateTime<Instant>('When; left out for now.').optional(),
});
export type PromotionSimulateInput = InstanceType<typeof PromotionSimulateInput>;

export const PromotionSimulationType = objectType('PromotionSimulation', 'What promotions would do to a basket.', {
  considered: t.list(ConsideredPromotionType, 'Every promotion, in order, and why it applies or not.'),
  goods: t.of(MoneyType, 'What the goods cost before any discount.'),
  goodsDiscount: t.of(MoneyType, 'What comes off the goods.'),
  delivery: t.of(MoneyType, 'What delivery costs before any discount.'),
  deliveryDiscount: t.of(MoneyType, 'What comes off delivery.'),
  total: t.of(MoneyType, 'What is left to pay.'),
});
export type PromotionSimulationType = InstanceType<typeof PromotionSimulationType>;

export const PromotionSimulationResult = payloadOf(
  'PromotionSimulationResult',
  'The simulation, or why there is none.',
  { simulation: t.of(PromotionSimulationType, 'What would come of it; null when it was refused.') },
  { userErrors: 'What is wrong with the request.' },
);
