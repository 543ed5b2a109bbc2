import { after, days, isBefore, refuse, type Instant, type Refusal } from '@marketplace/kernel';
import type { Order } from './order';

/** The time after delivery in which a buyer may open a dispute before the seller's money is released. */
export const protectionPeriod = days(15);

/** The longest time that an order waits for its payment; longer than any checkout can take. */
export const paymentTimeout = days(1);

type CancelRefusal = Refusal<'order-no-longer-cancellable' | 'order-being-paid'>;

/**
 * A buyer may cancel an order until it is confirmed. From then until the capture the payment is in progress, and only the
 * checkout may cancel, which voids the payment first. After that the seller ships, and the buyer needs a refund.
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
 * A buyer may confirm receipt after the first dispatch; otherwise the protection period must be over. An order with cash
 * on delivery can be closed only after delivery, because the courier collects the money then.
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
