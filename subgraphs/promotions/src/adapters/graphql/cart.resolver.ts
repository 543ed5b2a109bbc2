import { Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { defined, fromDecimal, isCurrency, type Actor, type UserId } from '@marketplace/kernel';
import { MoneyType, toMoneyType, type GraphContext } from '@marketplace/platform/graphql';
import { shownBuyer, type Answer, type Evaluations } from '../../application/evaluations';
import type { Basket } from '../../domain/basket';
import { appliedOf, leftToPay } from '../../domain/evaluation';
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

/** What a reference to a cart, or to its explanation, carries when something is asked that needs it, and lacks when not. */
type CartReference = {
  readonly pricing?: CartPricingType | null;
  readonly deliveryEstimate?: readonly CartDeliveryEstimateType[] | null;
  readonly countryCode?: string | null;
};

/** A cart under evaluation: its fields share one answer, which is worked out when the first of them asks. */
type Priced = {
  readonly codes: readonly string[];
  readonly buyerId: UserId | undefined;
  readonly answer: () => Promise<Answer | undefined>;
};

const toMoney = ({ amount, currency }: MoneyType) => fromDecimal(amount, currency);

const basketOf = ({ pricing, deliveryEstimate, countryCode }: CartReference): Basket | undefined => {
  if (!pricing?.currency || pricing.lines.length === 0 || !isCurrency(pricing.currency)) return undefined;
  const { currency, lines } = pricing;
  return {
    currency,
    ...defined({ countryCode }),
    lines: lines.map(({ unitPrice, ...line }) => ({ ...line, unitPrice: toMoney(unitPrice) })),
    // Delivery in another currency cannot be added to the goods.
    delivery: (deliveryEstimate ?? [])
      .filter(({ price }) => price.currency === currency)
      .map(({ sellerId, price }) => ({ sellerId, price: toMoney(price) })),
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

const price = (evaluations: Evaluations, reference: CartReference, actor: Actor): Priced => {
  const { pricing } = reference;
  const buyerId = shownBuyer(actor, pricing?.buyerId);
  const codes = pricing?.couponCodes ?? [];
  let answer: Promise<Answer | undefined> | undefined;
  const evaluate = (): Promise<Answer | undefined> => {
    const basket = basketOf(reference);
    if (basket === undefined) return Promise.resolve(undefined);
    return evaluations.evaluate({ basket, buyerId, codes, ...defined({ checkoutId: pricing?.checkoutId }) });
  };
  return { codes, buyerId, answer: () => (answer ??= evaluate()) };
};

/** A cart is carts': promotions adds to any that it is asked about, and to its explanation. */
export const pricedReference =
  (evaluations: Evaluations) =>
  (reference: CartReference, { actor }: GraphContext): PricedCart => ({ ...reference, priced: price(evaluations, reference, actor) });

type PricedCart = CartReference & { readonly priced: Priced };

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
    if (answer === undefined || !deliveryEstimate) return null;
    return toMoneyType(leftToPay(answer.evaluation));
  }
}

@Resolver(() => CartDiscountExplanationType)
export class CartDiscountExplanationResolver {
  @Directive(`@requires(fields: "${needs}")`)
  @FieldResolver(() => [ConsideredPromotionType], {
    nullable: true,
    description:
      'Every promotion that was considered for the goods, in order, and why it applies or not; delivery is left out of account. Codes that take nothing off come last.',
  })
  async considered(@Root() { priced }: PricedCart): Promise<readonly ConsideredPromotionType[]> {
    const answer = await priced.answer();
    const considered = answer?.evaluation.considered ?? [];
    const explained = considered.filter(({ coupon, outcome }) => coupon === undefined || outcome === 'APPLIED').map(toConsideredType);
    const failed = (await statusesOf(priced)).flatMap(({ code, status }) => (status === 'APPLIED' ? [] : [toFailedCode(code, status)]));
    return [...explained, ...failed];
  }
}
