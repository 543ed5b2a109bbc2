import type { Instant } from '@marketplace/kernel';
import { onCalledOff } from './called-off';
import type { Checkout, CheckoutRequest, Progress, Undoable } from './checkout';
import { deadlineOf } from './deadlines';
import {
  ignored,
  onCartFrozen,
  onOrdersConfirmed,
  onOrdersCreated,
  onPaymentAuthorized,
  onShippingQuoted,
  onStarted,
  onStockReserved,
  type Ignored,
} from './forward';
import type { Announcement, News } from './news';
import { abort, apply, undoRequest, type Scene, type Transition } from './transition';

const undone: Partial<Record<News['type'], Undoable>> = {
  PaymentVoided: 'PAYMENT',
  ReservationReleased: 'STOCK',
  CheckoutOrdersCancelled: 'ORDERS',
  CartUnfrozen: 'CART',
};

const onAborting = (scene: Scene, progress: Extract<Progress, { status: 'ABORTING' }>, news: News): Transition | Ignored => {
  const step = undone[news.type];
  if (step === undefined || !progress.awaiting.includes(step)) return ignored();
  const awaiting = progress.awaiting.filter((each) => each !== step);
  const done = [[step, 'UNDONE']] as const;
  return awaiting.length > 0
    ? apply(scene, { progress: { ...progress, awaiting }, closes: step, steps: done })
    : apply(scene, {
        progress: { status: 'ABORTED', abort: progress.abort, orders: progress.orders },
        announce: [{ type: 'CheckoutAborted' }],
        closes: step,
        steps: done,
      });
};

/** An overdue answer ends a checkout that can still be undone; one that cannot asks again and waits longer. */
const onDeadline = (scene: Scene): Transition | Ignored => {
  const { checkout, at } = scene;
  const { progress } = checkout;
  switch (progress.status) {
    case 'COMPLETED':
    case 'ABORTED':
      return ignored('checkout-is-over');
    case 'ACTION_REQUIRED':
      return abort(scene, { reason: 'payment-action-expired', details: {} });
    case 'STARTED':
    case 'CART_FROZEN':
    case 'SHIPPING_QUOTED':
    case 'ORDERS_CREATED':
    case 'STOCK_RESERVED':
    case 'PAYMENT_AUTHORIZED':
      return abort(scene, { reason: 'timed-out', details: { waitedFor: progress.status } });
    case 'ORDERS_CONFIRMED':
    case 'ABORTING': {
      const waiting = { ...checkout, overdue: checkout.overdue + 1 };
      const again: readonly Announcement[] =
        progress.status === 'ABORTING'
          ? progress.awaiting.map((step) => undoRequest(step, progress.abort))
          : progress.captured
            ? []
            : [{ type: 'PaymentCaptureRequested' }];
      return { checkout: waiting, announcements: again, steps: [], deadline: deadlineOf(waiting, at) };
    }
  }
};

/** The first transition: the cart is asked for. */
export const start = (request: CheckoutRequest, paymentId: Checkout['paymentId'], at: Instant): Transition => {
  const checkout: Checkout = { request, paymentId, progress: { status: 'STARTED' }, open: [], steps: [], overdue: 0 };
  return apply(
    { checkout, at },
    {
      progress: checkout.progress,
      announce: [{ type: 'CheckoutStarted', request }],
      opens: 'CART',
      steps: [['CART', 'REQUESTED']],
    },
  );
};

/** The whole process as one pure function: a state and a piece of news make the next state and what to ask of others. */
export const react = (checkout: Checkout, news: News, at: Instant): Transition | Ignored => {
  const scene = { checkout, at };
  if (news.type === 'DeadlinePassed') return onDeadline(scene);
  const calledOff = onCalledOff(scene, news);
  if (calledOff !== undefined) return calledOff;
  const { progress } = checkout;
  switch (progress.status) {
    case 'STARTED':
      return onStarted(scene, news);
    case 'CART_FROZEN':
      return onCartFrozen(scene, progress, news);
    case 'SHIPPING_QUOTED':
      return onShippingQuoted(scene, progress, news);
    case 'ORDERS_CREATED':
      return onOrdersCreated(scene, progress, news);
    case 'STOCK_RESERVED':
    case 'ACTION_REQUIRED':
      return onStockReserved(scene, progress, news);
    case 'PAYMENT_AUTHORIZED':
      return onPaymentAuthorized(scene, progress, news);
    case 'ORDERS_CONFIRMED':
      return onOrdersConfirmed(scene, progress, news);
    case 'ABORTING':
      return onAborting(scene, progress, news);
    case 'COMPLETED':
    case 'ABORTED':
      return ignored('checkout-is-over');
  }
};
