import { after, milliseconds, minutes, seconds, type Duration, type Instant } from '@marketplace/kernel';
import type { Checkout } from './checkout';

/** How long stock is held for a checkout: longer than every wait before the capture together. */
export const reservationLife = minutes(30);

const firstWait = ({ progress }: Checkout): Duration | undefined => {
  switch (progress.status) {
    case 'STARTED':
    case 'CART_FROZEN':
    case 'SHIPPING_QUOTED':
    case 'ORDERS_CREATED':
    case 'PAYMENT_AUTHORIZED':
      return seconds(30);
    // payments gives up on a silent provider by itself after a minute.
    case 'STOCK_RESERVED':
      return seconds(90);
    case 'ACTION_REQUIRED':
      return minutes(15);
    // Here only an answer ends the wait: who owes it is asked again, ever more slowly. See stuckAfterDeadlines.
    case 'ORDERS_CONFIRMED':
    case 'ABORTING':
      return seconds(30);
    case 'COMPLETED':
    case 'ABORTED':
      return undefined;
  }
};

const longestWait = minutes(10);

/**
 * How many deadlines may pass in vain before operators are told. Waits of 30 s, 1, 2 and 4 min make that 7.5 min without
 * progress; the next deadline being in the future says nothing.
 */
export const stuckAfterDeadlines = 4;

/** Until when the next answer is awaited; undefined when nothing is. Waits double with each deadline that passed in vain. */
export const deadlineOf = (checkout: Checkout, at: Instant): Instant | undefined => {
  const wait = firstWait(checkout);
  return wait === undefined ? undefined : after(at, milliseconds(Math.min(wait * 2 ** checkout.overdue, Math.max(wait, longestWait))));
};
