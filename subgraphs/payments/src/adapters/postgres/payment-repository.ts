import { idOf, type Cause, type NewId } from '@marketplace/kernel';
import { coalesced, StaleWrite, type Database, type OutgoingEvent } from '@marketplace/platform';
import type { PaymentChange, PaymentRepository, Stored } from '../../application/ports';
import type { PaymentRef } from '../../domain/payment';
import { paymentMemory } from './payment-memory';
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

/** Once asked for, a payment is asked for again only when the same time has passed once more. */
const claimSilent = `
  UPDATE payment_intents SET checked_at = $1
  WHERE id IN (
    SELECT id FROM payment_intents WHERE status = 'ACTION_REQUIRED' AND updated_at <= $2 AND (checked_at IS NULL OR checked_at <= $2)
    ORDER BY updated_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id`;

/** Of several payments that were tried for an order, the one that can still take money, or else the newest. */
const ofOrder = `WHERE p.id = (
  SELECT o.payment_id FROM payment_orders o JOIN payment_intents i ON i.id = o.payment_id WHERE o.order_id = $1
  ORDER BY i.status IN ('FAILED', 'VOIDING', 'VOIDED'), i.created_at DESC, i.id DESC LIMIT 1)`;

export const paymentRepository = (db: Database, publish: Publish, newId: NewId): PaymentRepository => {
  const memory = paymentMemory();

  /** What others hear of the change, each event knowing the one before it, and the payment as it will be stored. */
  const announcing = ({ payment, after }: PaymentChange, steps: readonly Step[]) => {
    let { announced } = payment;
    const events = steps.flatMap((step) =>
      publish(step).map((event) => {
        if (event.contract.aggregate !== 'Payment' || event.aggregateId !== step.after.ref.paymentId) return event;
        const follows = announced;
        announced = event.aggregateVersion;
        return { ...event, follows };
      }),
    );
    return { events, stored: { ...after, announced } };
  };

  type Writing = { readonly change: PaymentChange; readonly cause: Cause; readonly isFirst: boolean };

  const write = async (ref: PaymentRef, { change, cause, isFirst }: Writing): Promise<Stored> => {
    const steps = stepsOf(change);
    const { events, stored } = announcing(change, steps);
    const unit = isFirst
      ? addFirst(db.unit(cause), ref, { events: change.events, after: stored })
      : addState(db.unit(cause), ref, { payment: change.payment, after: stored });
    addConsequences(unit, ref, { steps, cause, newId });
    if (change.attempt !== undefined) addAttempt(unit, ref, change.attempt);
    if (change.webhook !== undefined)
      unit.add('INSERT INTO payment_webhooks (event_id, event_type) VALUES ($1, $2)', [change.webhook.id, change.webhook.type]);
    try {
      await unit.publish(...events).commit(() => {
        memory.remember(ref.paymentId, stored);
      });
    } catch (error) {
      memory.forget(ref.paymentId);
      throw error;
    }
    return stored;
  };

  const some = async (where: string, params: readonly unknown[]): Promise<readonly Stored[]> =>
    (await db.query<PaymentRow>(`${selectPayments} ${where}`, params)).map(toStored);
  const find = coalesced(
    async (ids) => new Map((await some('WHERE p.id = ANY ($1)', [ids])).map((each) => [refOf(each).paymentId as string, each])),
  );
  const claimed = async (sql: string, params: readonly unknown[]): Promise<readonly Stored[]> => {
    const rows = await db.query<{ id: string }>(sql, params);
    return rows.length === 0 ? [] : some('WHERE p.id = ANY ($1)', [rows.map((row) => row.id)]);
  };

  return {
    find,
    recall: memory.get,
    findOfOrder: async (id) => (await some(ofOrder, [id]))[0],
    begin: async (ref, change, cause) => {
      try {
        return await write(ref, { change, cause, isFirst: true });
      } catch (error) {
        if (error instanceof StaleWrite) return undefined;
        throw error;
      }
    },
    save: (change, cause) => write(refOf(change.after), { change, cause, isFirst: false }),
    postpone: async (payment, after, attempt) => {
      const ref = refOf(payment);
      // How often it was tried is no state of the payment, so its version would not tell.
      memory.forget(ref.paymentId);
      const unit = db.unit({ actor: { kind: 'system', context: 'payments' }, correlationId: payment.correlationId });
      unit.add(
        'UPDATE payment_intents SET attempts = $3, next_attempt_at = $4 WHERE id = $1 AND version = $2',
        [ref.paymentId, payment.version, after.attempts, after.nextAttemptAt],
        1,
      );
      await addAttempt(unit, ref, attempt).commit();
    },
    claimDue: (now, lease, limit) => claimed(claim, [now, lease, limit]),
    claimUnconfirmed: (now, since, limit) => claimed(claimSilent, [now, since, limit]),
    noteCancelledOrder: async (id) => {
      await db.query('INSERT INTO cancelled_orders (order_id) VALUES ($1) ON CONFLICT DO NOTHING', [id]);
    },
    cancelledAmong: async (ids) => {
      if (ids.length === 0) return [];
      const rows = await db.query<{ order_id: string }>('SELECT order_id FROM cancelled_orders WHERE order_id = ANY ($1)', [ids]);
      return rows.map((row) => idOf(row.order_id));
    },
    hasHeard: async (webhook) => (await db.query('SELECT 1 FROM payment_webhooks WHERE event_id = $1', [webhook.id])).length > 0,
    forgetWebhooks: async (before) => (await db.query('DELETE FROM payment_webhooks WHERE received_at < $1 RETURNING 1', [before])).length,
  };
};
