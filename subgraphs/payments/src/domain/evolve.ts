import { add, compare, sum, zero, type OrderId } from '@marketplace/kernel';
import {
  nothingHeld,
  sharesOf,
  termsOf,
  type AgreedShare,
  type Hold,
  type KnownPayment,
  type Payment,
  type PaymentEvent,
  type PaymentEventOf,
  type Share,
  type TakenPayment,
} from './payment';

const opened = (share: AgreedShare): Share => ({
  ...share,
  cancelled: false,
  inCapture: false,
  collected: false,
  refunded: zero(share.amount.currency),
  released: false,
});

const known = (payment: Payment): KnownPayment => {
  if (payment.status === 'NONE') throw new Error('nothing can have happened to a payment before it was requested');
  return payment;
};

type Referenced = Extract<Payment, { reference: string }>;

const referenced = (payment: Payment): Referenced => {
  if (!('reference' in payment)) throw new Error(`the provider has no hold of a payment that is ${payment.status}`);
  return payment;
};

const taken = (payment: Payment): TakenPayment => {
  if (payment.status !== 'CAPTURED' && payment.status !== 'REFUNDED') throw new Error(`a payment that is ${payment.status} holds no money`);
  return payment;
};

const agreed = (payment: KnownPayment): Extract<Payment, { status: 'REQUESTED' }> => {
  const terms = termsOf(payment);
  if (terms === undefined) throw new Error('the terms of this payment never arrived');
  return { status: 'REQUESTED', ref: payment.ref, terms, shares: sharesOf(payment) };
};

type Over = Omit<Extract<Payment, { status: 'VOIDED' }>, 'status'>;

const over = (payment: Payment, ref: Over['ref'], hold: Hold): Over => {
  const terms = termsOf(payment);
  return terms === undefined ? { ref, hold } : { ref, hold, agreement: { terms, shares: sharesOf(payment) } };
};

/** A payment that is over remembers what the provider has; in any other state there is nothing to find or let go. */
const withHold = (payment: KnownPayment, hold: Hold): KnownPayment => ('hold' in payment ? { ...payment, hold } : payment);

const changeShares = (payment: KnownPayment, orderIds: readonly OrderId[], change: Partial<Share>): KnownPayment => {
  const shares = sharesOf(payment).map((share) => (orderIds.includes(share.orderId) ? { ...share, ...change } : share));
  if ('shares' in payment) return { ...payment, shares };
  return 'agreement' in payment ? { ...payment, agreement: { ...payment.agreement, shares } } : payment;
};

/** Cash is no longer due once it was collected for every order that is still wanted. */
const collectedAtAllDoors = (payment: KnownPayment): KnownPayment => {
  if (payment.status !== 'CASH_DUE') return payment;
  const open = payment.shares.some((share) => share.inCapture && !share.cancelled && !share.collected);
  const some = payment.shares.some((share) => share.collected);
  return open || !some ? payment : { ...payment, status: 'COLLECTED' };
};

const capture = (payment: Payment): KnownPayment => {
  const { ref, terms, shares, reference } = referenced(payment);
  return { status: 'CAPTURED', ref, terms, shares, reference, refunds: [] };
};

const refunded = (payment: Payment, { refundId }: PaymentEventOf<'PaymentRefunded'>): KnownPayment => {
  const before = taken(payment);
  const refund = before.refunds.find((each) => each.id === refundId);
  if (refund === undefined) throw new Error('a refund that was not requested');
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

const voided = (payment: Payment, event: PaymentEventOf<'PaymentVoided'>): KnownPayment => {
  const returned = 'hold' in payment && payment.hold.kind === 'returned';
  return { status: 'VOIDED', ...over(payment, event.ref, returned ? payment.hold : nothingHeld) };
};

/** A request that came after the void changes nothing: the payment stays voided. */
const failed = (payment: Payment, event: PaymentEventOf<'PaymentFailed'>): KnownPayment =>
  payment.status === 'VOIDED' ? payment : { status: 'FAILED', code: event.code, ...over(payment, event.ref, event.hold) };

/** The state after an event. Events are facts: they are applied, never questioned. */
export const evolve = (payment: Payment, event: PaymentEvent): KnownPayment => {
  switch (event.type) {
    case 'PaymentRequested':
      return { status: 'REQUESTED', ref: event.ref, terms: event.terms, shares: event.shares.map(opened) };
    case 'PaymentActionRequired':
      return { ...agreed(known(payment)), status: 'ACTION_REQUIRED', reference: event.reference, url: event.url };
    case 'PaymentAuthorized':
      return { ...agreed(known(payment)), status: 'AUTHORIZED', reference: event.reference };
    case 'CashPromised':
      return { ...agreed(known(payment)), status: 'PROMISED' };
    case 'CashAgreed':
      return changeShares({ ...agreed(known(payment)), status: 'CASH_DUE' }, event.orderIds, { inCapture: true });
    case 'CashCollected':
      return collectedAtAllDoors(changeShares(known(payment), [event.orderId], { collected: true }));
    case 'PaymentFailed':
      return failed(payment, event);
    case 'OrderShareCancelled':
      return collectedAtAllDoors(changeShares(known(payment), [event.orderId], { cancelled: true }));
    case 'PaymentCaptureRequested':
      return changeShares({ ...referenced(payment), status: 'CAPTURING' }, event.orderIds, { inCapture: true });
    case 'PaymentCaptured':
      return capture(payment);
    case 'PaymentVoidRequested':
      return { status: 'VOIDING', ...over(payment, known(payment).ref, event.hold) };
    case 'PaymentVoided':
      return voided(payment, event);
    case 'HoldFound':
      return withHold(known(payment), event.hold);
    case 'HoldReleased':
      return withHold(known(payment), nothingHeld);
    case 'MoneyReturned':
      return withHold(known(payment), { kind: 'returned' });
    case 'RefundRequested':
      return { ...taken(payment), refunds: [...taken(payment).refunds, { ...event.refund, done: false }] };
    case 'PaymentRefunded':
      return refunded(payment, event);
    case 'EscrowReleased':
      return changeShares(known(payment), [event.orderId], { released: true });
  }
};
