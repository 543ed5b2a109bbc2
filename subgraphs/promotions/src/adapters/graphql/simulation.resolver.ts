import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { idOf, isId, isNegative, isRefused, money, refuse, type CategoryId, type ProductId, type Refusal } from '@marketplace/kernel';
import { toMoneyType, toUserErrors, unauthenticated, type GraphContext } from '@marketplace/platform/graphql';
import type { NewPromotion } from '../../application/promotions';
import type { Simulation, SimulationRequest } from '../../application/simulation';
import type { Basket, BasketLine, Delivery, Shelves } from '../../domain/basket';
import type { Evaluation } from '../../domain/evaluation';
import { toConsideredType } from './considered';
import { messages } from './messages';
import { readAll, readAmount, readTerms } from './read-terms';
import {
  PromotionSimulateInput,
  PromotionSimulationResult,
  type PromotionSimulationType,
  type SimulatedDeliveryInput,
  type SimulatedLineInput,
  type SimulatedPromotionInput,
} from './simulation.types';

const invalid = (...path: readonly string[]): Refusal => refuse('basket-invalid', { path });

const isQuantity = (quantity: number): boolean => quantity >= 1 && quantity <= 999;

const readLine = ({ productId, sellerId, quantity, unitPrice }: SimulatedLineInput, place: string): BasketLine | Refusal => {
  const price = readAmount(unitPrice, []);
  if (!isId(productId) || !isId(sellerId) || !isQuantity(quantity) || isRefused(price) || isNegative(price)) return invalid('lines', place);
  return { lineId: place, productId: idOf(productId), sellerId: idOf(sellerId), quantity, unitPrice: price };
};

const readDelivery = (input: SimulatedDeliveryInput, place: string): Delivery | Refusal => {
  const price = readAmount(input.price, []);
  return !isId(input.sellerId) || isRefused(price) || isNegative(price)
    ? invalid('delivery', place)
    : { sellerId: idOf(input.sellerId), price };
};

const readBasket = ({ lines: lineInputs, delivery: deliveryInputs, countryCode }: PromotionSimulateInput): Basket | Refusal => {
  if (lineInputs.length === 0) return refuse('basket-empty', { path: ['lines'] });
  if (lineInputs.length > 100 || deliveryInputs.length > 100) return invalid('lines');
  const lines = readAll(lineInputs, readLine);
  if (isRefused(lines)) return lines;
  const delivery = readAll(deliveryInputs, readDelivery);
  if (isRefused(delivery)) return delivery;
  const prices = [...lines.map(({ unitPrice }) => unitPrice), ...delivery.map(({ price }) => price)];
  const currency = prices[0]?.currency;
  if (currency === undefined || prices.some((price) => price.currency !== currency)) return invalid('lines');
  return { currency, lines, delivery, ...(typeof countryCode === 'string' ? { countryCode } : {}) };
};

const readShelves = ({ lines }: PromotionSimulateInput): Shelves =>
  new Map(
    lines.flatMap(({ productId, categoryIds }): [ProductId, readonly CategoryId[]][] =>
      categoryIds ? [[idOf(productId), categoryIds.map((id) => idOf(id))]] : [],
    ),
  );

const readDraft = (input: SimulatedPromotionInput): NewPromotion | Refusal => {
  const { sellerId, fundedBy, needsCoupon } = input;
  if (typeof sellerId === 'string' && !isId(sellerId)) return refuse('seller-not-found', { path: ['draft', 'sellerId'] });
  const terms = readTerms(input.terms);
  if (isRefused(terms)) return terms;
  const seller = typeof sellerId === 'string' ? { sellerId: idOf<'Seller'>(sellerId) } : {};
  return { ...seller, fundedBy: fundedBy ?? (typeof sellerId === 'string' ? 'SELLER' : 'PLATFORM'), needsCoupon, terms };
};

const readRequest = (input: PromotionSimulateInput): SimulationRequest | Refusal => {
  const basket = readBasket(input);
  if (isRefused(basket)) return basket;
  const wrong = input.promotionIds.findIndex((id, position) => !isId(id) || position >= 50);
  if (wrong >= 0) return refuse('promotion-not-found', { path: ['promotionIds', wrong.toString()] });
  const draft = input.draft ? readDraft(input.draft) : undefined;
  if (isRefused(draft)) return draft;
  const { buyer, at } = input;
  return {
    basket,
    buyer: buyer ? { kind: 'known', segments: buyer.segments, isFirstOrder: buyer.firstOrder } : { kind: 'guest' },
    promotionIds: input.promotionIds.map((id) => idOf(id)),
    ...(draft === undefined ? {} : { draft }),
    ...(at ? { at } : {}),
    shelves: readShelves(input),
  };
};

const toType = ({ considered, goods, goodsDiscount, delivery, deliveryDiscount }: Evaluation): PromotionSimulationType => ({
  considered: considered.map(toConsideredType),
  goods: toMoneyType(goods),
  goodsDiscount: toMoneyType(goodsDiscount),
  delivery: toMoneyType(delivery),
  deliveryDiscount: toMoneyType(deliveryDiscount),
  total: toMoneyType(money(goods.amount - goodsDiscount.amount + delivery.amount - deliveryDiscount.amount, goods.currency)),
});

@Resolver()
export class SimulationResolver {
  constructor(private readonly simulation: Simulation) {}

  @Query(() => PromotionSimulationResult, {
    description:
      'Tries promotions on a basket, as if they were active and nobody had used them; for those who keep them. Errors: BASKET_EMPTY, BASKET_INVALID, NOTHING_TO_SIMULATE, PROMOTION_NOT_FOUND, SELLER_NOT_FOUND, and those of terms.',
  })
  async promotionSimulate(
    @Arg('input', () => PromotionSimulateInput, { description: 'What to try on what.' }) input: PromotionSimulateInput,
    @Ctx() context: GraphContext,
  ): Promise<PromotionSimulationResult> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const request = readRequest(input);
    const outcome = isRefused(request) ? request : await this.simulation.run(request, context.actor);
    return isRefused(outcome)
      ? { simulation: null, userErrors: toUserErrors(outcome, messages) }
      : { simulation: toType(outcome), userErrors: [] };
  }
}
