import { refuse, type Decider, type Instant } from '@marketplace/kernel';
import type { PaymentCommand, PaymentCommandOf, PaymentDecision, PaymentRejection } from './commands';
import { cancelOrder, closeOrder, requestRefund, voidOf } from './decide-orders';
import { recordActionRequired, recordAuthorized, recordCanceled, recordCaptured, recordDeclined, recordRefunded } from './decide-outcomes';
import { evolve } from './evolve';
import { initial, nothingHeld, type Payment, type PaymentEvent } from './payment';
import { sharesFit } from './policies';

const requestAuthorization = (command: PaymentCommandOf<'RequestAuthorization'>, payment: Payment): PaymentDecision => {
  const { ref, terms, shares, at } = command;
  // The void overtook its request. Whoever still asks is told so, each time.
  if (payment.status === 'VOIDED' && payment.agreement === undefined)
    return [{ type: 'PaymentFailed', ref, code: 'voided', hold: nothingHeld, at }];
  if (payment.status !== 'NONE') return [];
  if (!sharesFit(terms.amount, shares)) return [{ type: 'PaymentFailed', ref, code: 'invalid-amounts', hold: nothingHeld, at }];
  return [{ type: 'PaymentRequested', ref, terms, shares, at }];
};

const requestCapture = ({ cancelledOrders, at }: PaymentCommandOf<'RequestCapture'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'CAPTURING' || payment.status === 'CAPTURED' || payment.status === 'REFUNDED') return [];
  if (payment.status !== 'AUTHORIZED') return refuse('payment-not-authorized');
  const news = payment.shares.filter((share) => !share.cancelled && cancelledOrders.includes(share.orderId));
  const cancellations = news.map((share): PaymentEvent => ({ type: 'OrderShareCancelled', orderId: share.orderId, at }));
  const wanted = payment.shares.filter((share) => !share.cancelled && !news.includes(share)).map((share) => share.orderId);
  if (wanted.length === 0) return [...cancellations, { type: 'PaymentVoidRequested', hold: voidOf(payment), at }];
  return [...cancellations, { type: 'PaymentCaptureRequested', orderIds: wanted, at }];
};

const requestVoid = ({ ref, at }: PaymentCommandOf<'RequestVoid'>, payment: Payment): PaymentDecision => {
  switch (payment.status) {
    case 'NONE':
      return [{ type: 'PaymentVoided', ref, at }];
    case 'REQUESTED':
    case 'ACTION_REQUIRED':
    case 'AUTHORIZED':
      return [{ type: 'PaymentVoidRequested', hold: voidOf(payment), at }];
    case 'FAILED': {
      const isClear = payment.hold.kind === 'nothing' || payment.hold.kind === 'returned';
      return isClear ? [{ type: 'PaymentVoided', ref, at }] : [{ type: 'PaymentVoidRequested', hold: payment.hold, at }];
    }
    case 'VOIDING':
    case 'VOIDED':
      return [];
    case 'CAPTURING':
    case 'CAPTURED':
    case 'REFUNDED':
      return refuse('payment-captured');
  }
};

/** The provider was silent for too long. What it may have done meanwhile is found out and undone behind the failure. */
const giveUp = (payment: Payment, at: Instant): PaymentDecision =>
  payment.status === 'REQUESTED'
    ? [{ type: 'PaymentFailed', ref: payment.ref, code: 'provider-unavailable', hold: { kind: 'unclear' }, at }]
    : [];

/** What a command makes of a payment: facts, nothing when it was carried out before, or a refusal. */
export const decide = (command: PaymentCommand, payment: Payment): PaymentDecision => {
  switch (command.type) {
    case 'RequestAuthorization':
      return requestAuthorization(command, payment);
    case 'RequestCapture':
      return requestCapture(command, payment);
    case 'RequestVoid':
      return requestVoid(command, payment);
    case 'CancelOrder':
      return cancelOrder(command, payment);
    case 'CloseOrder':
      return closeOrder(command, payment);
    case 'RequestRefund':
      return requestRefund(command, payment);
    case 'RecordAuthorized':
      return recordAuthorized(command, payment);
    case 'RecordActionRequired':
      return recordActionRequired(command, payment);
    case 'RecordDeclined':
      return recordDeclined(command, payment);
    case 'RecordCaptured':
      return recordCaptured(command, payment);
    case 'RecordCanceled':
      return recordCanceled(command, payment);
    case 'RecordRefunded':
      return recordRefunded(command, payment);
    case 'GiveUp':
      return giveUp(payment, command.at);
  }
};

export const paymentDecider: Decider<PaymentCommand, PaymentEvent, Payment, PaymentRejection> = { initial, decide, evolve };
