import { defined, moneyToJson, type CheckoutId } from '@marketplace/kernel';
import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { promotionsEvents } from '@marketplace/schema';
import type { Promotion, PromotionEvent } from '../../domain/promotion';
import type { CouponRejection, Quote, Share } from '../../domain/quote';
import type { DiscountUsage, UsageEvent } from '../../domain/usage';

const toShare = ({ amount, ...share }: Share) => ({ ...share, amount: moneyToJson(amount) });

const quoted = (quote: Quote, version: number): OutgoingEvent =>
  outgoing(
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

const rejected = ({ checkoutId, code, reason }: Rejected, version: number): OutgoingEvent =>
  outgoing(promotionsEvents.CouponRejectedV1, { id: checkoutId, version }, { checkoutId, code, reason });

const released = (checkoutId: CheckoutId, reason: 'requested' | 'expired', version: number): OutgoingEvent =>
  outgoing(promotionsEvents.DiscountsReleasedV1, { id: checkoutId, version }, { checkoutId, reason });

const consumed = ({ checkoutId, buyerId, uses }: Quote, version: number): OutgoingEvent =>
  outgoing(
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

/** The answer that a usage stands for, said again. */
const repeated = (usage: DiscountUsage, version: number): OutgoingEvent => {
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

/** What other contexts hear of a usage. A payment without any discount needs no word: nothing was used. */
export const ofUsage = (event: UsageEvent, version: number): readonly OutgoingEvent[] => {
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

const changed = ({ id, sellerId, status, fundedBy, needsCoupon, terms }: Promotion, version: number): OutgoingEvent =>
  outgoing(
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

/** What other contexts hear of a promotion, in the state that the event has led to. */
export const ofPromotion = (promotion: Promotion, event: PromotionEvent, version: number): readonly OutgoingEvent[] => {
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
      return [outgoing(promotionsEvents.PromotionExhaustedV1, { id, version }, data)];
    }
    case 'CouponsIssued':
      return [outgoing(promotionsEvents.CouponsIssuedV1, { id, version }, { promotionId: id, count: event.count })];
  }
};
