import type { Instant, PaymentId } from '@marketplace/kernel';
import { unanswered, waitsFor } from './awaited';
import { onCalledOff } from './called-off';
import type { BuyerAction, Checkout, CheckoutRequest, In, Undoable } from './checkout';
import { onOrdersConfirmed } from './completing';
import { deadlineOf } from './deadlines';
import { onCartFrozen, onShippingQuoted, onStarted, onStockReserved } from './gathering';
import { onCompensation, onResume } from './interventions';
import type { News } from './news';
import { onActionRequired, onPaymentAuthorized, onPaymentRequested } from './paying';
import { abort, apply, ignored, type Ignored, type Scene, type Transition } from './transition';

const undone: Partial<Record<News['type'], Undoable>> = {
  PaymentVoided: 'PAYMENT',
  CheckoutOrdersCancelled: 'ORDERS',
  DiscountsReleased: 'DISCOUNTS',
  ReservationReleased: 'STOCK',
  CartUnfrozen: 'CART',
};

const onAborting = (scene: Scene, progress: In<'ABORTING'>, news: News): Transition | Ignored => {
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

const onBuyerTooLate = (scene: Scene, action: BuyerAction): Transition => {
  switch (action.type) {
    case 'CONFIRM_PAYMENT':
      return abort(scene, { reason: 'payment-action-expired', details: {} });
    case 'PAY_ANOTHER_WAY':
      return abort(scene, { reason: 'payment-failed', details: { code: action.code } });
  }
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
      return onBuyerTooLate(scene, progress.action);
    case 'STARTED':
    case 'CART_FROZEN':
    case 'SHIPPING_QUOTED':
    case 'STOCK_RESERVED':
    case 'ORDERS_CREATED':
    case 'PAYMENT_AUTHORIZED':
      return abort(scene, { reason: 'timed-out', details: { waitedFor: waitsFor(checkout) } });
    case 'ORDERS_CONFIRMED':
    case 'ABORTING': {
      const waiting = { ...checkout, overdue: checkout.overdue + 1 };
      return { checkout: waiting, announcements: unanswered(waiting), steps: [], deadline: deadlineOf(waiting, at) };
    }
  }
};

/** The first transition: the cart is asked for. */
export const start = (request: CheckoutRequest, paymentId: PaymentId, at: Instant): Transition => {
  const checkout: Checkout = {
    request,
    paymentId,
    progress: { status: 'STARTED' },
    open: [],
    steps: [],
    since: at,
    overdue: 0,
    declines: [],
    interventions: [],
  };
  return apply(
    { checkout, at },
    { progress: checkout.progress, announce: [{ type: 'CheckoutStarted' }], opens: 'CART', steps: [['CART', 'REQUESTED']] },
  );
};

const onAnswer = (scene: Scene, news: News): Transition | Ignored => {
  const { progress } = scene.checkout;
  switch (progress.status) {
    case 'STARTED':
      return onStarted(scene, news);
    case 'CART_FROZEN':
      return onCartFrozen(scene, progress, news);
    case 'SHIPPING_QUOTED':
      return onShippingQuoted(scene, progress, news);
    case 'STOCK_RESERVED':
      return onStockReserved(scene, progress, news);
    case 'ORDERS_CREATED':
      return onPaymentRequested(scene, progress, news);
    case 'ACTION_REQUIRED':
      return onActionRequired(scene, progress, news);
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

/** The whole process as one pure function: a state and a piece of news make the next state and what to ask of others. */
export const react = (checkout: Checkout, news: News, at: Instant): Transition | Ignored => {
  const scene = { checkout, at };
  // A payment that was given up for another one has nothing more to say here: payments lets it go by itself.
  if ('paymentId' in news && news.paymentId !== checkout.paymentId) return ignored('earlier-payment');
  if (news.type === 'DeadlinePassed') return onDeadline(scene);
  if (news.type === 'ResumeRequested') return onResume(scene, news);
  if (news.type === 'CompensationRequested') return onCompensation(scene, news);
  return onCalledOff(scene, news) ?? onAnswer(scene, news);
};
