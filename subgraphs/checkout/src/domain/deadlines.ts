import { after, before, isBefore, milliseconds, minutes, seconds, type Instant } from '@marketplace/kernel';
import type { BuyerAction, Checkout } from './checkout';

/** How long stock and discounts are held for a checkout, from the freezing of the cart on. */
export const reservationLife = minutes(30);

/** What an authorisation and the confirmation of the orders take at most; a payment begun later might find nothing held. */
const timeToFinish = minutes(2);

/** How often a buyer may try to pay one checkout. */
export const maxPaymentAttempts = 5;

const answerWait = seconds(30);
// payments gives up on a silent provider by itself after a minute.
const paymentWait = seconds(90);
const confirmationAtBankWait = minutes(15);
const retryWait = minutes(10);
const longestWait = minutes(10);

const earlier = (a: Instant, b: Instant): Instant => (isBefore(a, b) ? a : b);

const payUntil = (heldUntil: Instant): Instant => before(heldUntil, timeToFinish);

/** Until when another card may be tried after a decline; not after the moment when nothing might be held any more. */
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
 * How many deadlines may pass in vain before operators are told. Waits of 30 s, 1, 2 and 4 min make that 7.5 min without
 * progress; the next deadline being in the future says nothing.
 */
export const stuckAfterDeadlines = 4;

/** Until when the next answer is awaited; undefined when nothing is. Where only an answer ends the wait, waits double. */
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
    // Who owes the answer is asked again, ever more slowly. See stuckAfterDeadlines.
    case 'ORDERS_CONFIRMED':
    case 'ABORTING':
      return after(at, milliseconds(Math.min(answerWait * 2 ** overdue, longestWait)));
    case 'COMPLETED':
    case 'ABORTED':
      return undefined;
  }
};
