import type { AppliedEvent } from '@marketplace/application';
import { defined, isZero, moneyToJson, sum } from '@marketplace/kernel';
import { eventMessage, type EventMessage } from '@marketplace/platform';
import { paymentsEvents } from '@marketplace/schema';
import { refundsOf, sharesOf, termsOf, type ExistingPayment, type PaymentEvent, type PaymentEventOf } from '../../domain/payment';

/** The event data of a paid payment: the amount per order, with the platform's discount if there is one. */
const paidOrders = (payment: ExistingPayment) => {
  const terms = termsOf(payment);
  if (terms === undefined) throw new Error('a paid payment has terms');
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
      ...defined({ platformDiscount: isZero(share.platformDiscount) ? undefined : moneyToJson(share.platformDiscount) }),
    })),
  };
};

const authorized = (payment: ExistingPayment, version: number): readonly EventMessage[] => {
  const { ref } = payment;
  const terms = termsOf(payment);
  return terms === undefined
    ? []
    : [eventMessage(paymentsEvents.PaymentAuthorizedV1, { id: ref.paymentId, version }, { ...ref, amount: moneyToJson(terms.amount) })];
};

const collected = (payment: ExistingPayment, orderId: string, version: number): readonly EventMessage[] =>
  sharesOf(payment)
    .filter((share) => share.orderId === orderId)
    .map(({ amount }) =>
      eventMessage(
        paymentsEvents.CashCollectedV1,
        { id: payment.ref.paymentId, version },
        { ...payment.ref, orderId, amount: moneyToJson(amount) },
      ),
    );

const refunded = (payment: ExistingPayment, refundId: string, version: number): readonly EventMessage[] =>
  refundsOf(payment)
    .filter((refund) => refund.id === refundId)
    .map((refund) =>
      eventMessage(
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

/** An escrow is released once, so the version of its event is always 1. */
const released = (
  payment: ExistingPayment,
  { orderId, sellerAmount, commission }: PaymentEventOf<'EscrowReleased'>,
): readonly EventMessage[] =>
  sharesOf(payment)
    .filter((share) => share.orderId === orderId)
    .map((share) =>
      eventMessage(
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

/** The published events of a payment. Holds that are found after its end are not published. */
export const paymentMessages = ({ event, after, version }: AppliedEvent<ExistingPayment, PaymentEvent>): readonly EventMessage[] => {
  const { ref } = after;
  const aggregate = { id: ref.paymentId, version };
  switch (event.type) {
    case 'PaymentAuthorized':
    case 'CashPromised':
      return authorized(after, version);
    case 'CashAgreed':
      return [eventMessage(paymentsEvents.CashOnDeliveryAgreedV1, aggregate, paidOrders(after))];
    case 'CashCollected':
      return collected(after, event.orderId, version);
    case 'PaymentActionRequired':
      return [eventMessage(paymentsEvents.PaymentActionRequiredV1, aggregate, { ...ref, url: event.url })];
    case 'PaymentFailed':
      return [eventMessage(paymentsEvents.PaymentFailedV1, aggregate, { ...ref, code: event.code })];
    case 'PaymentVoided':
      return [eventMessage(paymentsEvents.PaymentVoidedV1, aggregate, ref)];
    case 'PaymentCaptured':
      return [eventMessage(paymentsEvents.PaymentCapturedV1, aggregate, paidOrders(after))];
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
