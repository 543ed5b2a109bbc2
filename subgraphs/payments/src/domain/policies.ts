import {
  add,
  after,
  compare,
  equals,
  divideHalfEven,
  isBefore,
  isChargeable,
  isNegative,
  isPositive,
  milliseconds,
  minutes,
  money,
  percent,
  portion,
  seconds,
  subtract,
  sum,
  zero,
  type Duration,
  type Instant,
  type Money,
  type OrderId,
} from '@marketplace/kernel';
import { refundsOf, termsOf, type AgreedShare, type Payment, type PaymentEvent, type Share } from './payment';

/** The time after which an authorization without an answer fails. */
const authorizationTimeout = minutes(1);

/** The time for which a call in progress prevents others from making it; longer than the timeout of a call. */
export const callLease = seconds(7);

/** The interval at which the provider is queried while a buyer's confirmation at the bank is missing. */
export const confirmationCheckInterval = minutes(1);

/** The number of unanswered calls that raises an alert. */
export const alertAfterAttempts = 3;

const firstRetryDelay = 500;
const maxRetryDelay = 60_000;

/** The delay after the n-th unanswered call: half a second, doubled each time, at most a minute. */
export const retryDelay = (attempt: number): Duration =>
  milliseconds(Math.min(firstRetryDelay * 2 ** Math.min(attempt - 1, 20), maxRetryDelay));

/** True when an authorization has timed out. Captures and refunds are retried without end. */
export const isTimedOut = (payment: Payment, now: Instant): boolean =>
  payment.status === 'REQUESTED' && !isBefore(now, after(payment.terms.createdAt, authorizationTimeout));

/** The time of the next attempt. The last attempt of an authorization is at its timeout. */
export const nextAttemptTime = (payment: Payment, attempt: number, now: Instant): Instant => {
  const usual = after(now, retryDelay(attempt));
  if (payment.status !== 'REQUESTED') return usual;
  const end = after(payment.terms.createdAt, authorizationTimeout);
  return isBefore(now, end) && isBefore(end, usual) ? end : usual;
};

/** True when the shares add up to the amount, one per order, in its currency, and none is negative. Discounts can reduce the amount to zero. */
export const areSharesValid = (amount: Money, shares: readonly AgreedShare[]): boolean =>
  shares.length > 0 &&
  shares.every((share) => [share.amount, share.platformDiscount].every((each) => each.currency === amount.currency && !isNegative(each))) &&
  new Set(shares.map((share) => share.orderId)).size === shares.length &&
  equals(
    amount,
    sum(
      shares.map((share) => share.amount),
      amount.currency,
    ),
  );

/** True when each share can be charged: it may have to be captured or refunded separately. */
export const areSharesChargeable = (shares: readonly AgreedShare[]): boolean => shares.every((share) => isChargeable(share.amount));

/** The refundable amount of a captured share; pending refunds count as done. */
export const refundable = (payment: Payment, share: Share): Money => {
  const requested = refundsOf(payment).filter((refund) => refund.orderId === share.orderId);
  const { currency } = share.amount;
  return share.inCapture
    ? subtract(
        share.amount,
        sum(
          requested.map((refund) => refund.amount),
          currency,
        ),
      )
    : sum([], currency);
};

/**
 * The part of the platform's discount that is returned for a refunded amount: in proportion, rounded on the running total, so
 * that a fully refunded share returns the whole discount.
 */
export const discountToReturn = (share: AgreedShare, refunded: Money): Money =>
  isPositive(share.amount)
    ? money(divideHalfEven(share.platformDiscount.amount * refunded.amount, share.amount.amount), share.amount.currency)
    : zero(share.amount.currency);

/** The escrow of a captured share, less pending refunds. It is released to the seller when the order is closed. */
export const escrowBalance = (payment: Payment, share: Share): Money => {
  if (!share.inCapture) return zero(share.amount.currency);
  const left = refundable(payment, share);
  return add(left, subtract(share.platformDiscount, discountToReturn(share, subtract(share.amount, left))));
};

export const isWithin = (amount: Money, whole: Money): boolean =>
  isPositive(amount) && amount.currency === whole.currency && compare(amount, whole) <= 0;

/** The amount of a capture: the sum of its shares. */
export const captureAmount = (payment: Payment, shares: readonly Share[]): Money | undefined => {
  const terms = termsOf(payment);
  if (terms === undefined) return undefined;
  return shares.filter((share) => share.inCapture).reduce((total, share) => add(total, share.amount), sum([], terms.amount.currency));
};

/** The orders that are not cancelled, and the events of those whose cancellation was recorded before the payment knew it. */
export const remainingOrders = (
  { cancelledOrders, at }: { readonly cancelledOrders: readonly OrderId[]; readonly at: Instant },
  shares: readonly Share[],
): { readonly cancellations: readonly PaymentEvent[]; readonly remaining: readonly OrderId[] } => {
  const cancelled = shares.filter((share) => !share.cancelled && cancelledOrders.includes(share.orderId));
  return {
    cancellations: cancelled.map((share): PaymentEvent => ({ type: 'OrderShareCancelled', orderId: share.orderId, at })),
    remaining: shares.filter((share) => !share.cancelled && !cancelled.includes(share)).map((share) => share.orderId),
  };
};

/**
 * The platform's commission on an order, including delivery. The base is the buyer's payment plus the platform's discounts:
 * a seller's discount reduces the commission, a discount of the platform does not.
 */
export const commissionRate = percent(10);

/** Splits a sale. The commission is rounded half to even, and the seller gets the rest. */
export const splitSale = (sale: Money): { readonly sellerAmount: Money; readonly commission: Money } => {
  const commission = portion(sale, commissionRate);
  return { sellerAmount: subtract(sale, commission), commission };
};
