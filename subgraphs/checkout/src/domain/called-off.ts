import { isOver, type Checkout, type Progress } from './checkout';
import { waitsFor } from './awaited';
import type { News } from './news';
import { onPaymentFailed } from './paying';
import { abort, ignored, type Ended, type Ignored, type Scene, type Transition } from './transition';

/** Whether it can still be called off by those who want nothing more than that. */
const isBeforeCapture = (checkout: Checkout): boolean => {
  const { status } = checkout.progress;
  return !isOver(checkout) && status !== 'ORDERS_CONFIRMED' && status !== 'ABORTING';
};

/** Why a wish to call it off changes nothing; undefined when it can be granted. */
export const refusedAbort = (checkout: Checkout): Ignored | undefined => {
  if (checkout.progress.status === 'ORDERS_CONFIRMED' || isOver(checkout)) return ignored('checkout-past-abort');
  return checkout.progress.status === 'ABORTING' ? ignored() : undefined;
};

const onAbortRequested = (scene: Scene, by: 'buyer' | 'operator'): Transition | Ignored =>
  refusedAbort(scene.checkout) ?? abort(scene, { reason: by === 'buyer' ? 'aborted-by-buyer' : 'aborted-by-operator', details: {} });

/** Money has moved. Orders and stock hear of it themselves, so their reports may be here before that of payments. */
const isCaptured = (progress: Progress): boolean =>
  progress.status === 'ORDERS_CONFIRMED' && (progress.captured || progress.stockTaken || progress.paid.length > 0);

/**
 * The payment has ended, and nothing was captured: the provider refused it or let it go, or every order was cancelled, by
 * the buyer or after a day without payment. Also once the capture was asked for that is the end: no answer to it will ever
 * come.
 */
const onPaymentEnded = (scene: Scene, news: News): Transition | undefined => {
  const { checkout } = scene;
  const { progress, open } = checkout;
  const { status } = progress;
  if (!open.includes('PAYMENT') || status === 'ABORTING' || isOver(checkout) || isCaptured(progress)) return undefined;
  const capture: readonly Ended[] = status === 'ORDERS_CONFIRMED' ? [['CAPTURE', 'FAILED']] : [];
  if (news.type === 'PaymentFailed') return onPaymentFailed(scene, news.code, capture);
  if (news.type !== 'PaymentVoided') return undefined;
  const why =
    status === 'ORDERS_CONFIRMED'
      ? ({ reason: 'timed-out', details: { waitedFor: waitsFor(checkout) } } as const)
      : ({ reason: 'order-refused', details: {} } as const);
  return abort(scene, why, [['PAYMENT', 'UNDONE'], ...capture]);
};

/** Nobody holds it any more: not because it was asked for, but because its time was over. */
const onRanOut = (scene: Scene, step: 'STOCK' | 'DISCOUNTS'): Transition =>
  abort(scene, { reason: 'timed-out', details: { waitedFor: waitsFor(scene.checkout) } }, [[step, 'FAILED']]);

/** News that can come at any time before the capture, and call the whole thing off. */
export const onCalledOff = (scene: Scene, news: News): Transition | Ignored | undefined => {
  const { checkout } = scene;
  if (news.type === 'AbortRequested') return onAbortRequested(scene, news.by);
  const undoes = (step: 'ORDERS' | 'STOCK' | 'DISCOUNTS'): boolean => isBeforeCapture(checkout) && checkout.open.includes(step);
  if (news.type === 'OrderCancelled' && undoes('ORDERS'))
    return abort(scene, { reason: 'order-refused', details: { orderId: news.orderId } });
  if (news.type === 'ReservationReleased' && undoes('STOCK')) return onRanOut(scene, 'STOCK');
  if (news.type === 'DiscountsReleased' && undoes('DISCOUNTS')) return onRanOut(scene, 'DISCOUNTS');
  return onPaymentEnded(scene, news);
};
