import type { AppliedEvent } from '@marketplace/application';
import { defined, idOf } from '@marketplace/kernel';
import { newId, rowSource, type Unit, type WrittenChange } from '@marketplace/platform';
import type { StoredPayment } from '../../application/ports';
import { bookingOf } from '../../domain/ledger';
import { initial, referenceOf, sharesOf, termsOf, type ExistingPayment, type PaymentEvent, type Share } from '../../domain/payment';
import { transactionOf } from '../../domain/transactions';
import { addBookings, type DatedBooking } from './ledger';
import { PaymentOrders, Payments, PaymentTransactions, Refunds } from './tables';

type Written = WrittenChange<ExistingPayment, PaymentEvent, StoredPayment>;

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

/** The shares that were captured, or collected on delivery. */
const paidShares = (payment: ExistingPayment): readonly Share[] => {
  const isTaken = payment.status === 'CAPTURED' || payment.status === 'REFUNDED';
  return sharesOf(payment).filter((share) => share.collected || (isTaken && share.inCapture));
};

/** The columns that change. The provider's reference is kept even when the state has none any more. */
const stateOf = ({ after }: Written) => {
  const { state, version, announced, attempts, sealedMethod = null, nextAttemptAt = null } = after;
  const hold = 'hold' in state ? state.hold : undefined;
  const paid = paidShares(state);
  return {
    ...{ version, announced, attempts, sealedMethod, nextAttemptAt },
    status: state.status,
    actionUrl: state.status === 'ACTION_REQUIRED' ? state.url : null,
    failureCode: state.status === 'FAILED' ? state.code : null,
    holdKind: hold?.kind ?? null,
    holdAmount: hold?.kind === 'taken' ? hold.amount.amount : null,
    capturedAmount: total(paid.map((share) => share.amount.amount)),
    refundedAmount: total(paid.map((share) => share.refunded.amount)),
  };
};

const newShares = rowSource(PaymentOrders, ['paymentId', 'orderId', 'sellerId', 'amount', 'platformDiscount', 'position'], { alias: 's' });

/** Inserts the shares only if at least one order is not cancelled. */
const insertShares = `
  INSERT INTO payment_orders (${newShares.columns.join(', ')}) SELECT s.* FROM ${newShares.sql}
  WHERE s.payment_id IN (
    SELECT w.payment_id FROM unnest($1::uuid[], $2::uuid[]) AS w (payment_id, order_id)
    WHERE NOT EXISTS (SELECT 1 FROM cancelled_orders c WHERE c.order_id = w.order_id))`;

const insertPayment = (unit: Unit, change: Written): void => {
  const { state, correlationId } = change.after;
  const { paymentId, checkoutId } = state.ref;
  const terms = termsOf(state);
  const rows = change.steps.slice(0, 1).map(({ event }) => ({
    ...{ id: paymentId, checkoutId, correlationId, ...stateOf(change) },
    providerReference: referenceOf(state) ?? null,
    buyerId: terms?.buyerId ?? null,
    amount: terms?.amount.amount ?? null,
    currency: terms?.amount.currency ?? null,
    method: terms?.method ?? 'CARD',
    gateway: terms?.method === 'CASH_ON_DELIVERY' ? ('courier' as const) : ('stripe' as const),
    idempotencyKey: `${paymentId}:authorize`,
    checkedAt: null,
    createdAt: event.at,
  }));
  unit.insert(Payments, rows);
  const shares = sharesOf(state).map(({ orderId, sellerId, amount, platformDiscount }, position) => ({
    ...{ paymentId, orderId, sellerId, position: position + 1 },
    amount: amount.amount,
    platformDiscount: platformDiscount.amount,
  }));
  if (shares.length > 0) unit.addRows(insertShares, newShares.params(shares), shares.length);
};

/** Fails a write that lets a payment wait for its capture when all its orders were cancelled meanwhile. */
const someOrderRemains = `EXISTS (
  SELECT 1 FROM payment_orders o WHERE o.payment_id = t.id AND NOT o.cancelled
    AND NOT EXISTS (SELECT 1 FROM cancelled_orders c WHERE c.order_id = o.order_id))`;

/** Fails a write that includes an order in the capture when the order was cancelled meanwhile. */
const orderIsNotCancelled = 'NOT EXISTS (SELECT 1 FROM cancelled_orders c WHERE c.order_id = t.order_id)';

/** The shares that the events have changed. */
const shareChanges = ({ after: { state }, steps: [first] }: Written) => {
  if (first?.before === undefined) return [];
  const known = new Map(sharesOf(first.before).map((share) => [share.orderId, share]));
  return sharesOf(state).flatMap((share) => {
    const before = known.get(share.orderId);
    if (before === share) return [];
    const { orderId, cancelled, inCapture, collected, refunded, released } = share;
    const isTaken = inCapture && !cancelled && before?.inCapture !== true;
    const set = { cancelled, inCapture, collected, refundedAmount: refunded.amount, released };
    return [{ isTaken, where: { paymentId: state.ref.paymentId, orderId }, set }];
  });
};

const updatePayment = (unit: Unit, change: Written): void => {
  const { state } = change.after;
  const where = { id: state.ref.paymentId, version: change.from };
  const set = { ...stateOf(change), ...defined({ providerReference: referenceOf(state) }) };
  const isWaiting = state.status === 'ACTION_REQUIRED' || state.status === 'AUTHORIZED';
  unit.update(Payments, [{ where, set }], isWaiting ? { onlyIf: someOrderRemains } : {});
  const shares = shareChanges(change);
  const [taken, others] = [shares.filter(({ isTaken }) => isTaken), shares.filter(({ isTaken }) => !isTaken)];
  unit.update(PaymentOrders, taken, { onlyIf: orderIsNotCancelled }).update(PaymentOrders, others);
};

type PaymentStep = AppliedEvent<ExistingPayment, PaymentEvent>;

const addRefunds = (unit: Unit, steps: readonly PaymentStep[]): void => {
  const rows = steps.flatMap(({ after: { ref }, event }) => {
    if (event.type !== 'RefundRequested') return [];
    const { id, orderId, amount, reason } = event.refund;
    return [{ id: idOf<'Refund'>(id), paymentId: ref.paymentId, orderId, ...amount, reason, requestedAt: event.at }];
  });
  unit.insert(Refunds, rows);
};

const addTransactions = (unit: Unit, steps: readonly PaymentStep[]): void => {
  const rows = steps.flatMap(({ before = initial, after: { ref }, event }) => {
    const made = transactionOf(before, event);
    if (made === undefined) return [];
    const { type, status, gatewayTransactionId = null, refundId, amount } = made;
    const about = { id: newId<'PaymentTransaction'>(), paymentId: ref.paymentId, gatewayTransactionId, createdAt: event.at };
    return [{ ...about, type, status, ...amount, refundId: refundId === undefined ? null : idOf<'Refund'>(refundId) }];
  });
  unit.insert(PaymentTransactions, rows);
};

/** Writes payments with their refunds, transactions and bookings; the store writes the history. */
export const write = (unit: Unit, changes: readonly Written[]): void => {
  for (const change of changes) (change.from === 0 ? insertPayment : updatePayment)(unit, change);
  const steps = changes.flatMap((change) => change.steps);
  addRefunds(unit, steps);
  addTransactions(unit, steps);
  addBookings(
    unit,
    steps.flatMap(({ before = initial, event }): DatedBooking[] => {
      const booking = bookingOf(before, event);
      return booking === undefined ? [] : [{ booking, at: event.at }];
    }),
  );
};
