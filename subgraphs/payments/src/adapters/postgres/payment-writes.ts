import { actorRef, type Cause, type NewId } from '@marketplace/kernel';
import type { Unit } from '@marketplace/platform';
import type { Attempt, PaymentChange } from '../../application/ports';
import { evolve } from '../../domain/evolve';
import { bookingOf, type LedgerTransaction } from '../../domain/ledger';
import { sharesOf, type KnownPayment, type Payment, type PaymentEvent, type PaymentRef } from '../../domain/payment';
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

const gateway = 'stripe';

export const addFirst = (unit: Unit, ref: PaymentRef, { events, after }: Pick<PaymentChange, 'events' | 'after'>): Unit => {
  const at = events[0]?.at;
  unit.add(
    `INSERT INTO payment_intents (id, checkout_id, buyer_id, amount, currency, correlation_id, version, status, provider_reference, action_url,
       failure_code, hold_kind, hold_amount, captured_amount, refunded_amount, sealed_method, attempts, next_attempt_at, gateway, idempotency_key, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
    [...firstColumns(ref, after), ...changingColumns(after), gateway, `${ref.paymentId}:authorize`, at],
  );
  const shares = sharesOf(after.state);
  if (shares.length === 0) return unit;
  return unit.add(
    `INSERT INTO payment_orders (payment_id, order_id, seller_id, amount, position)
     SELECT $1, order_id, seller_id, amount, position FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) WITH ORDINALITY AS share (order_id, seller_id, amount, position)`,
    [
      ref.paymentId,
      shares.map((share) => share.orderId),
      shares.map((share) => share.sellerId),
      shares.map((share) => share.amount.amount),
    ],
  );
};

export const addState = (unit: Unit, ref: PaymentRef, { payment, after }: Pick<PaymentChange, 'payment' | 'after'>): Unit => {
  unit.add(
    `UPDATE payment_intents SET version = $3, status = $4, provider_reference = coalesce($5, provider_reference), action_url = $6, failure_code = $7,
       hold_kind = $8, hold_amount = $9, captured_amount = $10, refunded_amount = $11, sealed_method = $12, attempts = $13, next_attempt_at = $14, updated_at = now()
     WHERE id = $1 AND version = $2`,
    [ref.paymentId, payment.version, ...changingColumns(after)],
    1,
  );
  const shares = changedShares(payment.state, after.state);
  if (shares.length === 0) return unit;
  return unit.add(
    `UPDATE payment_orders o SET cancelled = s.cancelled, in_capture = s.in_capture, refunded_amount = s.refunded, released = s.released
     FROM unnest($2::uuid[], $3::boolean[], $4::boolean[], $5::bigint[], $6::boolean[]) AS s (order_id, cancelled, in_capture, refunded, released)
     WHERE o.payment_id = $1 AND o.order_id = s.order_id`,
    [
      ref.paymentId,
      shares.map((share) => share.orderId),
      shares.map((share) => share.cancelled),
      shares.map((share) => share.inCapture),
      shares.map((share) => share.refunded.amount),
      shares.map((share) => share.released),
    ],
  );
};

const addHistory = (unit: Unit, ref: PaymentRef, { steps, cause }: { steps: readonly Step[]; cause: Cause }): Unit =>
  unit.add(
    `INSERT INTO payment_history (payment_id, version, event_type, event, to_status, changed_by, changed_at)
     SELECT $1, version, event_type, event, to_status, $6, changed_at
     FROM unnest($2::int[], $3::text[], $4::jsonb[], $5::text[], $7::timestamptz[]) AS h (version, event_type, event, to_status, changed_at)`,
    [
      ref.paymentId,
      steps.map((step) => step.version),
      steps.map((step) => step.event.type),
      steps.map((step) => eventToJson(step.event)),
      steps.map((step) => step.after.status),
      actorRef(cause.actor),
      steps.map((step) => step.event.at),
    ],
  );

export const addAttempt = (unit: Unit, ref: PaymentRef, attempt: Attempt): Unit =>
  unit.add(
    'INSERT INTO payment_attempts (payment_id, kind, idempotency_key, outcome, detail, attempted_at) VALUES ($1, $2, $3, $4, $5, $6)',
    [ref.paymentId, attempt.kind, attempt.key, attempt.outcome, attempt.detail ?? null, attempt.at],
  );

const addRefunds = (unit: Unit, ref: PaymentRef, steps: readonly Step[]): Unit => {
  for (const { event } of steps) {
    if (event.type !== 'RefundRequested') continue;
    const { id, orderId, amount, reason } = event.refund;
    unit.add('INSERT INTO refunds (id, payment_id, order_id, amount, currency, reason, requested_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
      id,
      ref.paymentId,
      orderId,
      amount.amount,
      amount.currency,
      reason,
      event.at,
    ]);
  }
  return unit;
};

const addTransactions = (unit: Unit, ref: PaymentRef, { steps, newId }: { steps: readonly Step[]; newId: NewId }): Unit => {
  for (const { before, event } of steps) {
    const made = transactionOf(before, event);
    if (made === undefined) continue;
    unit.add(
      `INSERT INTO payment_transactions (id, payment_id, gateway_transaction_id, type, status, amount, currency, refund_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        newId(),
        ref.paymentId,
        made.gatewayTransactionId ?? null,
        made.type,
        made.status,
        made.amount.amount,
        made.amount.currency,
        made.refundId ?? null,
        event.at,
      ],
    );
  }
  return unit;
};

type Booked = { readonly booking: LedgerTransaction; readonly at: string };

/** Writes ledger transactions with their entries; the database refuses any that does not sum to zero. */
export const addBookings = (unit: Unit, booked: readonly Booked[], newId: NewId): Unit => {
  if (booked.length === 0) return unit;
  const rows = booked.map(({ booking, at }) => ({ ...booking, at, id: newId() }));
  const entries = rows.flatMap((row) => row.entries.map((entry) => ({ ...entry, row })));
  unit.add(
    'INSERT INTO ledger_transactions (id, kind, reference_id, created_at) SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[])',
    [rows.map((row) => row.id), rows.map((row) => row.kind), rows.map((row) => row.referenceId), rows.map((row) => row.at)],
  );
  return unit.add(
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
