import type { Versioned } from '@marketplace/application';
import { isRefused, type Cause, type CheckoutId, type Instant, type Refusal, type UserId } from '@marketplace/kernel';
import type { CouponCode } from '../domain/coupon';
import { quoteOf, type CheckoutBasket } from '../domain/quote';
import { decide, type DiscountUsage, type QuoteAnswer, type UsageCommand, type UsageRejection } from '../domain/usage';
import type { EvaluationResult, Evaluations } from './evaluations';
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

/** The number of attempts when other checkouts take the last use between evaluation and reservation. */
const maxQuoteAttempts = 10;

const answerOf = (
  { checkoutId, buyerId, expiresAt, basket, codes }: QuoteRequest,
  { evaluation, codes: verdicts }: EvaluationResult,
): QuoteAnswer => {
  for (const code of codes) {
    const verdict = verdicts.get(code) ?? 'coupon-not-applicable';
    // The buyer must not pay more than the cart showed, so a rejected coupon ends the checkout.
    if (verdict !== 'applied') return { rejected: { checkoutId, code, reason: verdict } };
  }
  return { quote: quoteOf({ checkoutId, buyerId, expiresAt }, basket, evaluation) };
};

/** The uses of promotions by checkouts: reserved with the quote, consumed by the payment, released or expired. */
export const createQuotes = ({ usages, evaluations, alert }: Dependencies) => {
  const carryOut = async (before: Versioned<DiscountUsage> | undefined, command: UsageCommand, cause: Cause): Promise<Outcome> => {
    const events = decide(command, before?.state);
    if (isRefused(events)) return events;
    return events.length === 0 ? undefined : usages.save({ before, events }, cause);
  };

  const tryQuote = async (request: QuoteRequest, cause: Cause): Promise<Outcome> => {
    const { checkoutId, basket, buyerId, codes } = request;
    // A first request has no reservation yet, so the checkout's own uses are not read.
    const [before, answer] = await Promise.all([usages.find(checkoutId), evaluations.evaluate({ basket, buyerId, codes })]);
    if (before !== undefined) return carryOut(before, { type: 'RepeatAnswer' }, cause);
    return carryOut(undefined, { type: 'AnswerQuoteRequest', answer: answerOf(request, answer) }, cause);
  };

  return {
    /** Quotes the discounts of a checkout and reserves their uses, or rejects a coupon. */
    quote: async (request: QuoteRequest, cause: Cause): Promise<void> => {
      for (let attempt = 0; attempt < maxQuoteAttempts; attempt += 1) {
        if (!isLimitReached(await tryQuote(request, cause))) return;
      }
      throw new Error(`other checkouts took the uses for checkout ${request.checkoutId} in ${maxQuoteAttempts.toString()} attempts`);
    },

    release: async (checkoutId: CheckoutId, cause: Cause): Promise<Outcome> =>
      carryOut(await usages.find(checkoutId), { type: 'ReleaseDiscounts', checkoutId }, cause),

    expire: async (checkoutId: CheckoutId, at: Instant, cause: Cause): Promise<Outcome> =>
      carryOut(await usages.find(checkoutId), { type: 'ExpireDiscounts', at }, cause),

    /** Consumes the uses of a paid checkout. Refusals: usage-let-go. */
    consume: async (paid: PaidCheckout, cause: Cause): Promise<Outcome> => {
      const { checkoutId } = paid;
      const before = await usages.find(checkoutId);
      // A checkout without a quote still counts as the buyer's first order.
      if (before === undefined) {
        await usages.recordPaid(paid, cause);
        return undefined;
      }
      const outcome = await carryOut(before, { type: 'ConsumeDiscounts', withinLimits: true }, cause);
      if (!isLimitReached(outcome)) return outcome;
      // The reservation expired and others took the uses. The price paid stays.
      await carryOut(before, { type: 'ConsumeDiscounts', withinLimits: false }, cause);
      alert('use-over-limit', { checkoutId });
      return undefined;
    },
  };
};
