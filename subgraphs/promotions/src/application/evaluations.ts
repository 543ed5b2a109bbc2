import { before, hours, isUser, type Actor, type CheckoutId, type ProductId, type SellerId, type UserId } from '@marketplace/kernel';
import type { Basket, Buyer } from '../domain/basket';
import { couponCode, type CouponCode } from '../domain/coupon';
import { evaluate, unused, type Candidate, type Evaluation } from '../domain/evaluation';
import { withoutUses } from '../domain/own-uses';
import type { Promotion } from '../domain/promotion';
import { codeVerdicts, type CodeVerdict, type Use } from '../domain/quote';
import { ruleOf } from '../domain/terms';
import type { CodeLookup, EvaluationFacts, Ports } from './ports';

/** The number of different codes that may fail for a buyer within the window. After that, no code applies. */
export const maxAttempts = 20;
export const attemptWindow = hours(1);

export type EvaluationRequest = {
  readonly basket: Basket;
  /** Undefined for a guest, who cannot use coupons. */
  readonly buyerId: UserId | undefined;
  /** Invalid codes are treated like unknown codes. */
  readonly codes: readonly CouponCode[];
  /** The checkout of the basket. Its own reserved uses do not count against it. */
  readonly checkoutId?: CheckoutId;
};

export type EvaluationResult = { readonly evaluation: Evaluation; readonly codes: ReadonlyMap<CouponCode, CodeVerdict> };

export type Evaluations = ReturnType<typeof createEvaluations>;

/** The buyer of a cart, if it is the actor. Only the buyer sees the coupons of a cart. */
export const visibleBuyer = (actor: Actor, buyerId: UserId | null | undefined): UserId | undefined =>
  buyerId && isUser(actor, buyerId) ? buyerId : undefined;

const noCodes: CodeLookup = { found: [], attempts: 0, attempted: [] };
const noFacts: EvaluationFacts = { usageCounts: new Map(), segments: [], isFirstOrder: false, productCategories: new Map() };

const sellersOf = ({ lines }: Basket): readonly SellerId[] => [...new Set(lines.map((line) => line.sellerId))];
const productsOf = ({ lines }: Basket): readonly ProductId[] => [...new Set(lines.map((line) => line.productId))];

const buyerOf = (buyerId: UserId | undefined, { segments, isFirstOrder }: EvaluationFacts, own: readonly Use[]): Buyer =>
  buyerId === undefined
    ? { kind: 'guest' }
    : { kind: 'known', userId: buyerId, segments, isFirstOrder: isFirstOrder || own.some((use) => use.isFirstOrder) };

/** Evaluates the promotions for a basket, without reserving uses. */
export const createEvaluations = ({
  activePromotions,
  reads,
  attempts,
  usages,
  clock,
}: Pick<Ports, 'activePromotions' | 'reads' | 'attempts' | 'clock'> & { readonly usages: Pick<Ports['usages'], 'find'> }) => {
  const readCodes = (codes: readonly CouponCode[], buyerId: UserId | undefined): Promise<CodeLookup> =>
    codes.length === 0 || buyerId === undefined ? Promise.resolve(noCodes) : reads.coupons(codes, buyerId, before(clock(), attemptWindow));

  const readFacts = ({ basket, buyerId, codes }: EvaluationRequest, automatic: readonly Promotion[]): Promise<EvaluationFacts> => {
    const hasCodes = codes.length > 0 && buyerId !== undefined;
    if (automatic.length === 0 && !hasCodes) return Promise.resolve(noFacts);
    const needsCategories = hasCodes || automatic.some(({ terms }) => ruleOf(terms, 'CATEGORIES') !== undefined);
    return reads.facts({ promotionIds: automatic.map(({ id }) => id), buyerId, productIds: needsCategories ? productsOf(basket) : [] });
  };

  /** The uses that the basket's own checkout already reserves or has consumed. */
  const ownUses = async ({ checkoutId, buyerId }: EvaluationRequest): Promise<readonly Use[]> => {
    if (checkoutId === undefined) return [];
    const usage = (await usages.find(checkoutId))?.state;
    const isCounted = usage?.status === 'HELD' || usage?.status === 'CONSUMED';
    return isCounted && usage.quote.buyerId === buyerId ? usage.quote.uses : [];
  };

  /** Records codes that did not apply, for any reason. */
  const recordFailedCodes = async (
    request: EvaluationRequest,
    verdicts: ReadonlyMap<CouponCode, CodeVerdict>,
    known: CodeLookup,
  ): Promise<void> => {
    const failed = request.codes.filter((code) => {
      const verdict = verdicts.get(code);
      return (verdict === 'coupon-not-applicable' || verdict === 'coupon-used-up') && !known.attempted.includes(code);
    });
    if (request.buyerId !== undefined && failed.length > 0) await attempts.record(request.buyerId, failed, clock());
  };

  return {
    evaluate: async (request: EvaluationRequest): Promise<EvaluationResult> => {
      const valid = { ...request, codes: request.codes.filter((code) => couponCode(code) === code) };
      const { basket, buyerId } = valid;
      const automatic = await activePromotions(sellersOf(basket));
      const [lookup, facts, own] = await Promise.all([readCodes(valid.codes, buyerId), readFacts(valid, automatic), ownUses(valid)]);
      const isLockedOut = lookup.attempts >= maxAttempts;
      const candidates: readonly Candidate[] = [
        ...automatic.map((promotion) => ({ promotion, usageCounts: facts.usageCounts.get(promotion.id) ?? unused })),
        ...(isLockedOut ? [] : lookup.found),
      ];
      const context = { basket, buyer: buyerOf(buyerId, facts, own), productCategories: facts.productCategories, at: clock() };
      const evaluation = evaluate(withoutUses(candidates, own), context);
      const codes = codeVerdicts(request.codes, evaluation);
      if (!isLockedOut) await recordFailedCodes(valid, codes, lookup);
      return { evaluation, codes };
    },
  };
};
