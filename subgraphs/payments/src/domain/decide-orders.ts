import { add, isChargeable, isPositive, refuse } from '@marketplace/kernel';
import type { PaymentCommandOf, PaymentDecision } from './commands';
import { cancelCashOrder } from './decide-cash';
import { isCash, sharesOf, type Hold, type Payment, type PaymentEvent, type Share, type TakenPayment } from './payment';
import { fitsInto, inEscrow, refundable, splitSale, wantedShares } from './policies';

/** What the provider has, or may have, of a payment that is to be let go. */
export const voidOf = (payment: Extract<Payment, { status: 'REQUESTED' | 'ACTION_REQUIRED' | 'AUTHORIZED' }>): Hold =>
  payment.status === 'REQUESTED' ? { kind: 'unclear' } : { kind: 'held', reference: payment.reference };

const capturedAfterAbort = 'captured-after-abort';

/** An order is cancelled once, so its refund has the order's id: it cannot be made twice. */
export const abortRefund = (payment: Payment, share: Share, at: PaymentEvent['at']): readonly PaymentEvent[] => {
  const amount = refundable(payment, share);
  if (!isPositive(amount)) return [];
  return [{ type: 'RefundRequested', refund: { id: share.orderId, orderId: share.orderId, amount, reason: capturedAfterAbort }, at }];
};

type Command = PaymentCommandOf<'CancelOrder'>;

const cancelBeforeCapture = (
  payment: Extract<Payment, { status: 'REQUESTED' | 'ACTION_REQUIRED' | 'AUTHORIZED' }>,
  { orderId, cancelledOrders, at }: Command,
): PaymentDecision => {
  const { cancellations, wanted } = wantedShares({ cancelledOrders: [...cancelledOrders, orderId], at }, payment.shares);
  return wanted.length > 0
    ? [{ type: 'OrderShareCancelled', orderId, at }]
    : [...cancellations, { type: 'PaymentVoidRequested', hold: voidOf(payment), at }];
};

const cancelAfterCapture = (payment: TakenPayment, share: Share, { orderId, at }: Command): PaymentDecision => {
  if (share.released) return refuse('escrow-already-released');
  return [{ type: 'OrderShareCancelled', orderId, at }, ...abortRefund(payment, share, at)];
};

/** Until the capture is asked for the share is left out of it; from then on it is captured and given back. */
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

/** Orders closes one that is paid at the door only after it was handed over, so the event about its money may just be late. */
const closeCashOrder = (share: Share, at: PaymentEvent['at']): PaymentDecision => {
  if (share.released || share.cancelled || !share.inCapture) return [];
  const { orderId } = share;
  const collected: readonly PaymentEvent[] = share.collected ? [] : [{ type: 'CashCollected', orderId, at }];
  const sale = add(share.amount, share.platformDiscount);
  return isPositive(sale) ? [...collected, { type: 'EscrowReleased', orderId, ...splitSale(sale), at }] : collected;
};

/** Escrow is released once, and only what was not given back to the buyer. */
export const closeOrder = ({ orderId, at }: PaymentCommandOf<'CloseOrder'>, payment: Payment): PaymentDecision => {
  if (payment.status === 'NONE') return refuse('payment-not-found');
  const isDue = isCash(payment) && payment.status !== 'PROMISED';
  if (!isDue && payment.status !== 'CAPTURED' && payment.status !== 'REFUNDED') return refuse('payment-not-captured');
  const share = payment.shares.find((each) => each.orderId === orderId);
  if (share === undefined) return refuse('order-not-in-payment');
  if (isDue) return closeCashOrder(share, at);
  const sale = inEscrow(payment, share);
  return share.released || share.cancelled || !isPositive(sale) ? [] : [{ type: 'EscrowReleased', orderId, ...splitSale(sale), at }];
};

/** Never more than was captured for the order; a share that was released is the seller's, not the escrow's, to give back. */
export const requestRefund = (command: PaymentCommandOf<'RequestRefund'>, payment: Payment): PaymentDecision => {
  const { refundId, orderId, amount, reason, at } = command;
  if (payment.status === 'NONE') return refuse('payment-not-found');
  if (payment.status !== 'CAPTURED' && payment.status !== 'REFUNDED') return refuse('payment-not-captured');
  const share = payment.shares.find((each) => each.orderId === orderId);
  if (share === undefined) return refuse('order-not-in-payment');
  if (payment.refunds.some((refund) => refund.id === refundId)) return [];
  if (share.released) return refuse('escrow-already-released');
  const left = refundable(payment, share);
  if (!fitsInto(amount, left)) return refuse('refund-exceeds-captured', { left });
  if (!isChargeable(amount)) return refuse('amount-not-payable');
  return [{ type: 'RefundRequested', refund: { id: refundId, orderId, amount, reason }, at }];
};
