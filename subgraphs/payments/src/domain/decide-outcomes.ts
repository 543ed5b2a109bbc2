import { equals, fold, isRefused, refuse, type Instant } from '@marketplace/kernel';
import { cancellationRefund, holdToVoid } from './decide-orders';
import type { PaymentCommandOf, PaymentDecision } from './commands';
import { evolve } from './evolve';
import type { Hold, Payment, PaymentEvent } from './payment';
import { captureAmount, remainingOrders } from './policies';

type EndedPayment = Extract<Payment, { hold: Hold }>;

/** Records a success that is found after the end of the payment, so that it is undone. */
const lateHold = (payment: EndedPayment, reference: string, at: Instant): PaymentDecision =>
  payment.hold.kind === 'nothing' || payment.hold.kind === 'unclear' ? [{ type: 'HoldFound', hold: { kind: 'held', reference }, at }] : [];

type FirstAnswer = PaymentCommandOf<'RecordAuthorized' | 'RecordActionRequired'>;

/** Voids a payment if all its orders were cancelled before its first answer. */
const voidIfAllCancelled = (command: FirstAnswer, payment: Payment): readonly PaymentEvent[] => {
  if (payment.status !== 'REQUESTED' && payment.status !== 'ACTION_REQUIRED') return [];
  const { cancellations, remaining } = remainingOrders(command, payment.shares);
  return remaining.length > 0 ? [] : [...cancellations, { type: 'PaymentVoidRequested', hold: holdToVoid(payment), at: command.at }];
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

/** Records an authorization or a required action. If all orders were cancelled meanwhile, the hold is undone. */
export const recordHold = (command: FirstAnswer, payment: Payment): PaymentDecision => {
  const earlier = voidIfAllCancelled(command, payment);
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

/** Records a capture. Orders that were cancelled during the capture are refunded. */
const capture = (
  payment: Extract<Payment, { status: 'CAPTURING' }>,
  { transaction, amount, at }: PaymentCommandOf<'RecordCaptured'>,
): PaymentDecision => {
  const expected = captureAmount(payment, payment.shares);
  if (expected === undefined || !equals(expected, amount)) return refuse('captured-amount-differs', { expected, amount });
  const captured = { type: 'PaymentCaptured', transaction, at } as const;
  const after = evolve(payment, captured);
  const owed = payment.shares.filter((share) => share.inCapture && share.cancelled);
  return [captured, ...owed.flatMap((share) => cancellationRefund(after, share, at))];
};

export const recordCaptured = (command: PaymentCommandOf<'RecordCaptured'>, payment: Payment): PaymentDecision => {
  switch (payment.status) {
    case 'NONE':
      return refuse('payment-not-found');
    case 'CAPTURING':
      return capture(payment, command);
    // A capture that was not requested here. A later request finds it done; until then the reconciliation reports it.
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
      const isKnown = payment.hold.kind === 'taken' || payment.hold.kind === 'returned';
      return isKnown ? [] : [{ type: 'HoldFound', hold: { kind: 'taken', reference, amount }, at }];
    }
  }
};

/** Records that the provider holds no money any more; it may have cancelled the hold itself. */
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

/** Records money returned to the buyer: a requested refund, or a capture that was found after the end of the payment. */
export const recordRefunded = ({ refundId, transaction, at }: PaymentCommandOf<'RecordRefunded'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'NONE') return refuse('payment-not-found');
  if (payment.status === 'CAPTURED' || payment.status === 'REFUNDED') {
    const isPending = payment.refunds.some((refund) => refund.id === refundId && !refund.done);
    return isPending ? [{ type: 'PaymentRefunded', refundId, transaction, at }] : [];
  }
  if (!('hold' in payment) || payment.hold.kind !== 'taken') return [];
  const returned = { type: 'MoneyReturned', amount: payment.hold.amount, transaction, at } as const;
  return payment.status === 'VOIDING' ? [returned, { type: 'PaymentVoided', ref: payment.ref, at }] : [returned];
};
