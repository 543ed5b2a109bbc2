import { refuse, type Decider, type Instant } from '@marketplace/kernel';
import type { PaymentCommand, PaymentCommandOf, PaymentDecision, PaymentRejection } from './commands';
import { confirmCashOnDelivery, collectCash, authorizeCashOnDelivery } from './decide-cash';
import { cancelOrder, closeOrder, requestRefund, holdToVoid } from './decide-orders';
import { recordCanceled, recordCaptured, recordDeclined, recordHold, recordRefunded } from './decide-outcomes';
import { evolve } from './evolve';
import { initial, isCashOnDelivery, noHold, type Payment, type PaymentEvent } from './payment';
import { areSharesChargeable, areSharesValid, remainingOrders } from './policies';

const requestAuthorization = (command: PaymentCommandOf<'RequestAuthorization'>, payment: Payment): PaymentDecision => {
  const { ref, terms, shares, at } = command;
  // The void arrived before the request. Every request is answered: this one fails.
  if (payment.status === 'VOIDED' && payment.agreement === undefined)
    return [{ type: 'PaymentFailed', ref, code: 'voided', hold: noHold, at }];
  if (payment.status !== 'NONE') return [];
  const failed = (code: string): PaymentDecision => [{ type: 'PaymentFailed', ref, code, hold: noHold, at }];
  if (!areSharesValid(terms.amount, shares)) return failed('invalid-amounts');
  const requested = { type: 'PaymentRequested', ref, terms, shares, at } as const;
  if (terms.method === 'CASH_ON_DELIVERY') return authorizeCashOnDelivery(requested);
  return areSharesChargeable(shares) ? [requested] : failed('amount-not-payable');
};

const requestCapture = (command: PaymentCommandOf<'RequestCapture'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'CAPTURING' || payment.status === 'CAPTURED' || payment.status === 'REFUNDED') return [];
  if (isCashOnDelivery(payment)) return confirmCashOnDelivery(command, payment);
  if (payment.status !== 'AUTHORIZED') return refuse('payment-not-authorized');
  const { cancellations, remaining } = remainingOrders(command, payment.shares);
  const { at } = command;
  if (remaining.length === 0) return [...cancellations, { type: 'PaymentVoidRequested', hold: holdToVoid(payment), at }];
  return [...cancellations, { type: 'PaymentCaptureRequested', orderIds: remaining, at }];
};

const requestVoid = ({ ref, at }: PaymentCommandOf<'RequestVoid'>, payment: Payment): PaymentDecision => {
  switch (payment.status) {
    case 'NONE':
    case 'PROMISED':
      return [{ type: 'PaymentVoided', ref, at }];
    case 'REQUESTED':
    case 'ACTION_REQUIRED':
    case 'AUTHORIZED':
      return [{ type: 'PaymentVoidRequested', hold: holdToVoid(payment), at }];
    case 'FAILED': {
      const isSettled = payment.hold.kind === 'nothing' || payment.hold.kind === 'returned';
      return isSettled ? [{ type: 'PaymentVoided', ref, at }] : [{ type: 'PaymentVoidRequested', hold: payment.hold, at }];
    }
    case 'VOIDING':
    case 'VOIDED':
      return [];
    case 'CAPTURING':
    case 'CAPTURED':
    case 'REFUNDED':
    case 'CASH_DUE':
    case 'COLLECTED':
      return refuse('payment-captured');
  }
};

/** Fails a payment after the timeout of its authorization. A late success at the provider is found and undone afterwards. */
const giveUp = (payment: Payment, at: Instant): PaymentDecision =>
  payment.status === 'REQUESTED'
    ? [{ type: 'PaymentFailed', ref: payment.ref, code: 'provider-unavailable', hold: { kind: 'unclear' }, at }]
    : [];

/** Decides a command: events, none when it was carried out before, or a refusal. */
export const decide = (command: PaymentCommand, payment: Payment): PaymentDecision => {
  switch (command.type) {
    case 'RequestAuthorization':
      return requestAuthorization(command, payment);
    case 'RefuseAuthorization':
      return payment.status === 'NONE'
        ? [{ type: 'PaymentFailed', ref: command.ref, code: command.code, hold: noHold, at: command.at }]
        : [];
    case 'RequestCapture':
      return requestCapture(command, payment);
    case 'RequestVoid':
      return requestVoid(command, payment);
    case 'CancelOrder':
      return cancelOrder(command, payment);
    case 'CollectCash':
      return collectCash(command, payment);
    case 'CloseOrder':
      return closeOrder(command, payment);
    case 'RequestRefund':
      return requestRefund(command, payment);
    case 'RecordAuthorized':
    case 'RecordActionRequired':
      return recordHold(command, payment);
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
