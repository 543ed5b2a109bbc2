import { after, before, isBefore, milliseconds, minutes, seconds, type Instant } from '@marketplace/kernel';
import type { BuyerAction, Checkout } from './checkout';

/** The time for which stock and discounts are reserved, starting when the cart is frozen. */
export const reservationLife = minutes(30);

/** The maximum time for authorization and order confirmation. A payment started later could outlive the reservations. */
const timeToFinish = minutes(2);

/** The maximum number of payment attempts per checkout. */
export const maxPaymentAttempts = 5;

const answerWait = seconds(30);
// Longer than the timeout of one minute after which payments gives up on its provider.
const paymentWait = seconds(90);
const confirmationAtBankWait = minutes(15);
const retryWait = minutes(10);
const longestWait = minutes(10);

const earlier = (a: Instant, b: Instant): Instant => (isBefore(a, b) ? a : b);

const payUntil = (heldUntil: Instant): Instant => before(heldUntil, timeToFinish);

/** The time until which another card can be tried after a decline. It ends before the reservations expire. */
export const retryUntil = (heldUntil: Instant, at: Instant): Instant => earlier(after(at, retryWait), payUntil(heldUntil));

const actionDeadline = (action: BuyerAction, heldUntil: Instant, at: Instant): Instant => {
  switch (action.type) {
    case 'CONFIRM_PAYMENT':
      return earlier(after(at, confirmationAtBankWait), payUntil(heldUntil));
    case 'PAY_ANOTHER_WAY':
      return action.retryUntil;
  }
};

/**
 * The number of missed deadlines after which a checkout counts as stuck. With waits of 30 s, 1, 2 and 4 min that is 7.5 min
 * without progress. The next deadline can still be in the future.
 */
export const stuckAfterDeadlines = 4;

/** The deadline for the next answer; undefined when none is awaited. Waits that only an answer can end double each time. */
export const deadlineOf = ({ progress, overdue }: Checkout, at: Instant): Instant | undefined => {
  switch (progress.status) {
    case 'STARTED':
      return after(at, answerWait);
    case 'CART_FROZEN':
    case 'SHIPPING_QUOTED':
    case 'STOCK_RESERVED':
    case 'PAYMENT_AUTHORIZED':
      return earlier(after(at, answerWait), progress.heldUntil);
    case 'ORDERS_CREATED':
      return earlier(after(at, paymentWait), progress.heldUntil);
    case 'ACTION_REQUIRED':
      return actionDeadline(progress.action, progress.heldUntil, at);
    // Requests are repeated with exponential backoff. See stuckAfterDeadlines.
    case 'ORDERS_CONFIRMED':
    case 'ABORTING':
      return after(at, milliseconds(Math.min(answerWait * 2 ** overdue, longestWait)));
    case 'COMPLETED':
    case 'ABORTED':
      return undefined;
  }
};
