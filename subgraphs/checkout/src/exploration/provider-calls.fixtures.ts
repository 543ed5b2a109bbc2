import type { News } from '../domain/news';
import { nextCall, type Payment } from './payment.fixtures';
import type { Provider } from './provider.fixtures';
import type { World } from './world.fixtures';

export type Cashier = { readonly world: World; readonly provider: Provider };

export const sayOf = ({ world }: Cashier, { id: aggregate, checkoutId }: Payment, news: News): void =>
  world.say({ from: 'payments', aggregate, checkoutId }, news);

export const fail = (cashier: Cashier, payment: Payment, { code, hold = 'nothing' }: { code: string; hold?: Payment['hold'] }): void => {
  payment.status = 'FAILED';
  payment.hold = hold;
  sayOf(cashier, payment, { type: 'PaymentFailed', paymentId: payment.id, code });
};

/** The point of no return: all who have something to do hear of it themselves. */
export const announce = ({ world }: Cashier, payment: Payment, type: 'PaymentCaptured' | 'CashOnDeliveryAgreed'): void => {
  payment.wasTaken = true;
  const orders = payment.shares.filter(({ inCapture }) => inCapture).map(({ orderId }) => orderId);
  const { id: aggregate, checkoutId } = payment;
  const also = ['orders', 'inventory', 'promotions', 'carts'] as const;
  world.say({ from: 'payments', aggregate, checkoutId, orders, also }, { type, paymentId: payment.id });
};

const lookAtNew = (cashier: Cashier, payment: Payment): void => {
  const { state } = cashier.provider.of(payment.id);
  const paymentId = payment.id;
  if (state === 'held') {
    payment.status = 'AUTHORIZED';
    sayOf(cashier, payment, { type: 'PaymentAuthorized', paymentId });
  } else if (state === 'asks' && payment.status === 'REQUESTED') {
    payment.status = 'ACTION_REQUIRED';
    sayOf(cashier, payment, { type: 'PaymentActionRequired', paymentId, url: 'https://bank.example' });
  } else if (state === 'declined') fail(cashier, payment, { code: 'card_declined' });
  else if (state === 'cancelled') fail(cashier, payment, { code: 'canceled-by-provider' });
};

const lookAtOver = (cashier: Cashier, payment: Payment): void => {
  const { state } = cashier.provider.of(payment.id);
  if (state === 'held' || state === 'asks') {
    if (payment.hold !== 'held') cashier.world.count('late success is undone');
    payment.hold = 'held';
    return;
  }
  payment.hold = 'nothing';
  if (payment.status !== 'VOIDING') return;
  payment.status = 'VOIDED';
  sayOf(cashier, payment, { type: 'PaymentVoided', paymentId: payment.id });
};

/** What the provider has is what counts, whoever asks and why. */
export const look = (cashier: Cashier, payment: Payment): void => {
  switch (payment.status) {
    case 'REQUESTED':
    case 'ACTION_REQUIRED':
      return lookAtNew(cashier, payment);
    case 'AUTHORIZED':
      if (cashier.provider.of(payment.id).state === 'cancelled') fail(cashier, payment, { code: 'canceled-by-provider' });
      return;
    case 'FAILED':
    case 'VOIDING':
    case 'VOIDED':
      return lookAtOver(cashier, payment);
    case 'CAPTURING':
    case 'CAPTURED':
    case 'PROMISED':
    case 'CASH_DUE':
      return;
  }
};

const capture = (cashier: Cashier, payment: Payment, isAnswered: boolean): void => {
  const amount = payment.shares.reduce((sum, share) => sum + (share.inCapture ? share.amount : 0), 0);
  if (!cashier.provider.capture(payment.id, amount)) cashier.world.fail(`${payment.id} is captured, and nothing is held for it`);
  if (!isAnswered) return;
  payment.status = 'CAPTURED';
  announce(cashier, payment, 'PaymentCaptured');
  // What was cancelled while the capture was under way is owed back at once.
  for (const share of payment.shares) if (share.inCapture && share.cancelled) share.refund = 'owed';
};

const refund = ({ world, provider }: Cashier, payment: Payment, isAnswered: boolean): void => {
  const share = payment.shares.find((each) => each.refund === 'owed');
  if (share === undefined) return;
  provider.refund(payment.id, { key: share.orderId, amount: share.amount });
  if (!isAnswered) return;
  world.count('refund of a cancelled order');
  share.refund = 'done';
};

/** A provider that is silent is asked again only once its payment was given up. */
export const isDue = (payment: Payment): boolean =>
  nextCall(payment) !== undefined && !(payment.card === 'silent' && payment.status === 'REQUESTED');

/** Makes the next call; an answer that gets lost is as if there had been none. */
export const call = (cashier: Cashier, payment: Payment, isAnswered: boolean): void => {
  const { world, provider } = cashier;
  const step = nextCall(payment);
  if (!isAnswered) world.count('answer of the provider lost');
  world.note(() => `payments asks the provider to ${step ?? 'wait'} ${payment.id}${isAnswered ? '' : ', and the answer is lost'}`);
  switch (step) {
    case 'authorize':
      if (payment.card !== 'cash') provider.authorize(payment.id, payment.card);
      break;
    case 'cancel':
      provider.cancel(payment.id);
      break;
    case 'capture':
      return capture(cashier, payment, isAnswered);
    case 'refund':
      return refund(cashier, payment, isAnswered);
    case undefined:
      return;
  }
  if (isAnswered) look(cashier, payment);
};
