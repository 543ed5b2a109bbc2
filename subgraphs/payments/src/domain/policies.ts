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

/** How long a provider may stay silent before an authorisation is called failed. */
const authorizationPatience = minutes(1);

/** How long a call that is under way keeps others from making it too; longer than any call may take. */
export const callLease = seconds(7);

/** How long a buyer's confirmation at the bank may go unheard before the provider is asked for it, and asked again. */
export const confirmationPatience = minutes(1);

/** Unanswered calls after which a human should look. */
export const alertAfterAttempts = 3;

const firstRetry = 500;
const slowestRetry = 60_000;

/** The wait after the n-th unanswered call: half a second, doubled each time, a minute at most. */
export const retryDelay = (attempt: number): Duration => milliseconds(Math.min(firstRetry * 2 ** Math.min(attempt - 1, 20), slowestRetry));

/** Only a payment that still waits for its first answer is given up; a capture or a refund never is. */
export const mustGiveUp = (payment: Payment, now: Instant): boolean =>
  payment.status === 'REQUESTED' && !isBefore(now, after(payment.terms.createdAt, authorizationPatience));

/** When to ask again: later each time, but a payment that is about to be given up is asked once more at that very moment. */
export const nextTryAt = (payment: Payment, attempt: number, now: Instant): Instant => {
  const usual = after(now, retryDelay(attempt));
  if (payment.status !== 'REQUESTED') return usual;
  const end = after(payment.terms.createdAt, authorizationPatience);
  return isBefore(now, end) && isBefore(end, usual) ? end : usual;
};

/** Shares are of the payment's currency, one per order, none is negative, and they add up to it. Discounts can leave nothing to pay. */
export const sharesFit = (amount: Money, shares: readonly AgreedShare[]): boolean =>
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

/** Each share may have to be captured or given back without the others, so each must be an amount that can be charged. */
export const canBeTakenApart = (shares: readonly AgreedShare[]): boolean => shares.every((share) => isChargeable(share.amount));

/** What of a captured share can still be given back: refunds that are under way count as done. */
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
 * How much of the platform's discount goes back to the platform once so much of a share was given back to the buyer: in
 * proportion, rounded on the running total, so that a share that is given back as a whole takes the whole discount with it.
 */
export const discountBehind = (share: AgreedShare, givenBack: Money): Money =>
  isPositive(share.amount)
    ? money(divideHalfEven(share.platformDiscount.amount * givenBack.amount, share.amount.amount), share.amount.currency)
    : zero(share.amount.currency);

/** What lies in escrow for a captured share, refunds under way taken off: the seller's, as soon as the order is closed. */
export const inEscrow = (payment: Payment, share: Share): Money => {
  if (!share.inCapture) return zero(share.amount.currency);
  const left = refundable(payment, share);
  return add(left, subtract(share.platformDiscount, discountBehind(share, subtract(share.amount, left))));
};

export const fitsInto = (amount: Money, whole: Money): boolean =>
  isPositive(amount) && amount.currency === whole.currency && compare(amount, whole) <= 0;

/** What the provider takes in a capture: the shares that it covers. */
export const captureAmount = (payment: Payment, shares: readonly Share[]): Money | undefined => {
  const terms = termsOf(payment);
  if (terms === undefined) return undefined;
  return shares.filter((share) => share.inCapture).reduce((total, share) => add(total, share.amount), sum([], terms.amount.currency));
};

/** Which orders are still to be paid for, and the events of those that were cancelled elsewhere. */
export const wantedShares = (
  { cancelledOrders, at }: { readonly cancelledOrders: readonly OrderId[]; readonly at: Instant },
  shares: readonly Share[],
): { readonly cancellations: readonly PaymentEvent[]; readonly wanted: readonly OrderId[] } => {
  const cancelled = shares.filter((share) => !share.cancelled && cancelledOrders.includes(share.orderId));
  return {
    cancellations: cancelled.map((share): PaymentEvent => ({ type: 'OrderShareCancelled', orderId: share.orderId, at })),
    wanted: shares.filter((share) => !share.cancelled && !cancelled.includes(share)).map((share) => share.orderId),
  };
};

/**
 * The platform's part of what a seller is paid for an order, delivery included. The base is what the buyer paid and what
 * the platform's own discounts add to it: a discount that the seller gives makes the commission smaller, one that the
 * platform gives does not.
 */
export const commissionRate = percent(10);

/** Commission is rounded half to even; the seller gets the rest, so that nothing is lost between the two. */
export const splitSale = (sale: Money): { readonly sellerAmount: Money; readonly commission: Money } => {
  const commission = portion(sale, commissionRate);
  return { sellerAmount: subtract(sale, commission), commission };
};
