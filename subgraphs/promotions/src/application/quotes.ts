import { isRefused, type Cause, type CheckoutId, type Instant, type Refusal, type UserId } from '@marketplace/kernel';
import type { CouponCode } from '../domain/coupon';
import { quoteOf, type CheckoutBasket } from '../domain/quote';
import { decide, type DiscountUsage, type QuoteAnswer, type UsageCommand, type UsageRejection } from '../domain/usage';
import type { Answer, Evaluations } from './evaluations';
import type { PaidCheckout, Ports, Saved, Versioned } from './ports';

export type QuoteRequest = {
  readonly checkoutId: CheckoutId;
  readonly buyerId: UserId;
  readonly expiresAt: Instant;
  readonly basket: CheckoutBasket;
  readonly codes: readonly CouponCode[];
};

export type Quotes = ReturnType<typeof createQuotes>;

type Needs = Pick<Ports, 'usages' | 'alert'> & { readonly evaluations: Evaluations };

type Outcome = Promise<Refusal<UsageRejection> | undefined>;

/** Others have taken the last use between the look and the hold; each look sees what the one before ran into. */
const mostLooks = 10;

const answerOf = (
  { checkoutId, buyerId, expiresAt, basket, codes }: QuoteRequest,
  { evaluation, codes: verdicts }: Answer,
): QuoteAnswer => {
  for (const code of codes) {
    const verdict = verdicts.get(code) ?? 'coupon-not-applicable';
    // Nobody pays more than was shown: without its coupon the checkout does not go on.
    if (verdict !== 'applied') return { rejected: { checkoutId, code, reason: verdict } };
  }
  return { quote: quoteOf({ checkoutId, buyerId, expiresAt }, basket, evaluation) };
};

/** The uses of promotions by checkouts: held with the quote, consumed by the payment, released or expired. They answer messages only. */
export const createQuotes = ({ usages, evaluations, alert }: Needs) => {
  type Decided = { readonly saved: Saved } | Refusal<UsageRejection>;

  const carryOut = async (
    { checkoutId, before }: { readonly checkoutId: CheckoutId; readonly before: Versioned<DiscountUsage> | undefined },
    command: UsageCommand,
    cause: Cause,
  ): Promise<Decided> => {
    const decision = decide(command, before?.state);
    if (isRefused(decision)) return decision;
    const [event] = decision;
    return { saved: event === undefined ? 'saved' : await usages.save({ checkoutId, before, event }, cause) };
  };

  const look = async (request: QuoteRequest, cause: Cause): Promise<Decided> => {
    const { checkoutId, basket, buyerId, codes } = request;
    // A checkout that asks for the first time holds nothing, so nothing of its own is looked for.
    const [before, answer] = await Promise.all([usages.find(checkoutId), evaluations.evaluate({ basket, buyerId, codes })]);
    if (before !== undefined) return carryOut({ checkoutId, before }, { type: 'RepeatAnswer' }, cause);
    return carryOut({ checkoutId, before }, { type: 'AnswerQuoteRequest', answer: answerOf(request, answer) }, cause);
  };

  const refusalOf = (decided: Decided): Refusal<UsageRejection> | undefined => (isRefused(decided) ? decided : undefined);

  return {
    /** Says what comes off a checkout, and holds its uses; or which coupon does not hold. */
    quote: async (request: QuoteRequest, cause: Cause): Promise<void> => {
      for (let turn = 0; turn < mostLooks; turn += 1) {
        const decided = await look(request, cause);
        if (isRefused(decided) || decided.saved === 'saved') return;
      }
      throw new Error(`the uses of promotions for checkout ${request.checkoutId} are taken faster than they can be looked at`);
    },

    release: async (checkoutId: CheckoutId, cause: Cause): Outcome =>
      refusalOf(await carryOut({ checkoutId, before: await usages.find(checkoutId) }, { type: 'ReleaseDiscounts', checkoutId }, cause)),

    expire: async (checkoutId: CheckoutId, at: Instant, cause: Cause): Outcome =>
      refusalOf(await carryOut({ checkoutId, before: await usages.find(checkoutId) }, { type: 'ExpireDiscounts', at }, cause)),

    /** The checkout is paid for. Refusals: usage-let-go. */
    consume: async (paid: PaidCheckout, cause: Cause): Outcome => {
      const { checkoutId } = paid;
      const before = await usages.find(checkoutId);
      // A checkout that never asked, from before there were promotions: it counts as the buyer's order all the same.
      if (before === undefined) {
        await usages.notePaid(paid, cause);
        return undefined;
      }
      const decided = await carryOut({ checkoutId, before }, { type: 'ConsumeDiscounts', withinLimits: true }, cause);
      if (isRefused(decided) || decided.saved === 'saved') return refusalOf(decided);
      // It had expired, and others have the uses by now. The price that was paid stays.
      await carryOut({ checkoutId, before }, { type: 'ConsumeDiscounts', withinLimits: false }, cause);
      alert('use-over-limit', { checkoutId });
      return undefined;
    },
  };
};
