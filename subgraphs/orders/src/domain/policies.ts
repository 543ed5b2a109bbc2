import { after, days, isBefore, refuse, type Instant, type Refusal } from '@marketplace/kernel';
import type { Order } from './order';

/** How long after delivery a buyer may open a dispute before the seller's money is released. */
export const protectionPeriod = days(15);

/** How long an order may wait for its payment; longer than any checkout may take. */
export const paymentPatience = days(1);

type CancelRefusal = Refusal<'order-no-longer-cancellable' | 'order-being-paid'>;

/**
 * A buyer may cancel until the order is confirmed; from then to the capture the payment is under way, and only the
 * checkout, which voids it first, may still call it off. What is paid, or placed for cash on delivery, is a matter for
 * refunds: the seller is shipping it.
 */
export const mayCancel = (order: Order, by: 'buyer' | 'platform'): CancelRefusal | undefined => {
  switch (order.status) {
    case 'CREATED':
    case 'CANCELLED':
      return undefined;
    case 'CONFIRMED':
      return by === 'platform' ? undefined : refuse('order-being-paid');
    case 'PLACED_FOR_CASH':
    case 'PAID':
    case 'SHIPPED':
    case 'DELIVERED':
    case 'CLOSED':
      return refuse('order-no-longer-cancellable');
  }
};

type CloseRefusal = Refusal<'order-not-delivered' | 'protection-period-not-over'>;

/**
 * A buyer may confirm receipt as soon as a parcel is under way; without that the protection period must be over. An
 * order that is paid at the door is closed only once it was handed over: before, nobody has seen the money.
 */
export const mayCloseAt = (order: Order, reason: 'receipt-confirmed' | 'protection-period-over', at: Instant): CloseRefusal | undefined => {
  switch (order.status) {
    case 'CREATED':
    case 'CONFIRMED':
    case 'PLACED_FOR_CASH':
    case 'PAID':
    case 'CANCELLED':
      return refuse('order-not-delivered');
    case 'SHIPPED':
      return reason === 'receipt-confirmed' && order.terms.kind === 'PREPAID' ? undefined : refuse('order-not-delivered');
    case 'DELIVERED':
      return reason === 'receipt-confirmed' || !isBefore(at, after(order.deliveredAt, protectionPeriod))
        ? undefined
        : refuse('protection-period-not-over');
    case 'CLOSED':
      return undefined;
  }
};
