import { Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { defined, fromDecimal, isCurrency, type Actor, type UserId } from '@marketplace/kernel';
import { MoneyType, toMoneyType, type GraphContext } from '@marketplace/platform/graphql';
import { visibleBuyer, type EvaluationResult, type Evaluations } from '../../application/evaluations';
import type { Basket } from '../../domain/basket';
import { appliedPromotions, amountDue } from '../../domain/evaluation';
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

/** A reference to a cart or to its explanation. The gateway sends each field only when the query needs it. */
type CartReference = {
  readonly pricing?: CartPricingType | null;
  readonly deliveryEstimate?: readonly CartDeliveryEstimateType[] | null;
  readonly countryCode?: string | null;
};

/** The evaluation of a cart. Its fields share one result, which is calculated when the first of them is resolved. */
type CartEvaluation = {
  readonly codes: readonly string[];
  readonly buyerId: UserId | undefined;
  readonly result: () => Promise<EvaluationResult | undefined>;
};

const toMoney = ({ amount, currency }: MoneyType) => fromDecimal(amount, currency);

const basketOf = ({ pricing, deliveryEstimate, countryCode }: CartReference): Basket | undefined => {
  if (!pricing?.currency || pricing.lines.length === 0 || !isCurrency(pricing.currency)) return undefined;
  const { currency, lines } = pricing;
  return {
    currency,
    ...defined({ countryCode }),
    lines: lines.map(({ unitPrice, ...line }) => ({ ...line, unitPrice: toMoney(unitPrice) })),
    // Only delivery in the currency of the goods can be added to them.
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

const evaluationOf = (evaluations: Evaluations, reference: CartReference, actor: Actor): CartEvaluation => {
  const { pricing } = reference;
  const buyerId = visibleBuyer(actor, pricing?.buyerId);
  const codes = pricing?.couponCodes ?? [];
  let result: Promise<EvaluationResult | undefined> | undefined;
  const evaluate = (): Promise<EvaluationResult | undefined> => {
    const basket = basketOf(reference);
    if (basket === undefined) return Promise.resolve(undefined);
    return evaluations.evaluate({ basket, buyerId, codes, ...defined({ checkoutId: pricing?.checkoutId }) });
  };
  return { codes, buyerId, result: () => (result ??= evaluate()) };
};

/** Adds the evaluation to references to carts and to explanations of carts. */
export const pricedReference =
  (evaluations: Evaluations) =>
  (reference: CartReference, { actor }: GraphContext): PricedCart => ({
    ...reference,
    priced: evaluationOf(evaluations, reference, actor),
  });

type PricedCart = CartReference & { readonly priced: CartEvaluation };

const statusesOf = async ({ codes, buyerId, result }: CartEvaluation): Promise<readonly CartCouponType[]> => {
  if (codes.length === 0) return [];
  if (buyerId === undefined) return codes.map((code) => ({ code, status: 'LOGIN_REQUIRED' }));
  const verdicts = (await result())?.codes;
  return codes.map((code) => ({ code, status: statusOf(verdicts?.get(code)) }));
};

const requiredFields =
  'pricing { buyerId currency couponCodes checkoutId lines { lineId variantId productId sellerId quantity unitPrice { amount currency } } } countryCode';
const requiresCart = `@requires(fields: "${requiredFields} deliveryEstimate { sellerId price { amount currency } }")`;

@Resolver(() => CartType)
export class CartResolver {
  @Directive(requiresCart)
  @FieldResolver(() => [CartCouponType], { nullable: true, description: 'The coupon codes on the cart, with the status of each.' })
  coupons(@Root() { priced }: PricedCart): Promise<readonly CartCouponType[]> {
    return statusesOf(priced);
  }

  @Directive(requiresCart)
  @FieldResolver(() => [CartDiscountType], {
    nullable: true,
    description: 'The discounts on the cart, one for each promotion that applies.',
  })
  async discounts(@Root() { priced }: PricedCart): Promise<readonly CartDiscountType[]> {
    const result = await priced.result();
    if (result === undefined) return [];
    return appliedPromotions(result.evaluation).map(({ promotion, coupon, discount }) => ({
      label: promotion.terms.label,
      amount: toMoneyType(discount.total),
      promotionId: promotion.id,
      couponCode: coupon?.code ?? null,
    }));
  }

  @Directive(requiresCart)
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description:
      'The estimated total of the cart, including delivery and discounts; null when the cart is empty or the delivery cost is unknown.',
  })
  async estimatedTotal(@Root() { priced, deliveryEstimate }: PricedCart): Promise<MoneyType | null> {
    const result = await priced.result();
    if (result === undefined || !deliveryEstimate) return null;
    return toMoneyType(amountDue(result.evaluation));
  }
}

@Resolver(() => CartDiscountExplanationType)
export class CartDiscountExplanationResolver {
  @Directive(`@requires(fields: "${requiredFields}")`)
  @FieldResolver(() => [ConsideredPromotionType], {
    nullable: true,
    description:
      'The promotions that were considered for the goods, in order of evaluation, each with its outcome and reason. Delivery is not included. Coupon codes that give no discount come last.',
  })
  async considered(@Root() { priced }: PricedCart): Promise<readonly ConsideredPromotionType[]> {
    const result = await priced.result();
    const considered = result?.evaluation.considered ?? [];
    const explained = considered.filter(({ coupon, outcome }) => coupon === undefined || outcome === 'APPLIED').map(toConsideredType);
    const failed = (await statusesOf(priced)).flatMap(({ code, status }) => (status === 'APPLIED' ? [] : [toFailedCode(code, status)]));
    return [...explained, ...failed];
  }
}
