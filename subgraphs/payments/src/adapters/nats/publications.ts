import type { Step } from '@marketplace/application';
import { isZero, moneyToJson, sum } from '@marketplace/kernel';
import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { paymentsEvents } from '@marketplace/schema';
import { refundsOf, sharesOf, termsOf, type KnownPayment, type PaymentEvent, type PaymentEventOf } from '../../domain/payment';

/** What the orders of a payment get, the platform's part named where there is one. */
const settled = (payment: KnownPayment) => {
  const terms = termsOf(payment);
  if (terms === undefined) throw new Error('a payment that takes money has terms');
  const shares = sharesOf(payment).filter((share) => share.inCapture);
  const amount = sum(
    shares.map((share) => share.amount),
    terms.amount.currency,
  );
  return {
    ...payment.ref,
    buyerId: terms.buyerId,
    amount: moneyToJson(amount),
    orders: shares.map((share) => ({
      orderId: share.orderId,
      sellerId: share.sellerId,
      amount: moneyToJson(share.amount),
      ...(isZero(share.platformDiscount) ? {} : { platformDiscount: moneyToJson(share.platformDiscount) }),
    })),
  };
};

const authorized = (payment: KnownPayment, version: number): readonly OutgoingEvent[] => {
  const { ref } = payment;
  const terms = termsOf(payment);
  return terms === undefined
    ? []
    : [outgoing(paymentsEvents.PaymentAuthorizedV1, { id: ref.paymentId, version }, { ...ref, amount: moneyToJson(terms.amount) })];
};

const collected = (payment: KnownPayment, orderId: string, version: number): readonly OutgoingEvent[] =>
  sharesOf(payment)
    .filter((share) => share.orderId === orderId)
    .map(({ amount }) =>
      outgoing(
        paymentsEvents.CashCollectedV1,
        { id: payment.ref.paymentId, version },
        { ...payment.ref, orderId, amount: moneyToJson(amount) },
      ),
    );

const refunded = (payment: KnownPayment, refundId: string, version: number): readonly OutgoingEvent[] =>
  refundsOf(payment)
    .filter((refund) => refund.id === refundId)
    .map((refund) =>
      outgoing(
        paymentsEvents.PaymentRefundedV1,
        { id: payment.ref.paymentId, version },
        {
          ...payment.ref,
          refundId,
          amount: moneyToJson(refund.amount),
          reason: refund.reason,
        },
      ),
    );

/** An escrow is released once, so its event is the first and last of its own. */
const released = (
  payment: KnownPayment,
  { orderId, sellerAmount, commission }: PaymentEventOf<'EscrowReleased'>,
): readonly OutgoingEvent[] =>
  sharesOf(payment)
    .filter((share) => share.orderId === orderId)
    .map((share) =>
      outgoing(
        paymentsEvents.EscrowReleasedV1,
        { id: orderId, version: 1 },
        {
          orderId,
          sellerId: share.sellerId,
          sellerAmount: moneyToJson(sellerAmount),
          commission: moneyToJson(commission),
        },
      ),
    );

/** What other contexts hear of a payment. What the provider still holds of one that is over is our business alone. */
export const ofPayment = ({ event, after, version }: Step<KnownPayment, PaymentEvent>): readonly OutgoingEvent[] => {
  const { ref } = after;
  const aggregate = { id: ref.paymentId, version };
  switch (event.type) {
    case 'PaymentAuthorized':
    case 'CashPromised':
      return authorized(after, version);
    case 'CashAgreed':
      return [outgoing(paymentsEvents.CashOnDeliveryAgreedV1, aggregate, settled(after))];
    case 'CashCollected':
      return collected(after, event.orderId, version);
    case 'PaymentActionRequired':
      return [outgoing(paymentsEvents.PaymentActionRequiredV1, aggregate, { ...ref, url: event.url })];
    case 'PaymentFailed':
      return [outgoing(paymentsEvents.PaymentFailedV1, aggregate, { ...ref, code: event.code })];
    case 'PaymentVoided':
      return [outgoing(paymentsEvents.PaymentVoidedV1, aggregate, ref)];
    case 'PaymentCaptured':
      return [outgoing(paymentsEvents.PaymentCapturedV1, aggregate, settled(after))];
    case 'PaymentRefunded':
      return refunded(after, event.refundId, version);
    case 'EscrowReleased':
      return released(after, event);
    case 'PaymentRequested':
    case 'OrderShareCancelled':
    case 'PaymentCaptureRequested':
    case 'PaymentVoidRequested':
    case 'HoldFound':
    case 'HoldReleased':
    case 'MoneyReturned':
    case 'RefundRequested':
      return [];
  }
};
