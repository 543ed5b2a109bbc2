import { before, hours, isUser, type Actor, type CheckoutId, type ProductId, type SellerId, type UserId } from '@marketplace/kernel';
import type { Basket, Buyer } from '../domain/basket';
import { couponCode, type CouponCode } from '../domain/coupon';
import { evaluate, unused, type Candidate, type Evaluation } from '../domain/evaluation';
import { withoutUses } from '../domain/own-uses';
import type { Promotion } from '../domain/promotion';
import { codeVerdicts, type CodeVerdict, type Use } from '../domain/quote';
import { ruleOf } from '../domain/terms';
import type { CodeReading, Facts, Ports } from './ports';

/** Different codes that may fail for one buyer before every code does, and for how long they count. */
export const mostAttempts = 20;
export const attemptsCount = hours(1);

export type Asked = {
  readonly basket: Basket;
  /** Who buys; undefined for a guest, who cannot use coupons. */
  readonly buyerId: UserId | undefined;
  /** A text that can be no code is a code that does not exist. */
  readonly codes: readonly CouponCode[];
  /** The checkout that the basket is in: what is held for it does not stand in its way. */
  readonly checkoutId?: CheckoutId;
};

export type Answer = { readonly evaluation: Evaluation; readonly codes: ReadonlyMap<CouponCode, CodeVerdict> };

export type Evaluations = ReturnType<typeof createEvaluations>;

/** Who buys a cart, as far as the actor may know: nobody but the buyer sees its coupons. */
export const shownBuyer = (actor: Actor, buyerId: UserId | null | undefined): UserId | undefined =>
  buyerId && isUser(actor, buyerId) ? buyerId : undefined;

const noCodes: CodeReading = { found: [], attempts: 0, attempted: [] };
const noFacts: Facts = { standings: new Map(), segments: [], isFirstOrder: false, shelves: new Map() };

const sellersOf = ({ lines }: Basket): readonly SellerId[] => [...new Set(lines.map((line) => line.sellerId))];
const productsOf = ({ lines }: Basket): readonly ProductId[] => [...new Set(lines.map((line) => line.productId))];

const buyerOf = (buyerId: UserId | undefined, { segments, isFirstOrder }: Facts, own: readonly Use[]): Buyer =>
  buyerId === undefined
    ? { kind: 'guest' }
    : { kind: 'known', userId: buyerId, segments, isFirstOrder: isFirstOrder || own.some((use) => use.isFirstOrder) };

/** What promotions are worth to a basket now. Nothing is held by it; the hold of a checkout decides. */
export const createEvaluations = ({
  actives,
  reads,
  attempts,
  usages,
  clock,
}: Pick<Ports, 'actives' | 'reads' | 'attempts' | 'clock'> & { readonly usages: Pick<Ports['usages'], 'find'> }) => {
  const readCodes = (codes: readonly CouponCode[], buyerId: UserId | undefined): Promise<CodeReading> =>
    codes.length === 0 || buyerId === undefined ? Promise.resolve(noCodes) : reads.coupons(codes, buyerId, before(clock(), attemptsCount));

  const readFacts = ({ basket, buyerId, codes }: Asked, automatic: readonly Promotion[]): Promise<Facts> => {
    const asksCodes = codes.length > 0 && buyerId !== undefined;
    if (automatic.length === 0 && !asksCodes) return Promise.resolve(noFacts);
    const needsShelves = asksCodes || automatic.some(({ terms }) => ruleOf(terms, 'CATEGORIES') !== undefined);
    return reads.facts({ promotionIds: automatic.map(({ id }) => id), buyerId, productIds: needsShelves ? productsOf(basket) : [] });
  };

  /** What is in the counts already of this very basket. */
  const ownUses = async ({ checkoutId, buyerId }: Asked): Promise<readonly Use[]> => {
    if (checkoutId === undefined) return [];
    const usage = (await usages.find(checkoutId))?.state;
    const isCounted = usage?.status === 'HELD' || usage?.status === 'CONSUMED';
    return isCounted && usage.quote.buyerId === buyerId ? usage.quote.uses : [];
  };

  /** Remembers codes that did not apply, whatever the reason. */
  const noteFailures = async (asked: Asked, verdicts: ReadonlyMap<CouponCode, CodeVerdict>, known: CodeReading): Promise<void> => {
    const failed = asked.codes.filter((code) => {
      const verdict = verdicts.get(code);
      return (verdict === 'coupon-not-applicable' || verdict === 'coupon-used-up') && !known.attempted.includes(code);
    });
    if (asked.buyerId !== undefined && failed.length > 0) await attempts.note(asked.buyerId, failed, clock());
  };

  return {
    evaluate: async (request: Asked): Promise<Answer> => {
      const asked = { ...request, codes: request.codes.filter((code) => couponCode(code) === code) };
      const { basket, buyerId } = asked;
      const automatic = await actives(sellersOf(basket));
      const [reading, facts, own] = await Promise.all([readCodes(asked.codes, buyerId), readFacts(asked, automatic), ownUses(asked)]);
      const isLockedOut = reading.attempts >= mostAttempts;
      const candidates: readonly Candidate[] = [
        ...automatic.map((promotion) => ({ promotion, standing: facts.standings.get(promotion.id) ?? unused })),
        ...(isLockedOut ? [] : reading.found),
      ];
      const occasion = { basket, buyer: buyerOf(buyerId, facts, own), shelves: facts.shelves, at: clock() };
      const evaluation = evaluate(withoutUses(candidates, own), occasion);
      const codes = codeVerdicts(request.codes, evaluation);
      if (!isLockedOut) await noteFailures(asked, codes, reading);
      return { evaluation, codes };
    },
  };
};
