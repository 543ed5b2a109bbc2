import { isBefore, type OrderId } from '@marketplace/kernel';
import type { AbortReason, CheckoutRequest, ProgressIn, Progress } from './checkout';
import { maxPaymentAttempts, retryUntil } from './deadlines';
import type { SagaInput } from './saga-messages';
import { abort, apply, ignored, type EndedStep, type Ignored, type SagaContext, type Transition } from './transition';

const withoutMethod = (request: CheckoutRequest): CheckoutRequest => ({ ...request, sealedMethod: '' });

type Authorizing = ProgressIn<'ORDERS_CREATED' | 'ACTION_REQUIRED'>;
type Ordered = Pick<Authorizing, 'currency' | 'heldUntil' | 'lines' | 'quotes' | 'orders' | 'total'>;

const orderedOf = ({ currency, heldUntil, lines, quotes, orders, total }: Ordered): Ordered => ({
  currency,
  heldUntil,
  lines,
  quotes,
  orders,
  total,
});

/** Decline codes for which another card would not help. */
const nonRetryableCodes: readonly string[] = ['voided', 'invalid-amounts', 'amount-not-payable', 'cash-on-delivery-not-offered'];

const reasonOf = (code: string): AbortReason =>
  code === 'cash-on-delivery-not-offered' ? 'cash-on-delivery-not-offered' : 'payment-failed';

const isAuthorizing = (progress: Progress): progress is Authorizing =>
  progress.status === 'ORDERS_CREATED' || progress.status === 'ACTION_REQUIRED';

/**
 * Aborts the checkout, unless the buyer asked to keep it on decline and there is time for another card: then stock,
 * discounts and orders stay reserved.
 */
export const onPaymentFailed = (context: SagaContext, code: string, ended: readonly EndedStep[] = []): Transition => {
  const { checkout, at } = context;
  const { progress, request, paymentId } = checkout;
  const declined = { ...checkout, declines: [...checkout.declines, { paymentId, at, code }] };
  const until = isAuthorizing(progress) ? retryUntil(progress.heldUntil, at) : at;
  const mayRetry = request.keepOnDecline && request.payBy === 'CARD' && !nonRetryableCodes.includes(code);
  const canRetry = mayRetry && isBefore(at, until) && declined.declines.length < maxPaymentAttempts;
  if (!canRetry || !isAuthorizing(progress))
    return abort({ checkout: declined, at }, { reason: reasonOf(code), details: { code } }, [['PAYMENT', 'FAILED'], ...ended]);
  return apply(
    { checkout: declined, at },
    {
      progress: { ...orderedOf(progress), status: 'ACTION_REQUIRED', action: { type: 'PAY_ANOTHER_WAY', code, retryUntil: until } },
      send: [{ type: 'CheckoutPaymentDeclined', code, retryUntil: until }],
      closes: 'PAYMENT',
      request: withoutMethod(request),
      steps: [['PAYMENT', 'FAILED']],
    },
  );
};

/** The payment is in progress. The provider answers, or sends the buyer to the bank first. */
export const onPaymentRequested = (context: SagaContext, progress: Authorizing, input: SagaInput): Transition | Ignored => {
  const request = withoutMethod(context.checkout.request);
  if (input.type === 'PaymentAuthorized') {
    return apply(context, {
      progress: { ...orderedOf(progress), status: 'PAYMENT_AUTHORIZED', confirmed: [] },
      send: [{ type: 'OrderConfirmationRequested' }],
      request,
      steps: [
        ['PAYMENT', 'DONE'],
        ['CONFIRMATION', 'REQUESTED'],
      ],
    });
  }
  if (input.type !== 'PaymentActionRequired' || progress.status === 'ACTION_REQUIRED') return ignored();
  const waiting = apply(context, {
    progress: { ...progress, status: 'ACTION_REQUIRED', action: { type: 'CONFIRM_PAYMENT', url: input.url } },
    request,
    steps: [['PAYMENT', 'ACTION_REQUIRED']],
  });
  return { ...waiting, messages: [{ type: 'CheckoutActionRequired', expiresAt: waiting.deadline ?? context.at }] };
};

/** Starts a new payment for the same stock, discounts and orders. Late results of the declined payment are ignored. */
const onRetry = (
  context: SagaContext,
  progress: ProgressIn<'ACTION_REQUIRED'>,
  input: Extract<SagaInput, { type: 'PaymentRetryRequested' }>,
): Transition => {
  const { nextPaymentId: paymentId, sealedMethod } = input;
  return apply(context, {
    progress: { ...orderedOf(progress), status: 'ORDERS_CREATED' },
    send: [{ type: 'PaymentAuthorizationRequested', paymentId, sealedMethod }],
    opens: 'PAYMENT',
    paymentId,
    request: { ...context.checkout.request, sealedMethod },
    steps: [['PAYMENT', 'REQUESTED']],
  });
};

export const onActionRequired = (context: SagaContext, progress: ProgressIn<'ACTION_REQUIRED'>, input: SagaInput): Transition | Ignored => {
  switch (progress.action.type) {
    case 'CONFIRM_PAYMENT':
      return onPaymentRequested(context, progress, input);
    case 'PAY_ANOTHER_WAY':
      return input.type === 'PaymentRetryRequested' && isBefore(context.at, progress.action.retryUntil)
        ? onRetry(context, progress, input)
        : ignored();
  }
};

/** Orders are confirmed one by one. Requests the capture when the last one is confirmed. */
export const onPaymentAuthorized = (
  context: SagaContext,
  progress: ProgressIn<'PAYMENT_AUTHORIZED'>,
  input: SagaInput,
): Transition | Ignored => {
  if (input.type !== 'OrderConfirmed' || progress.confirmed.includes(input.orderId)) return ignored();
  const confirmed: readonly OrderId[] = [...progress.confirmed, input.orderId];
  if (!progress.orders.every((order) => confirmed.includes(order.orderId))) return apply(context, { progress: { ...progress, confirmed } });
  return apply(context, {
    progress: { ...orderedOf(progress), status: 'ORDERS_CONFIRMED', captured: false, stockTaken: false, paid: [] },
    send: [{ type: 'PaymentCaptureRequested', paymentId: context.checkout.paymentId }],
    steps: [
      ['CONFIRMATION', 'DONE'],
      ['CAPTURE', 'REQUESTED'],
    ],
  });
};
