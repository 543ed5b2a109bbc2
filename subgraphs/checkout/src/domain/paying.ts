import { isBefore, type OrderId } from '@marketplace/kernel';
import type { AbortReason, CheckoutRequest, In, Progress } from './checkout';
import { maxPaymentAttempts, retryUntil } from './deadlines';
import type { News } from './news';
import { abort, apply, ignored, type Ended, type Ignored, type Scene, type Transition } from './transition';

const withoutMethod = (request: CheckoutRequest): CheckoutRequest => ({ ...request, sealedMethod: '' });

type Authorizing = In<'ORDERS_CREATED' | 'ACTION_REQUIRED'>;
type Ordered = Pick<Authorizing, 'currency' | 'heldUntil' | 'lines' | 'quotes' | 'orders' | 'total'>;

const orderedOf = ({ currency, heldUntil, lines, quotes, orders, total }: Ordered): Ordered => ({
  currency,
  heldUntil,
  lines,
  quotes,
  orders,
  total,
});

/** Another card would not help: what is wrong is not the card. */
const hopeless: readonly string[] = ['voided', 'invalid-amounts', 'amount-not-payable', 'cash-on-delivery-not-offered'];

const reasonOf = (code: string): AbortReason =>
  code === 'cash-on-delivery-not-offered' ? 'cash-on-delivery-not-offered' : 'payment-failed';

const isAuthorizing = (progress: Progress): progress is Authorizing =>
  progress.status === 'ORDERS_CREATED' || progress.status === 'ACTION_REQUIRED';

/**
 * A refused payment ends the checkout, unless the buyer said to keep it and another card can still be paid with in time:
 * then goods, discounts and orders stay as they are.
 */
export const onPaymentFailed = (scene: Scene, code: string, ended: readonly Ended[] = []): Transition => {
  const { checkout, at } = scene;
  const { progress, request, paymentId } = checkout;
  const declined = { ...checkout, declines: [...checkout.declines, { paymentId, at, code }] };
  const until = isAuthorizing(progress) ? retryUntil(progress.heldUntil, at) : at;
  const mayRetry = request.keepOnDecline && request.payBy === 'CARD' && !hopeless.includes(code);
  const keeps = mayRetry && isBefore(at, until) && declined.declines.length < maxPaymentAttempts;
  if (!keeps || !isAuthorizing(progress))
    return abort({ checkout: declined, at }, { reason: reasonOf(code), details: { code } }, [['PAYMENT', 'FAILED'], ...ended]);
  return apply(
    { checkout: declined, at },
    {
      progress: { ...orderedOf(progress), status: 'ACTION_REQUIRED', action: { type: 'PAY_ANOTHER_WAY', code, retryUntil: until } },
      announce: [{ type: 'CheckoutPaymentDeclined', code, retryUntil: until }],
      closes: 'PAYMENT',
      request: withoutMethod(request),
      steps: [['PAYMENT', 'FAILED']],
    },
  );
};

/** The payment is under way: its provider answers, or sends the buyer to the bank first. */
export const onPaymentRequested = (scene: Scene, progress: Authorizing, news: News): Transition | Ignored => {
  const request = withoutMethod(scene.checkout.request);
  if (news.type === 'PaymentAuthorized') {
    return apply(scene, {
      progress: { ...orderedOf(progress), status: 'PAYMENT_AUTHORIZED', confirmed: [] },
      announce: [{ type: 'OrderConfirmationRequested' }],
      request,
      steps: [
        ['PAYMENT', 'DONE'],
        ['CONFIRMATION', 'REQUESTED'],
      ],
    });
  }
  if (news.type !== 'PaymentActionRequired' || progress.status === 'ACTION_REQUIRED') return ignored();
  const waiting = apply(scene, {
    progress: { ...progress, status: 'ACTION_REQUIRED', action: { type: 'CONFIRM_PAYMENT', url: news.url } },
    request,
    steps: [['PAYMENT', 'ACTION_REQUIRED']],
  });
  return { ...waiting, announcements: [{ type: 'CheckoutActionRequired', expiresAt: waiting.deadline ?? scene.at }] };
};

/** A new payment for the same goods, discounts and orders; a late word of the declined one is not taken for its. */
const onRetry = (scene: Scene, progress: In<'ACTION_REQUIRED'>, news: Extract<News, { type: 'PaymentRetryRequested' }>): Transition => {
  const { nextPaymentId: paymentId, sealedMethod } = news;
  return apply(scene, {
    progress: { ...orderedOf(progress), status: 'ORDERS_CREATED' },
    announce: [{ type: 'PaymentAuthorizationRequested', paymentId, sealedMethod }],
    opens: 'PAYMENT',
    paymentId,
    request: { ...scene.checkout.request, sealedMethod },
    steps: [['PAYMENT', 'REQUESTED']],
  });
};

export const onActionRequired = (scene: Scene, progress: In<'ACTION_REQUIRED'>, news: News): Transition | Ignored => {
  switch (progress.action.type) {
    case 'CONFIRM_PAYMENT':
      return onPaymentRequested(scene, progress, news);
    case 'PAY_ANOTHER_WAY':
      return news.type === 'PaymentRetryRequested' && isBefore(scene.at, progress.action.retryUntil)
        ? onRetry(scene, progress, news)
        : ignored();
  }
};

/** The orders are confirmed one by one; the capture is asked for when the last of them is. */
export const onPaymentAuthorized = (scene: Scene, progress: In<'PAYMENT_AUTHORIZED'>, news: News): Transition | Ignored => {
  if (news.type !== 'OrderConfirmed' || progress.confirmed.includes(news.orderId)) return ignored();
  const confirmed: readonly OrderId[] = [...progress.confirmed, news.orderId];
  if (!progress.orders.every((order) => confirmed.includes(order.orderId))) return apply(scene, { progress: { ...progress, confirmed } });
  return apply(scene, {
    progress: { ...orderedOf(progress), status: 'ORDERS_CONFIRMED', captured: false, stockTaken: false, paid: [] },
    announce: [{ type: 'PaymentCaptureRequested', paymentId: scene.checkout.paymentId }],
    steps: [
      ['CONFIRMATION', 'DONE'],
      ['CAPTURE', 'REQUESTED'],
    ],
  });
};
