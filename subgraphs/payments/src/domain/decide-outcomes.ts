import { equals, fold, isRefused, refuse, type Instant } from '@marketplace/kernel';
import { abortRefund, voidOf } from './decide-orders';
import type { PaymentCommandOf, PaymentDecision } from './commands';
import { evolve } from './evolve';
import type { Hold, Payment, PaymentEvent } from './payment';
import { captureAmount, wantedShares } from './policies';

type Over = Extract<Payment, { hold: Hold }>;

/** A success that came to light after the payment was over is remembered, so that it is undone. */
const lateHold = (payment: Over, reference: string, at: Instant): PaymentDecision =>
  payment.hold.kind === 'nothing' || payment.hold.kind === 'unclear' ? [{ type: 'HoldFound', hold: { kind: 'held', reference }, at }] : [];

type FirstAnswer = PaymentCommandOf<'RecordAuthorized' | 'RecordActionRequired'>;

/** A payment whose orders were all cancelled by the time of its first answer is let go instead. */
const calledOff = (command: FirstAnswer, payment: Payment): readonly PaymentEvent[] => {
  if (payment.status !== 'REQUESTED' && payment.status !== 'ACTION_REQUIRED') return [];
  const { cancellations, wanted } = wantedShares(command, payment.shares);
  return wanted.length > 0 ? [] : [...cancellations, { type: 'PaymentVoidRequested', hold: voidOf(payment), at: command.at }];
};

const authorized = ({ reference, at }: PaymentCommandOf<'RecordAuthorized'>, payment: Payment): PaymentDecision => {
  switch (payment.status) {
    case 'NONE':
      return refuse('payment-not-found');
    case 'REQUESTED':
    case 'ACTION_REQUIRED':
      return [{ type: 'PaymentAuthorized', reference, at }];
    case 'AUTHORIZED':
    case 'CAPTURING':
    case 'CAPTURED':
    case 'REFUNDED':
    case 'PROMISED':
    case 'CASH_DUE':
    case 'COLLECTED':
      return [];
    case 'FAILED':
    case 'VOIDING':
    case 'VOIDED':
      return lateHold(payment, reference, at);
  }
};

const actionRequired = ({ reference, url, at }: PaymentCommandOf<'RecordActionRequired'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'NONE') return refuse('payment-not-found');
  if (payment.status === 'REQUESTED') return [{ type: 'PaymentActionRequired', reference, url, at }];
  return 'hold' in payment ? lateHold(payment, reference, at) : [];
};

/** What the provider holds for orders that were all cancelled meanwhile is a hold that came to light too late. */
export const recordHold = (command: FirstAnswer, payment: Payment): PaymentDecision => {
  const earlier = calledOff(command, payment);
  const current = fold(evolve, payment, earlier);
  const answer = command.type === 'RecordAuthorized' ? authorized(command, current) : actionRequired(command, current);
  return isRefused(answer) ? answer : [...earlier, ...answer];
};

export const recordDeclined = ({ code, at }: PaymentCommandOf<'RecordDeclined'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'NONE') return refuse('payment-not-found');
  if (payment.status === 'REQUESTED' || payment.status === 'ACTION_REQUIRED')
    return [{ type: 'PaymentFailed', ref: payment.ref, code, hold: { kind: 'nothing' }, at }];
  if (!('hold' in payment) || payment.hold.kind !== 'unclear') return [];
  return payment.status === 'VOIDING' ? [{ type: 'PaymentVoided', ref: payment.ref, at }] : [{ type: 'HoldReleased', at }];
};

/** What was cancelled while the capture was under way is owed back at once. */
const capture = (
  payment: Extract<Payment, { status: 'CAPTURING' }>,
  { transaction, amount, at }: PaymentCommandOf<'RecordCaptured'>,
): PaymentDecision => {
  const expected = captureAmount(payment, payment.shares);
  if (expected === undefined || !equals(expected, amount)) return refuse('captured-amount-differs', { expected, amount });
  const captured = { type: 'PaymentCaptured', transaction, at } as const;
  const after = evolve(payment, captured);
  const owed = payment.shares.filter((share) => share.inCapture && share.cancelled);
  return [captured, ...owed.flatMap((share) => abortRefund(after, share, at))];
};

export const recordCaptured = (command: PaymentCommandOf<'RecordCaptured'>, payment: Payment): PaymentDecision => {
  switch (payment.status) {
    case 'NONE':
      return refuse('payment-not-found');
    case 'CAPTURING':
      return capture(payment, command);
    // Nobody here asked for a capture. If one is asked for later it will find itself done; until then the reconciliation reports it.
    case 'REQUESTED':
    case 'ACTION_REQUIRED':
    case 'AUTHORIZED':
    case 'CAPTURED':
    case 'REFUNDED':
    case 'PROMISED':
    case 'CASH_DUE':
    case 'COLLECTED':
      return [];
    case 'FAILED':
    case 'VOIDING':
    case 'VOIDED': {
      const { reference, amount, at } = command;
      const known = payment.hold.kind === 'taken' || payment.hold.kind === 'returned';
      return known ? [] : [{ type: 'HoldFound', hold: { kind: 'taken', reference, amount }, at }];
    }
  }
};

/** The provider says that nothing is held any more, no matter who released it. */
export const recordCanceled = ({ at }: PaymentCommandOf<'RecordCanceled'>, payment: Payment): PaymentDecision => {
  switch (payment.status) {
    case 'NONE':
      return refuse('payment-not-found');
    case 'REQUESTED':
    case 'ACTION_REQUIRED':
    case 'AUTHORIZED':
      return [{ type: 'PaymentFailed', ref: payment.ref, code: 'canceled-by-provider', hold: { kind: 'nothing' }, at }];
    case 'CAPTURING':
    case 'CAPTURED':
    case 'REFUNDED':
    case 'PROMISED':
    case 'CASH_DUE':
    case 'COLLECTED':
      return [];
    case 'FAILED':
    case 'VOIDING':
    case 'VOIDED':
      if (payment.hold.kind === 'taken' || payment.hold.kind === 'returned') return [];
      if (payment.status === 'VOIDING') return [{ type: 'PaymentVoided', ref: payment.ref, at }];
      return payment.hold.kind === 'nothing' ? [] : [{ type: 'HoldReleased', at }];
  }
};

/** Money that went back: for a refund that was asked for, or the whole of what was taken after the end. */
export const recordRefunded = ({ refundId, transaction, at }: PaymentCommandOf<'RecordRefunded'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'NONE') return refuse('payment-not-found');
  if (payment.status === 'CAPTURED' || payment.status === 'REFUNDED') {
    const isOpen = payment.refunds.some((refund) => refund.id === refundId && !refund.done);
    return isOpen ? [{ type: 'PaymentRefunded', refundId, transaction, at }] : [];
  }
  if (!('hold' in payment) || payment.hold.kind !== 'taken') return [];
  const returned = { type: 'MoneyReturned', amount: payment.hold.amount, transaction, at } as const;
  return payment.status === 'VOIDING' ? [returned, { type: 'PaymentVoided', ref: payment.ref, at }] : [returned];
};
