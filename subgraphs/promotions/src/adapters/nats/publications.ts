import { defined, moneyToJson, type CheckoutId } from '@marketplace/kernel';
import { eventMessage, type EventMessage } from '@marketplace/platform';
import { promotionsEvents } from '@marketplace/schema';
import type { Promotion, PromotionEvent } from '../../domain/promotion';
import type { CouponRejection, Quote, DiscountShare } from '../../domain/quote';
import type { DiscountUsage, UsageEvent } from '../../domain/usage';

const toShare = ({ amount, ...share }: DiscountShare) => ({ ...share, amount: moneyToJson(amount) });

const quoted = (quote: Quote, version: number): EventMessage =>
  eventMessage(
    promotionsEvents.DiscountsQuotedV1,
    { id: quote.checkoutId, version },
    {
      checkoutId: quote.checkoutId,
      expiresAt: quote.expiresAt,
      total: moneyToJson(quote.total),
      lines: quote.lines.map(({ discounts, ...line }) => ({ ...line, discounts: discounts.map(toShare) })),
      delivery: quote.delivery.map(({ sellerId, discounts }) => ({ sellerId, discounts: discounts.map(toShare) })),
    },
  );

type Rejected = { readonly checkoutId: CheckoutId; readonly code: string; readonly reason: CouponRejection };

const rejected = ({ checkoutId, code, reason }: Rejected, version: number): EventMessage =>
  eventMessage(promotionsEvents.CouponRejectedV1, { id: checkoutId, version }, { checkoutId, code, reason });

const released = (checkoutId: CheckoutId, reason: 'requested' | 'expired', version: number): EventMessage =>
  eventMessage(promotionsEvents.DiscountsReleasedV1, { id: checkoutId, version }, { checkoutId, reason });

const consumed = ({ checkoutId, buyerId, uses }: Quote, version: number): EventMessage =>
  eventMessage(
    promotionsEvents.CouponConsumedV1,
    { id: checkoutId, version },
    {
      checkoutId,
      buyerId,
      redemptions: uses.map(({ promotionId, couponId, fundedBy, amount }) => ({
        promotionId,
        ...defined({ couponId }),
        fundedBy,
        amount: moneyToJson(amount),
      })),
    },
  );

/** The answer that was given for a usage, once more. */
const repeated = (usage: DiscountUsage, version: number): EventMessage => {
  switch (usage.status) {
    case 'HELD':
    case 'CONSUMED':
      return quoted(usage.quote, version);
    case 'EXPIRED':
      return released(usage.quote.checkoutId, 'expired', version);
    case 'REJECTED':
      return rejected(usage, version);
    case 'RELEASED':
      return released(usage.checkoutId, 'requested', version);
  }
};

/** The messages to publish for an event of a usage. A payment without discounts publishes none. */
export const usageEventMessages = (event: UsageEvent, version: number): readonly EventMessage[] => {
  switch (event.type) {
    case 'DiscountsQuoted':
      return [quoted(event.quote, version)];
    case 'CouponRejected':
      return [rejected(event, version)];
    case 'DiscountsReleased':
      return [released(event.checkoutId, event.reason, version)];
    case 'DiscountsConsumed':
      return event.quote.uses.length === 0 ? [] : [consumed(event.quote, version)];
    case 'AnswerRepeated':
      return [repeated(event.usage, version)];
  }
};

const changed = ({ id, sellerId, status, fundedBy, needsCoupon, terms }: Promotion, version: number): EventMessage =>
  eventMessage(
    promotionsEvents.PromotionChangedV1,
    { id, version },
    {
      promotionId: id,
      label: terms.label,
      status,
      fundedBy,
      needsCoupon,
      startsAt: terms.startsAt,
      ...defined({ sellerId, endsAt: terms.endsAt }),
    },
  );

/** The messages to publish for an event of a promotion, given the state after the event. */
export const promotionEventMessages = (promotion: Promotion, event: PromotionEvent, version: number): readonly EventMessage[] => {
  const { id, sellerId } = promotion;
  switch (event.type) {
    case 'PromotionCreated':
    case 'PromotionUpdated':
    case 'PromotionActivated':
    case 'PromotionPaused':
    case 'PromotionExpired':
    case 'PromotionArchived':
      return [changed(promotion, version)];
    case 'PromotionExhausted': {
      const data = { promotionId: id, limit: event.limit, ...defined({ sellerId }) };
      return [eventMessage(promotionsEvents.PromotionExhaustedV1, { id, version }, data)];
    }
    case 'CouponsIssued':
      return [eventMessage(promotionsEvents.CouponsIssuedV1, { id, version }, { promotionId: id, count: event.count })];
  }
};
