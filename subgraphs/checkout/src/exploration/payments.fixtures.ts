import { after, days, minutes, type CheckoutId, type OrderId, type PaymentId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import { isOver, isTaken, sharesOf, type Payment, type Share } from './payment.fixtures';
import { announce, call, fail, isDue, look, sayOf, type Cashier } from './provider-calls.fixtures';
import { createProvider, type Provider } from './provider.fixtures';
import { cards } from './scenario.fixtures';
import { planOf } from './shipping.fixtures';
import type { Letter } from './post.fixtures';
import type { Participant, Timer, World } from './world.fixtures';

const authorizationPatience = minutes(1);
const confirmationPatience = minutes(1);
/** Longer than that no provider keeps a hold, or waits for a buyer. */
const providerPatience = days(7);

export type Payments = Participant & {
  readonly all: readonly Payment[];
  readonly provider: Provider;
  /** Calls that are to be made now. */
  readonly due: () => readonly Payment[];
  /** Makes a call; an answer that gets lost is as if there had been none. */
  readonly call: (payment: Payment, isAnswered: boolean) => void;
  /** The provider's own message, or its answer to a question. */
  readonly look: (payment: Payment) => void;
  /** The provider lets a hold go by itself, and says so. */
  readonly loseHold: (payment: Payment) => void;
};

type Books = Cashier & { readonly all: Payment[]; readonly cancelledElsewhere: Set<OrderId> };

type Opening = { readonly checkoutId: CheckoutId; readonly card: Payment['card']; readonly shares: readonly Share[] };

const open = ({ world, all }: Books, id: PaymentId, opening: Opening): Payment => {
  const payment: Payment = {
    ...opening,
    id,
    createdAt: world.now,
    status: 'REQUESTED',
    wasTaken: false,
    wasLeft: false,
    hold: 'nothing',
  };
  all.push(payment);
  return payment;
};

const find = ({ all }: Books, id: PaymentId): Payment | undefined => all.find((payment) => payment.id === id);

type Request = { readonly id: PaymentId; readonly method: string; readonly checkout: Checkout };

const authorize = (books: Books, { id, method, checkout }: Request): void => {
  const { checkoutId } = checkout.request;
  const known = find(books, id);
  // The void overtook its request; a tombstone has no shares.
  if (known?.status === 'VOIDED' && known.shares.length === 0)
    return sayOf(books, known, { type: 'PaymentFailed', paymentId: id, code: 'voided' });
  if (known !== undefined) return;
  const isAlone = !books.all.some((each) => each.checkoutId === checkoutId && !isOver(each));
  const card = cards.find((each) => each === method) ?? 'cash';
  const payment = open(books, id, { checkoutId, card, shares: sharesOf(checkout) });
  if (!isAlone) return fail(books, payment, { code: 'another-payment-under-way' });
  if (card !== 'cash') return;
  const isOffered = planOf(books.world, checkoutId)?.trouble !== 'cash-not-offered';
  if (!isOffered) return fail(books, payment, { code: 'cash-on-delivery-not-offered' });
  payment.status = 'PROMISED';
  sayOf(books, payment, { type: 'PaymentAuthorized', paymentId: id });
};

/** Certain that nothing is held, or else first finding out. */
const letGo = (books: Books, payment: Payment): void => {
  const { status } = payment;
  if (status === 'PROMISED' || status === 'CASH_DUE' || (status === 'FAILED' && payment.hold === 'nothing')) {
    payment.status = 'VOIDED';
    return sayOf(books, payment, { type: 'PaymentVoided', paymentId: payment.id });
  }
  if (status !== 'FAILED') payment.hold = status === 'REQUESTED' ? 'unclear' : 'held';
  payment.status = 'VOIDING';
};

const requestVoid = (books: Books, id: PaymentId, checkoutId: CheckoutId): void => {
  const { world } = books;
  const known = find(books, id);
  if (known === undefined) {
    const news = { type: 'PaymentVoided', paymentId: id } as const;
    const isForgetful = world.subject.faults.includes('payments-forgets-voids');
    if (!isForgetful) open(books, id, { checkoutId, card: 'cash', shares: [] }).status = 'VOIDED';
    return world.say({ from: 'payments', aggregate: id, checkoutId }, news);
  }
  if (known.status === 'VOIDING' || known.status === 'VOIDED') return;
  if (known.status === 'CAPTURING' || isTaken(known)) return world.fail(`${id} is to be voided, and is ${known.status}`);
  letGo(books, known);
};

/** Takes the money for every order that is still wanted; if none is, it is let go. */
const requestCapture = (books: Books, id: PaymentId): void => {
  const payment = find(books, id);
  if (payment?.status !== 'AUTHORIZED' && payment?.status !== 'PROMISED') return;
  for (const share of payment.shares) if (books.cancelledElsewhere.has(share.orderId)) share.cancelled = true;
  const wanted = payment.shares.filter(({ cancelled }) => !cancelled);
  if (wanted.length === 0) return letGo(books, payment);
  if (wanted.length < payment.shares.length) books.world.count('capture leaves out a cancelled order');
  for (const share of wanted) share.inCapture = true;
  payment.status = payment.status === 'AUTHORIZED' ? 'CAPTURING' : 'CASH_DUE';
  if (payment.status === 'CASH_DUE') announce(books, payment, 'CashOnDeliveryAgreed');
};

/** The payment that can still take money, or else the last that was tried. */
const ofCheckout = ({ all }: Books, checkoutId: CheckoutId): Payment | undefined => {
  const own = all.filter((each) => each.checkoutId === checkoutId);
  return own.find((each) => !isOver(each)) ?? own.at(-1);
};

const cancelOrder = (books: Books, checkoutId: CheckoutId, orderId: OrderId): void => {
  const payment = ofCheckout(books, checkoutId);
  // The order is ahead of its payment, or of the next one.
  if (payment === undefined || isOver(payment)) books.cancelledElsewhere.add(orderId);
  const share = payment?.shares.find((each) => each.orderId === orderId);
  if (payment === undefined || share === undefined || share.cancelled || isOver(payment)) return;
  share.cancelled = true;
  if (payment.status === 'CAPTURED') share.refund = share.inCapture ? 'owed' : 'none';
  else if (payment.status !== 'CAPTURING' && payment.shares.every(({ cancelled }) => cancelled)) letGo(books, payment);
};

const loseHold = (books: Books, payment: Payment): void => {
  books.world.count('provider lets a hold go');
  books.world.note(() => `the provider lets ${payment.id} go`);
  books.provider.cancel(payment.id);
  look(books, payment);
};

const timersOf = (books: Books, payment: Payment): readonly Timer[] => {
  const { id, status, card, createdAt } = payment;
  if (status === 'REQUESTED' && card === 'silent') {
    const run = (): void => fail(books, payment, { code: 'provider-unavailable', hold: 'unclear' });
    return [{ at: after(createdAt, authorizationPatience), name: `payments gives ${id} up`, run }];
  }
  const { state } = books.provider.of(id);
  if (status === 'AUTHORIZED' || (status === 'ACTION_REQUIRED' && state === 'asks')) {
    const run = (): void => {
      payment.wasLeft = true;
      loseHold(books, payment);
    };
    return [{ at: after(createdAt, providerPatience), name: `the week of ${id} is over`, run, isLastResort: true }];
  }
  if (status !== 'ACTION_REQUIRED') return [];
  const at = after(createdAt, confirmationPatience);
  return [{ at, name: `payments asks what became of ${id}`, run: () => look(books, payment) }];
};

const hear = (books: Books, { checkoutId, body }: Letter): void => {
  if ('says' in body) {
    if (body.says.type === 'OrderCancelled') cancelOrder(books, checkoutId, body.says.orderId);
    return;
  }
  const { asks, checkout } = body;
  if (asks.type === 'PaymentAuthorizationRequested') authorize(books, { id: asks.paymentId, method: asks.sealedMethod, checkout });
  else if (asks.type === 'PaymentCaptureRequested') requestCapture(books, asks.paymentId);
  else if (asks.type === 'PaymentVoidRequested') requestVoid(books, asks.paymentId, checkoutId);
};

export const createPayments = (world: World): Payments => {
  const books: Books = { world, provider: createProvider(), all: [], cancelledElsewhere: new Set() };
  const { all, provider } = books;
  return {
    all,
    provider,
    due: () => all.filter(isDue),
    call: (payment, isAnswered) => call(books, payment, isAnswered),
    look: (payment) => look(books, payment),
    loseHold: (payment) => loseHold(books, payment),
    hear: (letter) => hear(books, letter),
    timers: () => all.flatMap((payment) => timersOf(books, payment)),
  };
};
