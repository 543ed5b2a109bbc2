import { isBefore, refuse, type CheckoutId, type Decider, type Decision, type Instant } from '@marketplace/kernel';
import type { CouponCode } from './coupon';
import type { CouponRejection, Quote } from './quote';

/** The discounts of one checkout and their uses, identified by the checkout's ID. */
export type DiscountUsage =
  /** The uses are reserved, at least until `quote.expiresAt`. */
  | { readonly status: 'HELD'; readonly quote: Quote }
  /** The checkout is paid; the uses are spent. */
  | { readonly status: 'CONSUMED'; readonly quote: Quote }
  /** The reservation expired, and others may use the uses. A late payment takes them again. */
  | { readonly status: 'EXPIRED'; readonly quote: Quote }
  /** A coupon was rejected; nothing was reserved. */
  | { readonly status: 'REJECTED'; readonly checkoutId: CheckoutId; readonly code: CouponCode; readonly reason: CouponRejection }
  /** Released by the checkout, possibly before the quote was requested. Nothing can be reserved afterwards. */
  | { readonly status: 'RELEASED'; readonly checkoutId: CheckoutId };

export type UsageStatus = DiscountUsage['status'];

export const checkoutOf = (usage: DiscountUsage): CheckoutId => ('quote' in usage ? usage.quote.checkoutId : usage.checkoutId);

/** The way uses are consumed: from the reservation, taken again after it expired, or over the limit. */
export type Consumption = 'from-held' | 'taken-again' | 'over-limit';

export type UsageEvent =
  | { readonly type: 'DiscountsQuoted'; readonly quote: Quote }
  | { readonly type: 'CouponRejected'; readonly checkoutId: CheckoutId; readonly code: CouponCode; readonly reason: CouponRejection }
  | {
      readonly type: 'DiscountsReleased';
      readonly checkoutId: CheckoutId;
      readonly reason: 'requested' | 'expired';
      /** The quote whose reserved uses are freed; undefined when none were reserved. */
      readonly held?: Quote;
    }
  | { readonly type: 'DiscountsConsumed'; readonly quote: Quote; readonly consumption: Consumption }
  /** A repeated request gets the first answer again. */
  | { readonly type: 'AnswerRepeated'; readonly usage: DiscountUsage };

export type QuoteAnswer =
  | { readonly quote: Quote }
  | { readonly rejected: { readonly checkoutId: CheckoutId; readonly code: CouponCode; readonly reason: CouponRejection } };

export type UsageCommand =
  | { readonly type: 'AnswerQuoteRequest'; readonly answer: QuoteAnswer }
  | { readonly type: 'RepeatAnswer' }
  | { readonly type: 'ReleaseDiscounts'; readonly checkoutId: CheckoutId }
  | { readonly type: 'ExpireDiscounts'; readonly at: Instant }
  /** Expired uses are taken again within the limits, or recorded as over the limit. The price paid stays. */
  | { readonly type: 'ConsumeDiscounts'; readonly withinLimits: boolean };

export type UsageRejection = 'usage-not-found' | 'usage-already-consumed' | 'usage-not-expired' | 'usage-let-go';

type UsageDecision = Decision<UsageEvent, UsageRejection>;

const answer = (given: QuoteAnswer, usage: DiscountUsage | undefined): UsageDecision => {
  if (usage !== undefined) return [{ type: 'AnswerRepeated', usage }];
  return 'quote' in given ? [{ type: 'DiscountsQuoted', quote: given.quote }] : [{ type: 'CouponRejected', ...given.rejected }];
};

/** Answers every first release request, even when nothing is reserved, because the checkout waits for the answer. */
const release = (checkoutId: CheckoutId, usage: DiscountUsage | undefined): UsageDecision => {
  switch (usage?.status) {
    case undefined:
    case 'REJECTED':
    case 'EXPIRED':
      return [{ type: 'DiscountsReleased', checkoutId, reason: 'requested' }];
    case 'HELD':
      return [{ type: 'DiscountsReleased', checkoutId, reason: 'requested', held: usage.quote }];
    case 'RELEASED':
      return [];
    case 'CONSUMED':
      return refuse('usage-already-consumed');
  }
};

const expire = (at: Instant, usage: DiscountUsage | undefined): UsageDecision => {
  if (usage?.status !== 'HELD') return [];
  const { quote } = usage;
  if (isBefore(at, quote.expiresAt)) return refuse('usage-not-expired');
  return [{ type: 'DiscountsReleased', checkoutId: quote.checkoutId, reason: 'expired', held: quote }];
};

const consume = (withinLimits: boolean, usage: DiscountUsage | undefined): UsageDecision => {
  switch (usage?.status) {
    case undefined:
      return refuse('usage-not-found');
    case 'HELD':
      return [{ type: 'DiscountsConsumed', quote: usage.quote, consumption: 'from-held' }];
    case 'EXPIRED':
      return [{ type: 'DiscountsConsumed', quote: usage.quote, consumption: withinLimits ? 'taken-again' : 'over-limit' }];
    case 'CONSUMED':
      return [];
    case 'REJECTED':
    case 'RELEASED':
      return refuse('usage-let-go');
  }
};

/** Decides on a command: returns events, nothing for a repeated command, or a refusal. */
export const decide = (command: UsageCommand, usage: DiscountUsage | undefined): UsageDecision => {
  switch (command.type) {
    case 'AnswerQuoteRequest':
      return answer(command.answer, usage);
    case 'RepeatAnswer':
      return usage === undefined ? refuse('usage-not-found') : [{ type: 'AnswerRepeated', usage }];
    case 'ReleaseDiscounts':
      return release(command.checkoutId, usage);
    case 'ExpireDiscounts':
      return expire(command.at, usage);
    case 'ConsumeDiscounts':
      return consume(command.withinLimits, usage);
  }
};

const heldBefore = (usage: DiscountUsage | undefined): Quote => {
  if (usage === undefined || !('quote' in usage)) throw new Error('only a held usage can expire');
  return usage.quote;
};

/** The state after an event. Events are applied without validation. */
export const evolve = (usage: DiscountUsage | undefined, event: UsageEvent): DiscountUsage => {
  switch (event.type) {
    case 'DiscountsQuoted':
      return { status: 'HELD', quote: event.quote };
    case 'CouponRejected':
      return { status: 'REJECTED', checkoutId: event.checkoutId, code: event.code, reason: event.reason };
    case 'DiscountsReleased':
      return event.reason === 'requested'
        ? { status: 'RELEASED', checkoutId: event.checkoutId }
        : { status: 'EXPIRED', quote: heldBefore(usage) };
    case 'DiscountsConsumed':
      return { status: 'CONSUMED', quote: event.quote };
    case 'AnswerRepeated':
      return event.usage;
  }
};

export const usageDecider: Decider<UsageCommand, UsageEvent, DiscountUsage | undefined, UsageRejection> = {
  initial: undefined,
  decide,
  evolve,
};
