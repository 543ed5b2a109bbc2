import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { defined, idOf, isId, isNegative, isRefused, refuse, type CategoryId, type ProductId, type Refusal } from '@marketplace/kernel';
import { loggedIn, toMoneyType, toUserErrors, type GraphContext } from '@marketplace/platform/graphql';
import type { NewPromotion } from '../../application/promotions';
import type { Simulation, SimulationRequest } from '../../application/simulation';
import type { Basket, BasketLine, Delivery, ProductCategories } from '../../domain/basket';
import { amountDue, type Evaluation } from '../../domain/evaluation';
import type { TermsRefusal } from '../../domain/terms-validity';
import { toConsideredType } from './considered';
import { messages } from './messages';
import { readAll, readAmount, readPromotion } from './read-terms';
import {
  PromotionSimulateInput,
  PromotionSimulationResult,
  type PromotionSimulationType,
  type SimulatedDeliveryInput,
  type SimulatedLineInput,
  type SimulatedPromotionInput,
} from './simulation.types';

type InputRefusal = Refusal<'basket-empty' | 'basket-invalid' | 'promotion-not-found' | 'seller-not-found'> | TermsRefusal;

const invalid = (...path: readonly string[]): Refusal<'basket-invalid'> => refuse('basket-invalid', { path });

const isQuantity = (quantity: number): boolean => quantity >= 1 && quantity <= 999;

const readLine = (
  { productId, sellerId, quantity, unitPrice }: SimulatedLineInput,
  index: string,
): BasketLine | Refusal<'basket-invalid'> => {
  const price = readAmount(unitPrice, []);
  if (!isId(productId) || !isId(sellerId) || !isQuantity(quantity) || isRefused(price) || isNegative(price)) return invalid('lines', index);
  return { lineId: index, productId: idOf(productId), sellerId: idOf(sellerId), quantity, unitPrice: price };
};

const readDelivery = (input: SimulatedDeliveryInput, index: string): Delivery | Refusal<'basket-invalid'> => {
  const price = readAmount(input.price, []);
  return !isId(input.sellerId) || isRefused(price) || isNegative(price)
    ? invalid('delivery', index)
    : { sellerId: idOf(input.sellerId), price };
};

const readBasket = ({ lines: lineInputs, delivery: deliveryInputs, countryCode }: PromotionSimulateInput): Basket | InputRefusal => {
  if (lineInputs.length === 0) return refuse('basket-empty', { path: ['lines'] });
  if (lineInputs.length > 100 || deliveryInputs.length > 100) return invalid('lines');
  const lines = readAll(lineInputs, readLine);
  if (isRefused(lines)) return lines;
  const delivery = readAll(deliveryInputs, readDelivery);
  if (isRefused(delivery)) return delivery;
  const prices = [...lines.map(({ unitPrice }) => unitPrice), ...delivery.map(({ price }) => price)];
  const currency = prices[0]?.currency;
  if (currency === undefined || prices.some((price) => price.currency !== currency)) return invalid('lines');
  return { currency, lines, delivery, ...defined({ countryCode }) };
};

const readProductCategories = ({ lines }: PromotionSimulateInput): ProductCategories =>
  new Map(
    lines.flatMap(({ productId, categoryIds }): [ProductId, readonly CategoryId[]][] =>
      categoryIds === undefined ? [] : [[idOf(productId), categoryIds.map((id) => idOf(id))]],
    ),
  );

const readDraft = ({ sellerId, ...input }: SimulatedPromotionInput): NewPromotion | InputRefusal => {
  if (sellerId !== undefined && !isId(sellerId)) return refuse('seller-not-found', { path: ['draft', 'sellerId'] });
  return readPromotion({ ...input, ...defined({ sellerId: sellerId === undefined ? undefined : idOf<'Seller'>(sellerId) }) });
};

const readRequest = (input: PromotionSimulateInput): SimulationRequest | InputRefusal => {
  const basket = readBasket(input);
  if (isRefused(basket)) return basket;
  const wrong = input.promotionIds.findIndex((id, position) => !isId(id) || position >= 50);
  if (wrong >= 0) return refuse('promotion-not-found', { path: ['promotionIds', wrong.toString()] });
  const draft = input.draft === undefined ? undefined : readDraft(input.draft);
  if (isRefused(draft)) return draft;
  const { buyer, at } = input;
  return {
    basket,
    buyer: buyer === undefined ? { kind: 'guest' } : { kind: 'known', segments: buyer.segments, isFirstOrder: buyer.firstOrder },
    promotionIds: input.promotionIds.map((id) => idOf(id)),
    ...defined({ draft, at }),
    productCategories: readProductCategories(input),
  };
};

const toType = (evaluation: Evaluation): PromotionSimulationType => ({
  considered: evaluation.considered.map(toConsideredType),
  goods: toMoneyType(evaluation.goods),
  goodsDiscount: toMoneyType(evaluation.goodsDiscount),
  delivery: toMoneyType(evaluation.delivery),
  deliveryDiscount: toMoneyType(evaluation.deliveryDiscount),
  total: toMoneyType(amountDue(evaluation)),
});

@Resolver()
export class SimulationResolver {
  constructor(private readonly simulation: Simulation) {}

  @Query(() => PromotionSimulationResult, {
    description:
      'A simulation of promotions on a basket, as if they were active and unused. Only for the owners of the promotions. Errors: BASKET_EMPTY, BASKET_INVALID, NOTHING_TO_SIMULATE, PROMOTION_NOT_FOUND, SELLER_NOT_FOUND, and the errors of promotion terms.',
  })
  async promotionSimulate(
    @Arg('input', () => PromotionSimulateInput, { description: 'The basket and the promotions to simulate.' })
    input: PromotionSimulateInput,
    @Ctx() context: GraphContext,
  ): Promise<InstanceType<typeof PromotionSimulationResult>> {
    const actor = loggedIn(context);
    const request = readRequest(input);
    const outcome = isRefused(request) ? request : await this.simulation.simulate(request, actor);
    return isRefused(outcome)
      ? PromotionSimulationResult.refused(toUserErrors(outcome, messages))
      : PromotionSimulationResult.done({ simulation: toType(outcome) });
  }
}
