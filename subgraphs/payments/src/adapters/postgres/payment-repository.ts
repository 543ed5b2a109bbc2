import { type Cause, type NewId } from '@marketplace/kernel';
import { StaleWrite, type Database, type OutgoingEvent, type Unit } from '@marketplace/platform';
import type { PaymentChange, PaymentRepository, Stored } from '../../application/ports';
import type { PaymentRef } from '../../domain/payment';
import { selectPayments, toStored, type PaymentRow } from './payment-rows';
import { addAttempt, addConsequences, addFirst, addState, stepsOf, type Step } from './payment-writes';

/** Turns what happened to a payment into what the world is told of it; given by main.ts, from the nats adapter. */
export type Publish = (step: Step) => readonly OutgoingEvent[];

const refOf = ({ state }: Stored): PaymentRef => {
  if (state.status === 'NONE') throw new Error('a payment that nobody knows cannot be written');
  return state.ref;
};

const claim = `
  UPDATE payment_intents SET next_attempt_at = $1::timestamptz + $2 * interval '1 millisecond'
  WHERE id IN (SELECT id FROM payment_intents WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id`;

export const paymentRepository = (db: Database, publish: Publish, newId: NewId): PaymentRepository => {
  const addChange = (unit: Unit, ref: PaymentRef, { change, cause }: { change: PaymentChange; cause: Cause }): Unit => {
    const steps = stepsOf(change);
    addConsequences(unit, ref, { steps, cause, newId });
    if (change.attempt !== undefined) addAttempt(unit, ref, change.attempt);
    if (change.webhook !== undefined)
      unit.add('INSERT INTO payment_webhooks (event_id, event_type) VALUES ($1, $2)', [change.webhook.id, change.webhook.type]);
    return unit.publish(...steps.flatMap(publish));
  };
  const one = async (where: string, params: readonly unknown[]): Promise<Stored | undefined> => {
    const [row] = await db.query<PaymentRow>(`${selectPayments} ${where}`, params);
    return row === undefined ? undefined : toStored(row);
  };
  return {
    find: (id) => one('WHERE p.id = $1', [id]),
    findOfOrder: (id) => one('WHERE p.id = (SELECT payment_id FROM payment_orders WHERE order_id = $1)', [id]),
    begin: async (ref, change, cause) => {
      try {
        await addChange(addFirst(db.unit(cause), ref, change), ref, { change, cause }).commit();
        return true;
      } catch (error) {
        if (error instanceof StaleWrite) return false;
        throw error;
      }
    },
    save: async (change, cause) => {
      const ref = refOf(change.after);
      await addChange(addState(db.unit(cause), ref, change), ref, { change, cause }).commit();
    },
    postpone: async (payment, after, attempt) => {
      const ref = refOf(payment);
      const unit = db.unit({ actor: { kind: 'system', context: 'payments' }, correlationId: payment.correlationId });
      unit.add(
        'UPDATE payment_intents SET attempts = $3, next_attempt_at = $4 WHERE id = $1 AND version = $2',
        [ref.paymentId, payment.version, after.attempts, after.nextAttemptAt],
        1,
      );
      await addAttempt(unit, ref, attempt).commit();
    },
    claimDue: async (now, lease, limit) => {
      const claimed = await db.query<{ id: string }>(claim, [now, lease, limit]);
      if (claimed.length === 0) return [];
      return (await db.query<PaymentRow>(`${selectPayments} WHERE p.id = ANY ($1)`, [claimed.map((row) => row.id)])).map(toStored);
    },
    noteCancelledOrder: async (id) => {
      await db.query('INSERT INTO cancelled_orders (order_id) VALUES ($1) ON CONFLICT DO NOTHING', [id]);
    },
    noteWebhook: async (webhook) => {
      await db.query('INSERT INTO payment_webhooks (event_id, event_type) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        webhook.id,
        webhook.type,
      ]);
    },
    hasHeard: async (webhook) => (await db.query('SELECT 1 FROM payment_webhooks WHERE event_id = $1', [webhook.id])).length > 0,
    forgetWebhooks: async (before) => (await db.query('DELETE FROM payment_webhooks WHERE received_at < $1 RETURNING 1', [before])).length,
  };
};
