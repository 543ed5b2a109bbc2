import type { Instant, PaymentId } from '@marketplace/kernel';
import { unansweredRequests, awaitedParties } from './pending-answers';
import { onAbortTrigger } from './abort-triggers';
import type { BuyerAction, Checkout, CheckoutRequest, ProgressIn, UndoableStep } from './checkout';
import { onOrdersConfirmed } from './completing';
import { deadlineOf } from './deadlines';
import { onCartFrozen, onShippingQuoted, onStarted, onStockReserved } from './preparing';
import { onCompensation, onResume } from './interventions';
import type { SagaInput } from './saga-messages';
import { onActionRequired, onPaymentAuthorized, onPaymentRequested } from './paying';
import { abort, apply, ignored, type Ignored, type SagaContext, type Transition } from './transition';

const stepUndoneBy: Partial<Record<SagaInput['type'], UndoableStep>> = {
  PaymentVoided: 'PAYMENT',
  CheckoutOrdersCancelled: 'ORDERS',
  DiscountsReleased: 'DISCOUNTS',
  ReservationReleased: 'STOCK',
  CartUnfrozen: 'CART',
};

const onAborting = (context: SagaContext, progress: ProgressIn<'ABORTING'>, input: SagaInput): Transition | Ignored => {
  const step = stepUndoneBy[input.type];
  if (step === undefined || !progress.awaiting.includes(step)) return ignored();
  const awaiting = progress.awaiting.filter((each) => each !== step);
  const done = [[step, 'UNDONE']] as const;
  return awaiting.length > 0
    ? apply(context, { progress: { ...progress, awaiting }, closes: step, steps: done })
    : apply(context, {
        progress: { status: 'ABORTED', abort: progress.abort, orders: progress.orders },
        send: [{ type: 'CheckoutAborted' }],
        closes: step,
        steps: done,
      });
};

const onActionExpired = (context: SagaContext, action: BuyerAction): Transition => {
  switch (action.type) {
    case 'CONFIRM_PAYMENT':
      return abort(context, { reason: 'payment-action-expired', details: {} });
    case 'PAY_ANOTHER_WAY':
      return abort(context, { reason: 'payment-failed', details: { code: action.code } });
  }
};

/** Aborts a checkout that can still be undone; otherwise repeats the requests with a longer wait. */
const onDeadline = (context: SagaContext): Transition | Ignored => {
  const { checkout, at } = context;
  const { progress } = checkout;
  switch (progress.status) {
    case 'COMPLETED':
    case 'ABORTED':
      return ignored('checkout-is-over');
    case 'ACTION_REQUIRED':
      return onActionExpired(context, progress.action);
    case 'STARTED':
    case 'CART_FROZEN':
    case 'SHIPPING_QUOTED':
    case 'STOCK_RESERVED':
    case 'ORDERS_CREATED':
    case 'PAYMENT_AUTHORIZED':
      return abort(context, { reason: 'timed-out', details: { waitedFor: awaitedParties(checkout) } });
    case 'ORDERS_CONFIRMED':
    case 'ABORTING': {
      const waiting = { ...checkout, overdue: checkout.overdue + 1 };
      return { checkout: waiting, messages: unansweredRequests(waiting), steps: [], deadline: deadlineOf(waiting, at) };
    }
  }
};

/** Starts a checkout by requesting the cart. */
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
    { progress: checkout.progress, send: [{ type: 'CheckoutStarted' }], opens: 'CART', steps: [['CART', 'REQUESTED']] },
  );
};

const onAnswer = (context: SagaContext, input: SagaInput): Transition | Ignored => {
  const { progress } = context.checkout;
  switch (progress.status) {
    case 'STARTED':
      return onStarted(context, input);
    case 'CART_FROZEN':
      return onCartFrozen(context, progress, input);
    case 'SHIPPING_QUOTED':
      return onShippingQuoted(context, progress, input);
    case 'STOCK_RESERVED':
      return onStockReserved(context, progress, input);
    case 'ORDERS_CREATED':
      return onPaymentRequested(context, progress, input);
    case 'ACTION_REQUIRED':
      return onActionRequired(context, progress, input);
    case 'PAYMENT_AUTHORIZED':
      return onPaymentAuthorized(context, progress, input);
    case 'ORDERS_CONFIRMED':
      return onOrdersConfirmed(context, progress, input);
    case 'ABORTING':
      return onAborting(context, progress, input);
    case 'COMPLETED':
    case 'ABORTED':
      return ignored('checkout-is-over');
  }
};

/** The saga as a pure function: computes the next state and the messages to send from the current state and an input. */
export const react = (checkout: Checkout, input: SagaInput, at: Instant): Transition | Ignored => {
  const context = { checkout, at };
  // Results of an earlier payment are ignored. Payments releases it without a request.
  if ('paymentId' in input && input.paymentId !== checkout.paymentId) return ignored('earlier-payment');
  if (input.type === 'DeadlinePassed') return onDeadline(context);
  if (input.type === 'ResumeRequested') return onResume(context, input);
  if (input.type === 'CompensationRequested') return onCompensation(context, input);
  return onAbortTrigger(context, input) ?? onAnswer(context, input);
};
