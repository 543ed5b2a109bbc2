import { add, compare, sum, zero, type OrderId } from '@marketplace/kernel';
import {
  noHold,
  sharesOf,
  termsOf,
  type AgreedShare,
  type Hold,
  type ExistingPayment,
  type Payment,
  type PaymentEvent,
  type PaymentEventOf,
  type Share,
  type CapturedPayment,
} from './payment';

const newShare = (share: AgreedShare): Share => ({
  ...share,
  cancelled: false,
  inCapture: false,
  collected: false,
  refunded: zero(share.amount.currency),
  released: false,
});

const existing = (payment: Payment): ExistingPayment => {
  if (payment.status === 'NONE') throw new Error('a payment cannot have events before it was requested');
  return payment;
};

type PaymentWithReference = Extract<Payment, { reference: string }>;

const withReference = (payment: Payment): PaymentWithReference => {
  if (!('reference' in payment)) throw new Error(`the provider has no reference of a payment with status ${payment.status}`);
  return payment;
};

const capturedPayment = (payment: Payment): CapturedPayment => {
  if (payment.status !== 'CAPTURED' && payment.status !== 'REFUNDED')
    throw new Error(`a payment with status ${payment.status} is not captured`);
  return payment;
};

const withTerms = (payment: ExistingPayment): Extract<Payment, { status: 'REQUESTED' }> => {
  const terms = termsOf(payment);
  if (terms === undefined) throw new Error('a payment that ended before its request has no terms');
  return { status: 'REQUESTED', ref: payment.ref, terms, shares: sharesOf(payment) };
};

type Ended = Omit<Extract<Payment, { status: 'VOIDED' }>, 'status'>;

const ended = (payment: Payment, ref: Ended['ref'], hold: Hold): Ended => {
  const terms = termsOf(payment);
  return terms === undefined ? { ref, hold } : { ref, hold, agreement: { terms, shares: sharesOf(payment) } };
};

/** Updates the hold of a payment that has ended; other payments have none. */
const withHold = (payment: ExistingPayment, hold: Hold): ExistingPayment => ('hold' in payment ? { ...payment, hold } : payment);

const changeShares = (payment: ExistingPayment, orderIds: readonly OrderId[], change: Partial<Share>): ExistingPayment => {
  const shares = sharesOf(payment).map((share) => (orderIds.includes(share.orderId) ? { ...share, ...change } : share));
  if ('shares' in payment) return { ...payment, shares };
  return 'agreement' in payment ? { ...payment, agreement: { ...payment.agreement, shares } } : payment;
};

/** Cash on delivery is COLLECTED once the cash of every remaining order is. */
const collectedIfComplete = (payment: ExistingPayment): ExistingPayment => {
  if (payment.status !== 'CASH_DUE') return payment;
  const open = payment.shares.some((share) => share.inCapture && !share.cancelled && !share.collected);
  const some = payment.shares.some((share) => share.collected);
  return open || !some ? payment : { ...payment, status: 'COLLECTED' };
};

const capture = (payment: Payment): ExistingPayment => {
  const { ref, terms, shares, reference } = withReference(payment);
  return { status: 'CAPTURED', ref, terms, shares, reference, refunds: [] };
};

const refunded = (payment: Payment, { refundId }: PaymentEventOf<'PaymentRefunded'>): ExistingPayment => {
  const before = capturedPayment(payment);
  const refund = before.refunds.find((each) => each.id === refundId);
  if (refund === undefined) throw new Error('the refund was not requested');
  const shares = before.shares.map((share) =>
    share.orderId === refund.orderId ? { ...share, refunded: add(share.refunded, refund.amount) } : share,
  );
  const { currency } = before.terms.amount;
  const captured = sum(
    shares.filter((share) => share.inCapture).map((share) => share.amount),
    currency,
  );
  const back = sum(
    shares.map((share) => share.refunded),
    currency,
  );
  return {
    ...before,
    status: compare(back, captured) < 0 ? 'CAPTURED' : 'REFUNDED',
    shares,
    refunds: before.refunds.map((each) => (each.id === refundId ? { ...each, done: true } : each)),
  };
};

const voided = (payment: Payment, event: PaymentEventOf<'PaymentVoided'>): ExistingPayment => {
  const returned = 'hold' in payment && payment.hold.kind === 'returned';
  return { status: 'VOIDED', ...ended(payment, event.ref, returned ? payment.hold : noHold) };
};

/** A request after the void changes nothing: the payment stays voided. */
const failed = (payment: Payment, event: PaymentEventOf<'PaymentFailed'>): ExistingPayment =>
  payment.status === 'VOIDED' ? payment : { status: 'FAILED', code: event.code, ...ended(payment, event.ref, event.hold) };

/** Applies an event. Events are facts and are never refused. */
export const evolve = (payment: Payment, event: PaymentEvent): ExistingPayment => {
  switch (event.type) {
    case 'PaymentRequested':
      return { status: 'REQUESTED', ref: event.ref, terms: event.terms, shares: event.shares.map(newShare) };
    case 'PaymentActionRequired':
      return { ...withTerms(existing(payment)), status: 'ACTION_REQUIRED', reference: event.reference, url: event.url };
    case 'PaymentAuthorized':
      return { ...withTerms(existing(payment)), status: 'AUTHORIZED', reference: event.reference };
    case 'CashPromised':
      return { ...withTerms(existing(payment)), status: 'PROMISED' };
    case 'CashAgreed':
      return changeShares({ ...withTerms(existing(payment)), status: 'CASH_DUE' }, event.orderIds, { inCapture: true });
    case 'CashCollected':
      return collectedIfComplete(changeShares(existing(payment), [event.orderId], { collected: true }));
    case 'PaymentFailed':
      return failed(payment, event);
    case 'OrderShareCancelled':
      return collectedIfComplete(changeShares(existing(payment), [event.orderId], { cancelled: true }));
    case 'PaymentCaptureRequested':
      return changeShares({ ...withReference(payment), status: 'CAPTURING' }, event.orderIds, { inCapture: true });
    case 'PaymentCaptured':
      return capture(payment);
    case 'PaymentVoidRequested':
      return { status: 'VOIDING', ...ended(payment, existing(payment).ref, event.hold) };
    case 'PaymentVoided':
      return voided(payment, event);
    case 'HoldFound':
      return withHold(existing(payment), event.hold);
    case 'HoldReleased':
      return withHold(existing(payment), noHold);
    case 'MoneyReturned':
      return withHold(existing(payment), { kind: 'returned' });
    case 'RefundRequested':
      return { ...capturedPayment(payment), refunds: [...capturedPayment(payment).refunds, { ...event.refund, done: false }] };
    case 'PaymentRefunded':
      return refunded(payment, event);
    case 'EscrowReleased':
      return changeShares(existing(payment), [event.orderId], { released: true });
  }
};
