import { isOver, type Checkout, type Progress } from './checkout';
import { awaitedParties } from './pending-answers';
import type { SagaInput } from './saga-messages';
import { onPaymentFailed } from './paying';
import { abort, ignored, type EndedStep, type Ignored, type SagaContext, type Transition } from './transition';

/** True while the capture has not been requested. */
const isBeforeCapture = (checkout: Checkout): boolean => {
  const { status } = checkout.progress;
  return !isOver(checkout) && status !== 'ORDERS_CONFIRMED' && status !== 'ABORTING';
};

/** The reason why an abort request is ignored; undefined when the checkout can be aborted. */
export const abortRefusal = (checkout: Checkout): Ignored | undefined => {
  if (checkout.progress.status === 'ORDERS_CONFIRMED' || isOver(checkout)) return ignored('checkout-past-abort');
  return checkout.progress.status === 'ABORTING' ? ignored() : undefined;
};

const onAbortRequested = (context: SagaContext, by: 'buyer' | 'operator'): Transition | Ignored =>
  abortRefusal(context.checkout) ?? abort(context, { reason: by === 'buyer' ? 'aborted-by-buyer' : 'aborted-by-operator', details: {} });

/** True when the payment was captured. The reports of orders and inventory can arrive before that of payments. */
const isCaptured = (progress: Progress): boolean =>
  progress.status === 'ORDERS_CONFIRMED' && (progress.captured || progress.stockTaken || progress.paid.length > 0);

/**
 * The payment ended without a capture: the provider declined or released it, or every order was cancelled, by the buyer or
 * after a day without payment. This aborts the checkout even after the capture was requested, because no answer will come.
 */
const onPaymentEnded = (context: SagaContext, input: SagaInput): Transition | undefined => {
  const { checkout } = context;
  const { progress, open } = checkout;
  const { status } = progress;
  if (!open.includes('PAYMENT') || status === 'ABORTING' || isOver(checkout) || isCaptured(progress)) return undefined;
  const capture: readonly EndedStep[] = status === 'ORDERS_CONFIRMED' ? [['CAPTURE', 'FAILED']] : [];
  if (input.type === 'PaymentFailed') return onPaymentFailed(context, input.code, capture);
  if (input.type !== 'PaymentVoided') return undefined;
  const why =
    status === 'ORDERS_CONFIRMED'
      ? ({ reason: 'timed-out', details: { waitedFor: awaitedParties(checkout) } } as const)
      : ({ reason: 'order-refused', details: {} } as const);
  return abort(context, why, [['PAYMENT', 'UNDONE'], ...capture]);
};

/** A reservation expired. */
const onHoldExpired = (context: SagaContext, step: 'STOCK' | 'DISCOUNTS'): Transition =>
  abort(context, { reason: 'timed-out', details: { waitedFor: awaitedParties(context.checkout) } }, [[step, 'FAILED']]);

/** Handles inputs that can abort the checkout in any state before the capture. */
export const onAbortTrigger = (context: SagaContext, input: SagaInput): Transition | Ignored | undefined => {
  const { checkout } = context;
  if (input.type === 'AbortRequested') return onAbortRequested(context, input.by);
  const undoes = (step: 'ORDERS' | 'STOCK' | 'DISCOUNTS'): boolean => isBeforeCapture(checkout) && checkout.open.includes(step);
  if (input.type === 'OrderCancelled' && undoes('ORDERS'))
    return abort(context, { reason: 'order-refused', details: { orderId: input.orderId } });
  if (input.type === 'ReservationReleased' && undoes('STOCK')) return onHoldExpired(context, 'STOCK');
  if (input.type === 'DiscountsReleased' && undoes('DISCOUNTS')) return onHoldExpired(context, 'DISCOUNTS');
  return onPaymentEnded(context, input);
};
