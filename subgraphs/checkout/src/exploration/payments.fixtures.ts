import { after, days, minutes, type CheckoutId, type OrderId, type PaymentId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import { isOver, isCaptured, sharesOf, type Payment, type Share } from './payment.fixtures';
import { publishCapture, call, fail, isDue, syncWithProvider, publishFor, type PaymentsContext } from './provider-calls.fixtures';
import { createProvider, type Provider } from './provider.fixtures';
import { cards } from './scenario.fixtures';
import { planOf } from './shipping.fixtures';
import type { Message } from './broker.fixtures';
import type { Participant, Timer, World } from './world.fixtures';

const authorizationTimeout = minutes(1);
const confirmationTimeout = minutes(1);
/** The time after which a provider drops authorizations and pending confirmations. */
const providerTimeout = days(7);

export type Payments = Participant & {
  readonly all: readonly Payment[];
  readonly provider: Provider;
  /** The payments with a provider call due. */
  readonly due: () => readonly Payment[];
  /** Makes a call. A lost answer counts as no answer. */
  readonly call: (payment: Payment, isAnswered: boolean) => void;
  /** Reads the provider's state, as after a webhook or a query. */
  readonly syncWithProvider: (payment: Payment) => void;
  /** The provider releases an authorization and reports it. */
  readonly releaseAuthorization: (payment: Payment) => void;
};

type State = PaymentsContext & { readonly all: Payment[]; readonly cancelledElsewhere: Set<OrderId> };

type NewPayment = { readonly checkoutId: CheckoutId; readonly card: Payment['card']; readonly shares: readonly Share[] };

const open = ({ world, all }: State, id: PaymentId, values: NewPayment): Payment => {
  const payment: Payment = {
    ...values,
    id,
    createdAt: world.now,
    status: 'REQUESTED',
    passedCapture: false,
    wasAbandoned: false,
    hold: 'nothing',
  };
  all.push(payment);
  return payment;
};

const find = ({ all }: State, id: PaymentId): Payment | undefined => all.find((payment) => payment.id === id);

type Request = { readonly id: PaymentId; readonly method: string; readonly checkout: Checkout };

const authorize = (state: State, { id, method, checkout }: Request): void => {
  const { checkoutId } = checkout.request;
  const known = find(state, id);
  // The void overtook its request; a tombstone has no shares.
  if (known?.status === 'VOIDED' && known.shares.length === 0)
    return publishFor(state, known, { type: 'PaymentFailed', paymentId: id, code: 'voided' });
  if (known !== undefined) return;
  const isAlone = !state.all.some((each) => each.checkoutId === checkoutId && !isOver(each));
  const card = cards.find((each) => each === method) ?? 'cash';
  const payment = open(state, id, { checkoutId, card, shares: sharesOf(checkout) });
  if (!isAlone) return fail(state, payment, { code: 'another-payment-in-progress' });
  if (card !== 'cash') return;
  const isOffered = planOf(state.world, checkoutId)?.problem !== 'cash-not-offered';
  if (!isOffered) return fail(state, payment, { code: 'cash-on-delivery-not-offered' });
  payment.status = 'PROMISED';
  publishFor(state, payment, { type: 'PaymentAuthorized', paymentId: id });
};

/** Voids a payment at once if the provider holds nothing, or else after asking the provider. */
const voidPayment = (state: State, payment: Payment): void => {
  const { status } = payment;
  if (status === 'PROMISED' || status === 'CASH_DUE' || (status === 'FAILED' && payment.hold === 'nothing')) {
    payment.status = 'VOIDED';
    return publishFor(state, payment, { type: 'PaymentVoided', paymentId: payment.id });
  }
  if (status !== 'FAILED') payment.hold = status === 'REQUESTED' ? 'unclear' : 'held';
  payment.status = 'VOIDING';
};

const requestVoid = (state: State, id: PaymentId, checkoutId: CheckoutId): void => {
  const { world } = state;
  const known = find(state, id);
  if (known === undefined) {
    const input = { type: 'PaymentVoided', paymentId: id } as const;
    const hasNoTombstones = world.system.faults.includes('payments-without-tombstones');
    if (!hasNoTombstones) open(state, id, { checkoutId, card: 'cash', shares: [] }).status = 'VOIDED';
    return world.publish({ from: 'payments', aggregate: id, checkoutId }, input);
  }
  if (known.status === 'VOIDING' || known.status === 'VOIDED') return;
  if (known.status === 'CAPTURING' || isCaptured(known)) return world.fail(`${id} is to be voided, and is ${known.status}`);
  voidPayment(state, known);
};

/** Captures the payment for the orders that are not cancelled. Voids it if all are cancelled. */
const requestCapture = (state: State, id: PaymentId): void => {
  const payment = find(state, id);
  if (payment?.status !== 'AUTHORIZED' && payment?.status !== 'PROMISED') return;
  for (const share of payment.shares) if (state.cancelledElsewhere.has(share.orderId)) share.cancelled = true;
  const wanted = payment.shares.filter(({ cancelled }) => !cancelled);
  if (wanted.length === 0) return voidPayment(state, payment);
  if (wanted.length < payment.shares.length) state.world.count('capture leaves out a cancelled order');
  for (const share of wanted) share.inCapture = true;
  payment.status = payment.status === 'AUTHORIZED' ? 'CAPTURING' : 'CASH_DUE';
  if (payment.status === 'CASH_DUE') publishCapture(state, payment, 'CashOnDeliveryAgreed');
};

/** The active payment of a checkout, or else the last one. */
const ofCheckout = ({ all }: State, checkoutId: CheckoutId): Payment | undefined => {
  const own = all.filter((each) => each.checkoutId === checkoutId);
  return own.find((each) => !isOver(each)) ?? own.at(-1);
};

const cancelOrder = (state: State, checkoutId: CheckoutId, orderId: OrderId): void => {
  const payment = ofCheckout(state, checkoutId);
  // The cancellation arrived before the payment, or before the next attempt.
  if (payment === undefined || isOver(payment)) state.cancelledElsewhere.add(orderId);
  const share = payment?.shares.find((each) => each.orderId === orderId);
  if (payment === undefined || share === undefined || share.cancelled || isOver(payment)) return;
  share.cancelled = true;
  if (payment.status === 'CAPTURED') share.refund = share.inCapture ? 'owed' : 'none';
  else if (payment.status !== 'CAPTURING' && payment.shares.every(({ cancelled }) => cancelled)) voidPayment(state, payment);
};

const releaseAuthorization = (state: State, payment: Payment): void => {
  state.world.count('provider releases an authorization');
  state.world.note(() => `the provider releases ${payment.id}`);
  state.provider.cancel(payment.id);
  syncWithProvider(state, payment);
};

const timersOf = (state: State, payment: Payment): readonly Timer[] => {
  const { id, status, card, createdAt } = payment;
  if (status === 'REQUESTED' && card === 'unresponsive') {
    const run = (): void => fail(state, payment, { code: 'provider-unavailable', hold: 'unclear' });
    return [{ at: after(createdAt, authorizationTimeout), name: `payments times out for ${id}`, run }];
  }
  const isActionRequired = state.provider.of(id).state === 'action-required';
  if (status === 'AUTHORIZED' || (status === 'ACTION_REQUIRED' && isActionRequired)) {
    const run = (): void => {
      payment.wasAbandoned = true;
      releaseAuthorization(state, payment);
    };
    return [{ at: after(createdAt, providerTimeout), name: `the authorization of ${id} expires`, run, isLastResort: true }];
  }
  if (status !== 'ACTION_REQUIRED') return [];
  const at = after(createdAt, confirmationTimeout);
  return [{ at, name: `payments queries the state of ${id}`, run: () => syncWithProvider(state, payment) }];
};

const handle = (state: State, { checkoutId, body }: Message): void => {
  if ('event' in body) {
    if (body.event.type === 'OrderCancelled') cancelOrder(state, checkoutId, body.event.orderId);
    return;
  }
  const { request, checkout } = body;
  if (request.type === 'PaymentAuthorizationRequested') authorize(state, { id: request.paymentId, method: request.sealedMethod, checkout });
  else if (request.type === 'PaymentCaptureRequested') requestCapture(state, request.paymentId);
  else if (request.type === 'PaymentVoidRequested') requestVoid(state, request.paymentId, checkoutId);
};

export const createPayments = (world: World): Payments => {
  const state: State = { world, provider: createProvider(), all: [], cancelledElsewhere: new Set() };
  const { all, provider } = state;
  return {
    all,
    provider,
    due: () => all.filter(isDue),
    call: (payment, isAnswered) => call(state, payment, isAnswered),
    syncWithProvider: (payment) => syncWithProvider(state, payment),
    releaseAuthorization: (payment) => releaseAuthorization(state, payment),
    handle: (message) => handle(state, message),
    timers: () => all.flatMap((payment) => timersOf(state, payment)),
  };
};
