import type { Versioned } from '@marketplace/application';
import { isRefused, type Cause, type CheckoutId, type Instant, type Refusal, type UserId } from '@marketplace/kernel';
import type { CouponCode } from '../domain/coupon';
import { quoteOf, type CheckoutBasket } from '../domain/quote';
import { decide, type DiscountUsage, type QuoteAnswer, type UsageCommand, type UsageRejection } from '../domain/usage';
import type { Answer, Evaluations } from './evaluations';
import type { PaidCheckout, Ports } from './ports';

export type QuoteRequest = {
  readonly checkoutId: CheckoutId;
  readonly buyerId: UserId;
  readonly expiresAt: Instant;
  readonly basket: CheckoutBasket;
  readonly codes: readonly CouponCode[];
};

export type Quotes = ReturnType<typeof createQuotes>;

type Dependencies = Pick<Ports, 'usages' | 'alert'> & { readonly evaluations: Evaluations };

type Outcome = Refusal<UsageRejection | 'limit-reached'> | undefined;

const isLimitReached = (outcome: Outcome): boolean => outcome?.refused === 'limit-reached';

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
export const createQuotes = ({ usages, evaluations, alert }: Dependencies) => {
  const carryOut = async (before: Versioned<DiscountUsage> | undefined, command: UsageCommand, cause: Cause): Promise<Outcome> => {
    const events = decide(command, before?.state);
    if (isRefused(events)) return events;
    return events.length === 0 ? undefined : usages.save({ before, events }, cause);
  };

  const look = async (request: QuoteRequest, cause: Cause): Promise<Outcome> => {
    const { checkoutId, basket, buyerId, codes } = request;
    // A checkout that asks for the first time holds nothing, so nothing of its own is looked for.
    const [before, answer] = await Promise.all([usages.find(checkoutId), evaluations.evaluate({ basket, buyerId, codes })]);
    if (before !== undefined) return carryOut(before, { type: 'RepeatAnswer' }, cause);
    return carryOut(undefined, { type: 'AnswerQuoteRequest', answer: answerOf(request, answer) }, cause);
  };

  return {
    /** Says what comes off a checkout, and holds its uses; or which coupon does not hold. */
    quote: async (request: QuoteRequest, cause: Cause): Promise<void> => {
      for (let turn = 0; turn < mostLooks; turn += 1) {
        if (!isLimitReached(await look(request, cause))) return;
      }
      throw new Error(`the uses of promotions for checkout ${request.checkoutId} are taken faster than they can be looked at`);
    },

    release: async (checkoutId: CheckoutId, cause: Cause): Promise<Outcome> =>
      carryOut(await usages.find(checkoutId), { type: 'ReleaseDiscounts', checkoutId }, cause),

    expire: async (checkoutId: CheckoutId, at: Instant, cause: Cause): Promise<Outcome> =>
      carryOut(await usages.find(checkoutId), { type: 'ExpireDiscounts', at }, cause),

    /** The checkout is paid for. Refusals: usage-let-go. */
    consume: async (paid: PaidCheckout, cause: Cause): Promise<Outcome> => {
      const { checkoutId } = paid;
      const before = await usages.find(checkoutId);
      // A checkout that never asked counts as the buyer's order all the same.
      if (before === undefined) {
        await usages.notePaid(paid, cause);
        return undefined;
      }
      const outcome = await carryOut(before, { type: 'ConsumeDiscounts', withinLimits: true }, cause);
      if (!isLimitReached(outcome)) return outcome;
      // It had expired, and others have the uses by now. The price that was paid stays.
      await carryOut(before, { type: 'ConsumeDiscounts', withinLimits: false }, cause);
      alert('use-over-limit', { checkoutId });
      return undefined;
    },
  };
};
