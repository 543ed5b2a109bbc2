import type { Instant } from '@marketplace/kernel';
import { inputType, MoneyInput, MoneyType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import { ConsideredPromotionType } from './cart.types';
import { PromotionFundingType } from './promotion.types';
import { PromotionTermsInput } from './terms.types';

export const SimulatedLineInput = inputType('SimulatedLineInput', 'A line of a simulated basket.', {
  productId: t.id('The ID of the product.'),
  sellerId: t.id('The ID of the seller.'),
  categoryIds: t.ids('The IDs of the category of the product and of all its ancestors. Default: those of the catalog.').optional(),
  quantity: t.int('The number of units, from 1 to 999.'),
  unitPrice: t.of(MoneyInput, 'The price of one unit.'),
});
export type SimulatedLineInput = InstanceType<typeof SimulatedLineInput>;

export const SimulatedDeliveryInput = inputType('SimulatedDeliveryInput', "The cost of a seller's delivery.", {
  sellerId: t.id('The ID of the seller.'),
  price: t.of(MoneyInput, 'The price of the delivery.'),
});
export type SimulatedDeliveryInput = InstanceType<typeof SimulatedDeliveryInput>;

const SimulatedBuyerInput = inputType('SimulatedBuyerInput', 'A simulated buyer.', {
  segments: t.strings('The names of the segments that the buyer belongs to.').default([]),
  firstOrder: t.boolean("True when this would be the buyer's first order.").default(false),
});
type SimulatedBuyerInput = InstanceType<typeof SimulatedBuyerInput>;

export const SimulatedPromotionInput = inputType('SimulatedPromotionInput', 'A draft of a promotion to simulate. It is not saved.', {
  sellerId: t.id('The ID of the seller that would own the promotion. Omit it for a promotion of the platform.').optional(),
  fundedBy: t.of(PromotionFundingType, 'The party that would fund the promotion. Default: the owner.').optional(),
  needsCoupon: t.boolean('True when the promotion would require a coupon. The simulated basket then has one.').default(false),
  terms: t.of(PromotionTermsInput, 'The terms of the promotion.'),
});
export type SimulatedPromotionInput = InstanceType<typeof SimulatedPromotionInput>;

export const PromotionSimulateInput = inputType('PromotionSimulateInput', 'A basket, a buyer, and the promotions to simulate.', {
  lines: t.list(SimulatedLineInput, 'The lines of the basket: 1 to 100 lines in one currency.'),
  delivery: t.list(SimulatedDeliveryInput, 'The delivery cost of each seller, in the currency of the lines.').default([]),
  countryCode: t.string('The country of delivery, as an ISO 3166-1 alpha-2 code.').optional(),
  buyer: t.of(SimulatedBuyerInput, 'The buyer. Omit it to simulate a guest.').optional(),
  promotionIds: t.ids('The IDs of promotions that you manage, in any status. At most 50.').default([]),
  draft: t.of(SimulatedPromotionInput, 'A draft to consider together with the other promotions.').optional(),
  at: t.dateTime<Instant>('The date and time to simulate. Default: now.').optional(),
});
export type PromotionSimulateInput = InstanceType<typeof PromotionSimulateInput>;

export const PromotionSimulationType = objectType('PromotionSimulation', 'The simulated effect of promotions on a basket.', {
  considered: t.list(ConsideredPromotionType, 'The promotions in order of evaluation, each with its outcome and reason.'),
  goods: t.of(MoneyType, 'The total of the goods, before discounts.'),
  goodsDiscount: t.of(MoneyType, 'The total discount on the goods.'),
  delivery: t.of(MoneyType, 'The total of the deliveries, before discounts.'),
  deliveryDiscount: t.of(MoneyType, 'The total discount on delivery.'),
  total: t.of(MoneyType, 'The amount due after discounts.'),
});
export type PromotionSimulationType = InstanceType<typeof PromotionSimulationType>;

export const PromotionSimulationResult = payloadOf(
  'PromotionSimulationResult',
  'The result of a simulation.',
  { simulation: t.of(PromotionSimulationType, 'The simulation; null when the request failed.') },
  { userErrors: 'The errors that prevented the simulation; empty if it succeeded.' },
);
