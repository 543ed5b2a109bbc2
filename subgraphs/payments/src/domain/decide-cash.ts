import { refuse } from '@marketplace/kernel';
import { isCashOnDeliveryOffered } from './cash-limits';
import type { PaymentCommandOf, PaymentDecision } from './commands';
import { isCashOnDelivery, noHold, type CashPayment, type Payment, type PaymentEventOf } from './payment';
import { remainingOrders } from './policies';

/** Authorizes cash on delivery within its limits. No provider is involved, and no money is held. */
export const authorizeCashOnDelivery = (requested: PaymentEventOf<'PaymentRequested'>): PaymentDecision => {
  const { ref, terms, at } = requested;
  return isCashOnDeliveryOffered(terms.amount)
    ? [requested, { type: 'CashPromised', at }]
    : [{ type: 'PaymentFailed', ref, code: 'cash-on-delivery-not-offered', hold: noHold, at }];
};

/** Confirms cash on delivery for every remaining order. From here on the payment can no longer be voided. */
export const confirmCashOnDelivery = (command: PaymentCommandOf<'RequestCapture'>, payment: CashPayment): PaymentDecision => {
  if (payment.status !== 'PROMISED') return [];
  const { cancellations, remaining } = remainingOrders(command, payment.shares);
  const { at } = command;
  return remaining.length === 0
    ? [...cancellations, { type: 'PaymentVoided', ref: payment.ref, at }]
    : [...cancellations, { type: 'CashAgreed', orderIds: remaining, at }];
};

/** Cancels an order that is paid on delivery. Without remaining orders the payment is voided. */
export const cancelCashOrder = (command: PaymentCommandOf<'CancelOrder'>, payment: CashPayment): PaymentDecision => {
  const { orderId, cancelledOrders, at } = command;
  const share = payment.shares.find((each) => each.orderId === orderId);
  if (share === undefined) return refuse('order-not-in-payment');
  if (share.cancelled) return [];
  if (share.collected) return refuse('cash-already-collected');
  const { cancellations, remaining } = remainingOrders({ cancelledOrders: [...cancelledOrders, orderId], at }, payment.shares);
  return remaining.length > 0
    ? [{ type: 'OrderShareCancelled', orderId, at }]
    : [...cancellations, { type: 'PaymentVoided', ref: payment.ref, at }];
};

/** Records the cash that a courier collected on delivery. Prepaid orders have nothing to collect. */
export const collectCash = ({ orderId, at }: PaymentCommandOf<'CollectCash'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'NONE') return refuse('payment-not-found');
  if (payment.status === 'CAPTURED' || payment.status === 'REFUNDED') return [];
  if (!isCashOnDelivery(payment) || payment.status === 'PROMISED') return refuse('payment-not-captured');
  const share = payment.shares.find((each) => each.orderId === orderId);
  if (share === undefined) return refuse('order-not-in-payment');
  if (share.collected) return [];
  return share.inCapture && !share.cancelled ? [{ type: 'CashCollected', orderId, at }] : refuse('payment-not-captured');
};
