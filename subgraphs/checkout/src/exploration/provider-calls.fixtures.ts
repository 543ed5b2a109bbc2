import type { SagaInput } from '../domain/saga-messages';
import { nextCall, type Payment } from './payment.fixtures';
import type { Provider } from './provider.fixtures';
import type { World } from './world.fixtures';

export type PaymentsContext = { readonly world: World; readonly provider: Provider };

export const publishFor = ({ world }: PaymentsContext, { id: aggregate, checkoutId }: Payment, input: SagaInput): void =>
  world.publish({ from: 'payments', aggregate, checkoutId }, input);

export const fail = (
  context: PaymentsContext,
  payment: Payment,
  { code, hold = 'nothing' }: { code: string; hold?: Payment['hold'] },
): void => {
  payment.status = 'FAILED';
  payment.hold = hold;
  publishFor(context, payment, { type: 'PaymentFailed', paymentId: payment.id, code });
};

/** Publishes the capture, or the agreement on cash on delivery, to all contexts that act on it. */
export const publishCapture = ({ world }: PaymentsContext, payment: Payment, type: 'PaymentCaptured' | 'CashOnDeliveryAgreed'): void => {
  payment.passedCapture = true;
  const orders = payment.shares.filter(({ inCapture }) => inCapture).map(({ orderId }) => orderId);
  const { id: aggregate, checkoutId } = payment;
  const also = ['orders', 'inventory', 'promotions', 'carts'] as const;
  world.publish({ from: 'payments', aggregate, checkoutId, orders, also }, { type, paymentId: payment.id });
};

const syncNew = (context: PaymentsContext, payment: Payment): void => {
  const { state } = context.provider.of(payment.id);
  const paymentId = payment.id;
  if (state === 'held') {
    payment.status = 'AUTHORIZED';
    publishFor(context, payment, { type: 'PaymentAuthorized', paymentId });
  } else if (state === 'action-required' && payment.status === 'REQUESTED') {
    payment.status = 'ACTION_REQUIRED';
    publishFor(context, payment, { type: 'PaymentActionRequired', paymentId, url: 'https://bank.example' });
  } else if (state === 'declined') fail(context, payment, { code: 'card_declined' });
  else if (state === 'cancelled') fail(context, payment, { code: 'canceled-by-provider' });
};

const syncEnded = (context: PaymentsContext, payment: Payment): void => {
  const { state } = context.provider.of(payment.id);
  if (state === 'held' || state === 'action-required') {
    if (payment.hold !== 'held') context.world.count('late success is undone');
    payment.hold = 'held';
    return;
  }
  payment.hold = 'nothing';
  if (payment.status !== 'VOIDING') return;
  payment.status = 'VOIDED';
  publishFor(context, payment, { type: 'PaymentVoided', paymentId: payment.id });
};

/** Updates a payment from the provider's state. */
export const syncWithProvider = (context: PaymentsContext, payment: Payment): void => {
  switch (payment.status) {
    case 'REQUESTED':
    case 'ACTION_REQUIRED':
      return syncNew(context, payment);
    case 'AUTHORIZED':
      if (context.provider.of(payment.id).state === 'cancelled') fail(context, payment, { code: 'canceled-by-provider' });
      return;
    case 'FAILED':
    case 'VOIDING':
    case 'VOIDED':
      return syncEnded(context, payment);
    case 'CAPTURING':
    case 'CAPTURED':
    case 'PROMISED':
    case 'CASH_DUE':
      return;
  }
};

const capture = (context: PaymentsContext, payment: Payment, isAnswered: boolean): void => {
  const amount = payment.shares.reduce((sum, share) => sum + (share.inCapture ? share.amount : 0), 0);
  if (!context.provider.capture(payment.id, amount)) context.world.fail(`${payment.id} is captured, and nothing is held for it`);
  if (!isAnswered) return;
  payment.status = 'CAPTURED';
  publishCapture(context, payment, 'PaymentCaptured');
  // Orders cancelled during the capture are refunded.
  for (const share of payment.shares) if (share.inCapture && share.cancelled) share.refund = 'owed';
};

const refund = ({ world, provider }: PaymentsContext, payment: Payment, isAnswered: boolean): void => {
  const share = payment.shares.find((each) => each.refund === 'owed');
  if (share === undefined) return;
  provider.refund(payment.id, { key: share.orderId, amount: share.amount });
  if (!isAnswered) return;
  world.count('refund of a cancelled order');
  share.refund = 'done';
};

/** An unresponsive provider is called again only after the payment has timed out. */
export const isDue = (payment: Payment): boolean =>
  nextCall(payment) !== undefined && !(payment.card === 'unresponsive' && payment.status === 'REQUESTED');

/** Makes the next call. A lost answer counts as no answer. */
export const call = (context: PaymentsContext, payment: Payment, isAnswered: boolean): void => {
  const { world, provider } = context;
  const step = nextCall(payment);
  if (!isAnswered) world.count('answer of the provider lost');
  world.note(() => `payments calls the provider: ${step ?? 'wait'} ${payment.id}${isAnswered ? '' : ', and the answer is lost'}`);
  switch (step) {
    case 'authorize':
      if (payment.card !== 'cash') provider.authorize(payment.id, payment.card);
      break;
    case 'cancel':
      provider.cancel(payment.id);
      break;
    case 'capture':
      return capture(context, payment, isAnswered);
    case 'refund':
      return refund(context, payment, isAnswered);
    case undefined:
      return;
  }
  if (isAnswered) syncWithProvider(context, payment);
};
