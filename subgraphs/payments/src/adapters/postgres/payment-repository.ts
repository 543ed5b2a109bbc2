import type { AppliedEvent } from '@marketplace/application';
import { defined, type Cause, type PaymentId } from '@marketplace/kernel';
import { aggregateStore, StaleWrite, type Database, type EventMessage, type Unit } from '@marketplace/platform';
import type { PaymentChange, PaymentRepository, StoredPayment } from '../../application/ports';
import type { PaymentCommand, PaymentRejection } from '../../domain/commands';
import { decide } from '../../domain/decide';
import { evolve } from '../../domain/evolve';
import { initial, type ExistingPayment, type PaymentEvent } from '../../domain/payment';
import { readPayments, readPaymentsOfOrders } from './payment-rows';
import { write } from './payment-writes';
import { CancelledOrders, PaymentAttempts, PaymentWebhooks } from './tables';

/** Creates the published events of a payment; main.ts passes it from the nats adapter. */
export type PaymentPublications = (step: AppliedEvent<ExistingPayment, PaymentEvent>) => readonly EventMessage[];

const paymentAggregates = (db: Database, toMessages: PaymentPublications) =>
  aggregateStore<ExistingPayment, PaymentCommand, PaymentEvent, PaymentRejection, StoredPayment>(db, {
    name: 'Payment',
    idOf: ({ ref }) => ref.paymentId,
    decide,
    evolve: (payment, event) => evolve(payment ?? initial, event),
    // Fields besides the state can change without a new version, so all payments are read.
    load: (ids) => readPayments(db, ids),
    write,
    toMessages,
    record: ({ event, before, after }) => ({
      event,
      at: event.at,
      ...defined({ before: before?.status }),
      after: after.status,
    }),
    // A payment has a few kilobytes.
    cacheSize: 5_000,
  });

type Trigger = Pick<PaymentChange, 'attempt' | 'webhook'>;

const addTrigger = (unit: Unit, paymentId: PaymentId, { attempt, webhook }: Trigger): void => {
  if (attempt !== undefined) {
    const { kind, key: idempotencyKey, outcome, detail = null, at: attemptedAt } = attempt;
    unit.insert(PaymentAttempts, [{ paymentId, kind, idempotencyKey, outcome, detail, attemptedAt }]);
  }
  if (webhook !== undefined) unit.insert(PaymentWebhooks, [{ eventId: webhook.id, eventType: webhook.type }]);
};

const claimDue = `
  UPDATE payment_intents SET next_attempt_at = $1::timestamptz + $2 * interval '1 millisecond'
  WHERE id IN (SELECT id FROM payment_intents WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id`;

/** A payment is checked again only after the same interval. */
const claimUnconfirmed = `
  UPDATE payment_intents SET checked_at = $1
  WHERE id IN (
    SELECT id FROM payment_intents WHERE status = 'ACTION_REQUIRED' AND updated_at <= $2 AND (checked_at IS NULL OR checked_at <= $2)
    ORDER BY updated_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id`;

export const paymentRepository = (db: Database, toMessages: PaymentPublications): PaymentRepository => {
  const store = paymentAggregates(db, toMessages);

  const save = async ({ attempt, webhook, ...change }: PaymentChange, cause: Cause): Promise<StoredPayment> => {
    const [stored] = await store.saveWith([change], cause, {
      alongside: (unit, payments) => payments.forEach(({ state }) => addTrigger(unit, state.ref.paymentId, defined({ attempt, webhook }))),
    });
    if (stored === undefined) throw new Error('a change without any effect');
    return stored;
  };

  const claimed = async (sql: string, params: readonly unknown[]): Promise<readonly StoredPayment[]> =>
    store.findMany((await db.query<{ readonly id: string }>(sql, params)).map(({ id }) => id));

  return {
    find: store.find,
    cached: store.cached,
    findOfOrder: async (id) => (await readPaymentsOfOrders(db, [id])).get(id),
    save,
    create: async (change, cause) => {
      try {
        return await save(change, cause);
      } catch (error) {
        if (error instanceof StaleWrite) return undefined;
        throw error;
      }
    },
    claimDue: (now, lease, limit) => claimed(claimDue, [now, lease, limit]),
    claimUnconfirmed: (now, since, limit) => claimed(claimUnconfirmed, [now, since, limit]),
    recordCancelledOrder: async (id) => {
      await db.query('INSERT INTO cancelled_orders (order_id) VALUES ($1) ON CONFLICT DO NOTHING', [id]);
    },
    cancelledAmong: async (ids) => {
      if (ids.length === 0) return [];
      return (await db.select(CancelledOrders, 'WHERE order_id = ANY ($1)', [ids])).map(({ orderId }) => orderId);
    },
    isWebhookHandled: async (webhook) => (await db.select(PaymentWebhooks, 'WHERE event_id = $1', [webhook.id])).length > 0,
    deleteWebhooks: async (before) => (await db.query('DELETE FROM payment_webhooks WHERE received_at < $1 RETURNING 1', [before])).length,
  };
};
