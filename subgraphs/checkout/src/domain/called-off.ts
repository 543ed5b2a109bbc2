import { isOver, type Progress } from './checkout';
import { ignored, type Ignored } from './forward';
import type { News } from './news';
import { abort, type Scene, type Transition } from './transition';

const onAbortRequested = (scene: Scene, by: 'buyer' | 'operator'): Transition | Ignored => {
  const { status } = scene.checkout.progress;
  if (status === 'ORDERS_CONFIRMED' || isOver(scene.checkout)) return ignored('checkout-past-abort');
  return status === 'ABORTING'
    ? ignored()
    : abort(scene, { reason: by === 'buyer' ? 'aborted-by-buyer' : 'aborted-by-operator', details: {} });
};

/** Money has moved. Orders and stock hear of it themselves, so their reports may be here before that of payments. */
const isCaptured = (progress: Progress): boolean =>
  progress.status === 'ORDERS_CONFIRMED' && (progress.captured || progress.stockTaken || progress.paid.length > 0);

/**
 * The payment has ended, and nothing was captured: the provider let it go, or every order was cancelled, by the buyer or
 * after a day without payment. Also once the capture was asked for that is the end: no answer to it will ever come.
 */
const onPaymentEnded = (scene: Scene, news: News): Transition | undefined => {
  const { progress, open } = scene.checkout;
  const { status } = progress;
  if (!open.includes('PAYMENT') || status === 'ABORTING' || isOver(scene.checkout) || isCaptured(progress)) return undefined;
  const capture = status === 'ORDERS_CONFIRMED' ? ([['CAPTURE', 'FAILED']] as const) : [];
  if (news.type === 'PaymentFailed')
    return abort(scene, { reason: 'payment-failed', details: { code: news.code } }, [['PAYMENT', 'FAILED'], ...capture]);
  if (news.type !== 'PaymentVoided') return undefined;
  const why =
    status === 'ORDERS_CONFIRMED'
      ? ({ reason: 'timed-out', details: { waitedFor: status } } as const)
      : ({ reason: 'order-refused', details: {} } as const);
  return abort(scene, why, [['PAYMENT', 'UNDONE'], ...capture]);
};

/** News that can come at any time before the capture, and call the whole thing off. */
export const onCalledOff = (scene: Scene, news: News): Transition | Ignored | undefined => {
  if (news.type === 'AbortRequested') return onAbortRequested(scene, news.by);
  const { status } = scene.checkout.progress;
  const beforeCapture =
    status === 'SHIPPING_QUOTED' ||
    status === 'ORDERS_CREATED' ||
    status === 'STOCK_RESERVED' ||
    status === 'ACTION_REQUIRED' ||
    status === 'PAYMENT_AUTHORIZED';
  if (beforeCapture && news.type === 'OrderCancelled') return abort(scene, { reason: 'order-refused', details: { orderId: news.orderId } });
  if (beforeCapture && news.type === 'ReservationReleased')
    return abort(scene, { reason: 'timed-out', details: { waitedFor: status } }, [['STOCK', 'FAILED']]);
  return onPaymentEnded(scene, news);
};
