import { refuse } from '@marketplace/kernel';
import { isOfferedInCash } from './cash-limits';
import type { PaymentCommandOf, PaymentDecision } from './commands';
import { isCash, nothingHeld, type CashPayment, type Payment, type PaymentEventOf } from './payment';
import { wantedShares } from './policies';

/** Nobody is asked: a promise to pay at the door holds nothing, and is as good as the limits make it. */
export const promiseCash = (requested: PaymentEventOf<'PaymentRequested'>): PaymentDecision => {
  const { ref, terms, at } = requested;
  return isOfferedInCash(terms.amount)
    ? [requested, { type: 'CashPromised', at }]
    : [{ type: 'PaymentFailed', ref, code: 'cash-on-delivery-not-offered', hold: nothingHeld, at }];
};

/** The point of no return: couriers will collect the money for every order that is still wanted. */
export const agreeOnCash = (command: PaymentCommandOf<'RequestCapture'>, payment: CashPayment): PaymentDecision => {
  if (payment.status !== 'PROMISED') return [];
  const { cancellations, wanted } = wantedShares(command, payment.shares);
  const { at } = command;
  return wanted.length === 0
    ? [...cancellations, { type: 'PaymentVoided', ref: payment.ref, at }]
    : [...cancellations, { type: 'CashAgreed', orderIds: wanted, at }];
};

/** Cash that is due at no door any more is not due at all. */
export const cancelCashOrder = (command: PaymentCommandOf<'CancelOrder'>, payment: CashPayment): PaymentDecision => {
  const { orderId, cancelledOrders, at } = command;
  const share = payment.shares.find((each) => each.orderId === orderId);
  if (share === undefined) return refuse('order-not-in-payment');
  if (share.cancelled) return [];
  if (share.collected) return refuse('cash-already-collected');
  const { cancellations, wanted } = wantedShares({ cancelledOrders: [...cancelledOrders, orderId], at }, payment.shares);
  return wanted.length > 0
    ? [{ type: 'OrderShareCancelled', orderId, at }]
    : [...cancellations, { type: 'PaymentVoided', ref: payment.ref, at }];
};

/** A courier hands over only for the money. Orders that were paid before have nothing to collect. */
export const collectCash = ({ orderId, at }: PaymentCommandOf<'CollectCash'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'NONE') return refuse('payment-not-found');
  if (payment.status === 'CAPTURED' || payment.status === 'REFUNDED') return [];
  if (!isCash(payment) || payment.status === 'PROMISED') return refuse('payment-not-captured');
  const share = payment.shares.find((each) => each.orderId === orderId);
  if (share === undefined) return refuse('order-not-in-payment');
  if (share.collected) return [];
  return share.inCapture && !share.cancelled ? [{ type: 'CashCollected', orderId, at }] : refuse('payment-not-captured');
};
