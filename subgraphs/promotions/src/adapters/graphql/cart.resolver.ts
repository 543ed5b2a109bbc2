import { Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { fromDecimal, idOf, isCurrency, isUser, money, type Actor, type UserId } from '@marketplace/kernel';
import { MoneyType, toMoneyType, type GraphContext } from '@marketplace/platform/graphql';
import type { Answer, Evaluations } from '../../application/evaluations';
import type { Basket } from '../../domain/basket';
import { appliedOf } from '../../domain/evaluation';
import type { CodeVerdict } from '../../domain/quote';
import {
  CartCouponType,
  CartDiscountExplanationType,
  CartDiscountType,
  CartType,
  ConsideredPromotionType,
  type CartCouponStatus,
  type CartDeliveryEstimateType,
  type CartPricingType,
} from './cart.types';
import { toConsideredType, toFailedCode } from './considered';

/** What a reference carries when something is asked that needs it, and lacks when not. */
type CartReference = {
  readonly id: string;
  readonly pricing?: CartPricingType | null;
  readonly deliveryEstimate?: readonly CartDeliveryEstimateType[] | null;
  readonly countryCode?: string | null;
};

type ExplanationReference = { readonly cartId: string } & Pick<CartReference, 'pricing' | 'countryCode'>;

/** A cart under evaluation: its fields share one answer, which is worked out when the first of them asks. */
type Priced = {
  readonly codes: readonly string[];
  readonly buyerId: UserId | undefined;
  readonly answer: () => Promise<Answer | undefined>;
};

const toMoney = ({ amount, currency }: MoneyType) => fromDecimal(amount, currency);

const basketOf = ({ pricing, deliveryEstimate, countryCode }: Omit<CartReference, 'id'>): Basket | undefined => {
  const currency = pricing?.currency ?? '';
  if (!pricing || pricing.lines.length === 0 || !isCurrency(currency)) return undefined;
  return {
    currency,
    ...(typeof countryCode === 'string' ? { countryCode } : {}),
    lines: pricing.lines.map(({ lineId, productId, sellerId, quantity, unitPrice }) => ({
      lineId,
      productId: idOf<'Product'>(productId),
      sellerId: idOf<'Seller'>(sellerId),
      quantity,
      unitPrice: toMoney(unitPrice),
    })),
    // Delivery in another currency cannot be reckoned with the goods.
    delivery: (deliveryEstimate ?? [])
      .filter(({ price }) => price.currency === currency)
      .map(({ sellerId, price }) => ({ sellerId: idOf<'Seller'>(sellerId), price: toMoney(price) })),
  };
};

const statusOf = (verdict: CodeVerdict | undefined): CartCouponStatus => {
  switch (verdict) {
    case 'applied':
      return 'APPLIED';
    case 'coupons-not-combinable':
      return 'NOT_COMBINABLE';
    case 'coupon-not-applicable':
    case 'coupon-used-up':
    case undefined:
      return 'NOT_APPLICABLE';
  }
};

/** Reads a cart's coupons for its buyer only; anybody else has none. */
const price = (evaluations: Evaluations, reference: Omit<CartReference, 'id'>, actor: Actor): Priced => {
  const { pricing } = reference;
  const owner = typeof pricing?.buyerId === 'string' ? idOf<'User'>(pricing.buyerId) : undefined;
  const buyerId = owner !== undefined && isUser(actor, owner) ? owner : undefined;
  const codes = pricing?.couponCodes ?? [];
  const during = typeof pricing?.checkoutId === 'string' ? { checkoutId: idOf<'Checkout'>(pricing.checkoutId) } : {};
  let answer: Promise<Answer | undefined> | undefined;
  const evaluate = (): Promise<Answer | undefined> => {
    const basket = basketOf(reference);
    return basket === undefined ? Promise.resolve(undefined) : evaluations.evaluate({ basket, buyerId, codes, ...during });
  };
  return { codes, buyerId, answer: () => (answer ??= evaluate()) };
};

type PricedCart = CartReference & { readonly priced: Priced };
type PricedExplanation = ExplanationReference & { readonly priced: Priced };

const statusesOf = async ({ codes, buyerId, answer }: Priced): Promise<readonly CartCouponType[]> => {
  if (codes.length === 0) return [];
  if (buyerId === undefined) return codes.map((code) => ({ code, status: 'LOGIN_REQUIRED' }));
  const verdicts = (await answer())?.codes;
  return codes.map((code) => ({ code, status: statusOf(verdicts?.get(code)) }));
};

const needs =
  'pricing { buyerId currency couponCodes checkoutId lines { lineId variantId productId sellerId quantity unitPrice { amount currency } } } countryCode';
const cartNeeds = `@requires(fields: "${needs} deliveryEstimate { sellerId price { amount currency } }")`;

@Resolver(() => CartType)
export class CartResolver {
  constructor(private readonly evaluations: Evaluations) {}

  /** A cart is carts'; promotions adds to any that it is asked about. */
  reference(reference: CartReference, { actor }: GraphContext): PricedCart {
    return { ...reference, priced: price(this.evaluations, reference, actor) };
  }

  @Directive(cartNeeds)
  @FieldResolver(() => [CartCouponType], { nullable: true, description: 'The codes on the cart, and what each is worth.' })
  coupons(@Root() { priced }: PricedCart): Promise<readonly CartCouponType[]> {
    return statusesOf(priced);
  }

  @Directive(cartNeeds)
  @FieldResolver(() => [CartDiscountType], { nullable: true, description: 'What comes off the cart, promotion by promotion.' })
  async discounts(@Root() { priced }: PricedCart): Promise<readonly CartDiscountType[]> {
    const answer = await priced.answer();
    if (answer === undefined) return [];
    return appliedOf(answer.evaluation).map(({ promotion, coupon, discount }) => ({
      label: promotion.terms.label,
      amount: toMoneyType(discount.total),
      promotionId: promotion.id,
      couponCode: coupon?.code ?? null,
    }));
  }

  @Directive(cartNeeds)
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'What the cart would cost, delivered and with every discount; null while it is empty or delivery cannot be reckoned.',
  })
  async estimatedTotal(@Root() { priced, deliveryEstimate }: PricedCart): Promise<MoneyType | null> {
    const answer = await priced.answer();
    if (answer === undefined || !Array.isArray(deliveryEstimate)) return null;
    const { goods, goodsDiscount, delivery, deliveryDiscount } = answer.evaluation;
    return toMoneyType(money(goods.amount - goodsDiscount.amount + delivery.amount - deliveryDiscount.amount, goods.currency));
  }
}

@Resolver(() => CartDiscountExplanationType)
export class CartDiscountExplanationResolver {
  constructor(private readonly evaluations: Evaluations) {}

  reference(reference: ExplanationReference, { actor }: GraphContext): PricedExplanation {
    return { ...reference, priced: price(this.evaluations, reference, actor) };
  }

  @Directive(`@requires(fields: "${needs}")`)
  @FieldResolver(() => [ConsideredPromotionType], {
    nullable: true,
    description:
      'Every promotion that was considered for the goods, in order, and why it applies or not; delivery is left out of account. Codes that take nothing off come last.',
  })
  async considered(@Root() { priced }: PricedExplanation): Promise<readonly ConsideredPromotionType[]> {
    const answer = await priced.answer();
    const considered = answer?.evaluation.considered ?? [];
    const told = considered.filter(({ coupon, outcome }) => coupon === undefined || outcome === 'APPLIED').map(toConsideredType);
    const failed = (await statusesOf(priced)).flatMap(({ code, status }) => (status === 'APPLIED' ? [] : [toFailedCode(code, status)]));
    return [...told, ...failed];
  }
}
