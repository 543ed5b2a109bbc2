import { add, isChargeable, isPositive, refuse } from '@marketplace/kernel';
import type { PaymentCommandOf, PaymentDecision } from './commands';
import { cancelCashOrder } from './decide-cash';
import { isCashOnDelivery, sharesOf, type Hold, type Payment, type PaymentEvent, type Share, type CapturedPayment } from './payment';
import { isWithin, escrowBalance, refundable, splitSale, remainingOrders } from './policies';

/** The hold that the provider has, or may have, of a payment that will be voided. */
export const holdToVoid = (payment: Extract<Payment, { status: 'REQUESTED' | 'ACTION_REQUIRED' | 'AUTHORIZED' }>): Hold =>
  payment.status === 'REQUESTED' ? { kind: 'unclear' } : { kind: 'held', reference: payment.reference };

const capturedAfterAbort = 'captured-after-abort';

/** The refund of a cancelled order. Its ID is the ID of the order, so that it cannot be made twice. */
export const cancellationRefund = (payment: Payment, share: Share, at: PaymentEvent['at']): readonly PaymentEvent[] => {
  const amount = refundable(payment, share);
  if (!isPositive(amount)) return [];
  return [{ type: 'RefundRequested', refund: { id: share.orderId, orderId: share.orderId, amount, reason: capturedAfterAbort }, at }];
};

type Command = PaymentCommandOf<'CancelOrder'>;

const cancelBeforeCapture = (
  payment: Extract<Payment, { status: 'REQUESTED' | 'ACTION_REQUIRED' | 'AUTHORIZED' }>,
  { orderId, cancelledOrders, at }: Command,
): PaymentDecision => {
  const { cancellations, remaining } = remainingOrders({ cancelledOrders: [...cancelledOrders, orderId], at }, payment.shares);
  return remaining.length > 0
    ? [{ type: 'OrderShareCancelled', orderId, at }]
    : [...cancellations, { type: 'PaymentVoidRequested', hold: holdToVoid(payment), at }];
};

const cancelAfterCapture = (payment: CapturedPayment, share: Share, { orderId, at }: Command): PaymentDecision => {
  if (share.released) return refuse('escrow-already-released');
  return [{ type: 'OrderShareCancelled', orderId, at }, ...cancellationRefund(payment, share, at)];
};

/** Cancels an order. Before the capture is requested its share is left out; afterwards it is captured and refunded. */
export const cancelOrder = (command: Command, payment: Payment): PaymentDecision => {
  const share = sharesOf(payment).find((each) => each.orderId === command.orderId);
  switch (payment.status) {
    case 'PROMISED':
    case 'CASH_DUE':
    case 'COLLECTED':
      return cancelCashOrder(command, payment);
    case 'NONE':
      return refuse('payment-not-found');
    case 'FAILED':
    case 'VOIDING':
    case 'VOIDED':
      return [];
    case 'REQUESTED':
    case 'ACTION_REQUIRED':
    case 'AUTHORIZED':
      if (share === undefined) return refuse('order-not-in-payment');
      return share.cancelled ? [] : cancelBeforeCapture(payment, command);
    case 'CAPTURING':
      if (share === undefined) return refuse('order-not-in-payment');
      return share.cancelled ? [] : [{ type: 'OrderShareCancelled', orderId: share.orderId, at: command.at }];
    case 'CAPTURED':
    case 'REFUNDED':
      if (share === undefined) return refuse('order-not-in-payment');
      return share.cancelled ? [] : cancelAfterCapture(payment, share, command);
  }
};

/** Closes an order with cash on delivery. Orders closes it only after delivery, so the cash counts as collected even if that event is late. */
const closeCashOrder = (share: Share, at: PaymentEvent['at']): PaymentDecision => {
  if (share.released || share.cancelled || !share.inCapture) return [];
  const { orderId } = share;
  const collected: readonly PaymentEvent[] = share.collected ? [] : [{ type: 'CashCollected', orderId, at }];
  const sale = add(share.amount, share.platformDiscount);
  return isPositive(sale) ? [...collected, { type: 'EscrowReleased', orderId, ...splitSale(sale), at }] : collected;
};

/** Releases the escrow of an order once, less refunds. */
export const closeOrder = ({ orderId, at }: PaymentCommandOf<'CloseOrder'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'NONE') return refuse('payment-not-found');
  const isDue = isCashOnDelivery(payment) && payment.status !== 'PROMISED';
  if (!isDue && payment.status !== 'CAPTURED' && payment.status !== 'REFUNDED') return refuse('payment-not-captured');
  const share = payment.shares.find((each) => each.orderId === orderId);
  if (share === undefined) return refuse('order-not-in-payment');
  if (isDue) return closeCashOrder(share, at);
  const sale = escrowBalance(payment, share);
  return share.released || share.cancelled || !isPositive(sale) ? [] : [{ type: 'EscrowReleased', orderId, ...splitSale(sale), at }];
};

/** Requests a refund, up to the amount captured for the order. Released escrow belongs to the seller and cannot be refunded. */
export const requestRefund = (command: PaymentCommandOf<'RequestRefund'>, payment: Payment): PaymentDecision => {
  const { refundId, orderId, amount, reason, at } = command;
  if (payment.status === 'NONE') return refuse('payment-not-found');
  if (payment.status !== 'CAPTURED' && payment.status !== 'REFUNDED') return refuse('payment-not-captured');
  const share = payment.shares.find((each) => each.orderId === orderId);
  if (share === undefined) return refuse('order-not-in-payment');
  if (payment.refunds.some((refund) => refund.id === refundId)) return [];
  if (share.released) return refuse('escrow-already-released');
  const left = refundable(payment, share);
  if (!isWithin(amount, left)) return refuse('refund-exceeds-captured', { left });
  if (!isChargeable(amount)) return refuse('amount-not-payable');
  return [{ type: 'RefundRequested', refund: { id: refundId, orderId, amount, reason }, at }];
};
