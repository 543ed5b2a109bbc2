import { actorRef, type Cause, type NewId } from '@marketplace/kernel';
import type { Unit } from '@marketplace/platform';
import type { Attempt, PaymentChange, Stored } from '../../application/ports';
import { evolve } from '../../domain/evolve';
import { bookingOf, type LedgerTransaction } from '../../domain/ledger';
import { sharesOf, termsOf, type KnownPayment, type Payment, type PaymentEvent, type PaymentRef } from '../../domain/payment';
import { transactionOf } from '../../domain/transactions';
import { eventToJson } from './event-json';
import { changedShares, changingColumns, firstColumns } from './payment-rows';

/** An event with the state before and after it, and the version that it makes. */
export type Step = { readonly event: PaymentEvent; readonly before: Payment; readonly after: KnownPayment; readonly version: number };

export const stepsOf = ({ payment, events }: Pick<PaymentChange, 'payment' | 'events'>): readonly Step[] => {
  let state = payment.state;
  return events.map((event, position) => {
    const before = state;
    const after = evolve(before, event);
    if (after.status === 'NONE') throw new Error('an event makes a payment known');
    state = after;
    return { event, before, after, version: payment.version + position + 1 };
  });
};

const columnOf = (value: unknown): readonly [unknown] => [value];

const gatewayOf = ({ state }: Stored): string => (termsOf(state)?.method === 'CASH_ON_DELIVERY' ? 'courier' : 'stripe');

export const addFirst = (unit: Unit, ref: PaymentRef, { events, after }: Pick<PaymentChange, 'events' | 'after'>): Unit => {
  unit.addRows(
    `INSERT INTO payment_intents (id, checkout_id, buyer_id, amount, currency, method, correlation_id, version, status, provider_reference, action_url,
       failure_code, hold_kind, hold_amount, captured_amount, refunded_amount, sealed_method, attempts, next_attempt_at, announced, gateway,
       idempotency_key, created_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[], $10::text[], $11::text[],
       $12::text[], $13::text[], $14::bigint[], $15::bigint[], $16::bigint[], $17::text[], $18::int[], $19::timestamptz[], $20::int[], $21::text[],
       $22::text[], $23::timestamptz[])`,
    [...firstColumns(ref, after), ...changingColumns(after), gatewayOf(after), `${ref.paymentId}:authorize`, events[0]?.at].map(columnOf),
  );
  const shares = sharesOf(after.state);
  if (shares.length === 0) return unit;
  return unit.addRows(
    // A payment begins only for orders of which one at least is still wanted.
    `INSERT INTO payment_orders (payment_id, order_id, seller_id, amount, platform_discount, position)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::int[])
       AS s (payment_id, order_id, seller_id, amount, platform_discount, position)
     WHERE s.payment_id IN (
       SELECT w.payment_id FROM unnest($1::uuid[], $2::uuid[]) AS w (payment_id, order_id)
       WHERE NOT EXISTS (SELECT 1 FROM cancelled_orders c WHERE c.order_id = w.order_id))`,
    [
      shares.map(() => ref.paymentId),
      shares.map((share) => share.orderId),
      shares.map((share) => share.sellerId),
      shares.map((share) => share.amount.amount),
      shares.map((share) => share.platformDiscount.amount),
      shares.map((_, position) => position + 1),
    ],
    shares.length,
  );
};

export const addState = (unit: Unit, ref: PaymentRef, { payment, after }: Pick<PaymentChange, 'payment' | 'after'>): Unit => {
  unit.addRows(
    // Whoever goes on waiting for a capture must have seen it if every order was cancelled before it was heard of.
    `UPDATE payment_intents p SET version = w.version, status = w.status, provider_reference = coalesce(w.provider_reference, p.provider_reference),
       action_url = w.action_url, failure_code = w.failure_code, hold_kind = w.hold_kind, hold_amount = w.hold_amount, captured_amount = w.captured_amount,
       refunded_amount = w.refunded_amount, sealed_method = w.sealed_method, attempts = w.attempts, next_attempt_at = w.next_attempt_at,
       announced = w.announced, updated_at = now()
     FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[],
       $12::text[], $13::int[], $14::timestamptz[], $15::int[])
       AS w (id, before, version, status, provider_reference, action_url, failure_code, hold_kind, hold_amount, captured_amount, refunded_amount,
         sealed_method, attempts, next_attempt_at, announced)
     WHERE p.id = w.id AND p.version = w.before
       AND (w.status NOT IN ('ACTION_REQUIRED', 'AUTHORIZED') OR EXISTS (
         SELECT 1 FROM payment_orders o WHERE o.payment_id = p.id AND NOT o.cancelled
           AND NOT EXISTS (SELECT 1 FROM cancelled_orders c WHERE c.order_id = o.order_id)))`,
    [ref.paymentId, payment.version, ...changingColumns(after)].map(columnOf),
    1,
  );
  const shares = changedShares(payment.state, after.state);
  if (shares.length === 0) return unit;
  return unit.addRows(
    // Whoever begins to take the money for an order must have seen that the order was cancelled, if it was.
    `UPDATE payment_orders o SET cancelled = s.cancelled, in_capture = s.in_capture, collected = s.collected, refunded_amount = s.refunded, released = s.released
     FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::boolean[], $5::boolean[], $6::bigint[], $7::boolean[])
       AS s (payment_id, order_id, cancelled, in_capture, collected, refunded, released)
     WHERE o.payment_id = s.payment_id AND o.order_id = s.order_id
       AND (s.cancelled OR o.in_capture OR NOT EXISTS (SELECT 1 FROM cancelled_orders c WHERE c.order_id = o.order_id))`,
    [
      shares.map(() => ref.paymentId),
      shares.map((share) => share.orderId),
      shares.map((share) => share.cancelled),
      shares.map((share) => share.inCapture),
      shares.map((share) => share.collected),
      shares.map((share) => share.refunded.amount),
      shares.map((share) => share.released),
    ],
    shares.length,
  );
};

const addHistory = (unit: Unit, ref: PaymentRef, { steps, cause }: { steps: readonly Step[]; cause: Cause }): Unit =>
  unit.addRows(
    `INSERT INTO payment_history (payment_id, version, event_type, event, to_status, changed_by, changed_at)
     SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::timestamptz[])`,
    [
      steps.map(() => ref.paymentId),
      steps.map((step) => step.version),
      steps.map((step) => step.event.type),
      steps.map((step) => eventToJson(step.event)),
      steps.map((step) => step.after.status),
      steps.map(() => actorRef(cause.actor)),
      steps.map((step) => step.event.at),
    ],
  );

export const addAttempt = (unit: Unit, ref: PaymentRef, attempt: Attempt): Unit =>
  unit.addRows(
    `INSERT INTO payment_attempts (payment_id, kind, idempotency_key, outcome, detail, attempted_at)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])`,
    [ref.paymentId, attempt.kind, attempt.key, attempt.outcome, attempt.detail ?? null, attempt.at].map(columnOf),
  );

const addRefunds = (unit: Unit, ref: PaymentRef, steps: readonly Step[]): Unit => {
  const refunds = steps.flatMap(({ event }) => (event.type === 'RefundRequested' ? [{ ...event.refund, at: event.at }] : []));
  if (refunds.length === 0) return unit;
  return unit.addRows(
    `INSERT INTO refunds (id, payment_id, order_id, amount, currency, reason, requested_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[])`,
    [
      refunds.map((refund) => refund.id),
      refunds.map(() => ref.paymentId),
      refunds.map((refund) => refund.orderId),
      refunds.map((refund) => refund.amount.amount),
      refunds.map((refund) => refund.amount.currency),
      refunds.map((refund) => refund.reason),
      refunds.map((refund) => refund.at),
    ],
  );
};

const addTransactions = (unit: Unit, ref: PaymentRef, { steps, newId }: { steps: readonly Step[]; newId: NewId }): Unit => {
  const made = steps.flatMap(({ before, event }) => {
    const transaction = transactionOf(before, event);
    return transaction === undefined ? [] : [{ ...transaction, at: event.at }];
  });
  if (made.length === 0) return unit;
  return unit.addRows(
    `INSERT INTO payment_transactions (id, payment_id, gateway_transaction_id, type, status, amount, currency, refund_id, created_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::uuid[], $9::timestamptz[])`,
    [
      made.map(() => newId()),
      made.map(() => ref.paymentId),
      made.map((each) => each.gatewayTransactionId ?? null),
      made.map((each) => each.type),
      made.map((each) => each.status),
      made.map((each) => each.amount.amount),
      made.map((each) => each.amount.currency),
      made.map((each) => each.refundId ?? null),
      made.map((each) => each.at),
    ],
  );
};

type Booked = { readonly booking: LedgerTransaction; readonly at: string };

/** Writes ledger transactions with their entries; the database refuses any that does not sum to zero. */
export const addBookings = (unit: Unit, booked: readonly Booked[], newId: NewId): Unit => {
  if (booked.length === 0) return unit;
  const rows = booked.map(({ booking, at }) => ({ ...booking, at, id: newId() }));
  const entries = rows.flatMap((row) => row.entries.map((entry) => ({ ...entry, row })));
  unit.addRows(
    'INSERT INTO ledger_transactions (id, kind, reference_id, created_at) SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[])',
    [rows.map((row) => row.id), rows.map((row) => row.kind), rows.map((row) => row.referenceId), rows.map((row) => row.at)],
  );
  return unit.addRows(
    `INSERT INTO ledgers (transaction_id, account, debit, credit, currency, reference_id, created_at)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::uuid[], $7::timestamptz[])`,
    [
      entries.map((entry) => entry.row.id),
      entries.map((entry) => entry.account),
      entries.map((entry) => (entry.side === 'debit' ? entry.amount.amount : 0n)),
      entries.map((entry) => (entry.side === 'credit' ? entry.amount.amount : 0n)),
      entries.map((entry) => entry.amount.currency),
      entries.map((entry) => entry.row.referenceId),
      entries.map((entry) => entry.row.at),
    ],
  );
};

/** Everything that follows from the events, beside the payment's own row. */
export const addConsequences = (
  unit: Unit,
  ref: PaymentRef,
  { steps, cause, newId }: { steps: readonly Step[]; cause: Cause; newId: NewId },
): Unit => {
  addHistory(unit, ref, { steps, cause });
  addRefunds(unit, ref, steps);
  addTransactions(unit, ref, { steps, newId });
  const booked = steps.flatMap(({ before, event }): Booked[] => {
    const booking = bookingOf(before, event);
    return booking === undefined ? [] : [{ booking, at: event.at }];
  });
  return addBookings(unit, booked, newId);
};
