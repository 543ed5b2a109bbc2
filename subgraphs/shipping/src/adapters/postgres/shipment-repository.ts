import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { LabelRequest, ShipmentRepository, StuckCounts } from '../../application/ports';
import { stateColumns, toCash, toLoaded, type CashRow, type ShipmentRow } from './shipment-rows';
import { addChanges, type Publish } from './shipment-writes';

type DueRow = ShipmentRow & CashRow & { readonly sealed_address: string; readonly attempts: number; readonly weights: readonly number[] };
type QuietRow = { readonly id: string; readonly carrier: string; readonly tracking_number: string };

const underWay = `('LABELLED', 'DISPATCHED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERY_ATTEMPTED')`;

const toRequest = (row: DueRow): LabelRequest => ({
  shipment: toLoaded(row),
  carrier: row.carrier,
  service: row.service,
  sealedAddress: row.sealed_address,
  weightsGrams: row.weights,
  ...toCash(row),
  attempts: row.attempts,
});

export const shipmentRepository = (db: Database, publish: Publish): ShipmentRepository => ({
  find: async (id) => {
    const [row] = await db.query<ShipmentRow>(`SELECT ${stateColumns} FROM shipments s WHERE s.id = $1`, [id]);
    return row === undefined ? undefined : toLoaded(row);
  },
  findOfOrder: async (id) =>
    (await db.query<ShipmentRow>(`SELECT ${stateColumns} FROM shipments s WHERE s.order_id = $1 ORDER BY s.id`, [id])).map(toLoaded),
  findTracked: async ({ carrier, trackingNumber, eventId }) => {
    const [row] = await db.query<ShipmentRow & { known: boolean }>(
      `SELECT ${stateColumns}, EXISTS (SELECT 1 FROM shipment_events e WHERE e.carrier = $1 AND e.source_event_id = $3) AS known
       FROM shipments s WHERE s.carrier = $1 AND s.tracking_number = $2`,
      [carrier, trackingNumber, eventId],
    );
    return row === undefined ? undefined : { shipment: toLoaded(row), known: row.known };
  },
  save: (change, cause, scan) => addChanges(db.unit(cause), [change], { publish, cause, ...(scan === undefined ? {} : { scan }) }).commit(),
  saveAll: (changes, cause) => addChanges(db.unit(cause), changes, { publish, cause }).commit(),
  claimUnlabelled: async ({ at, until, limit }) => {
    const rows = await db.query<DueRow>(
      `UPDATE shipments s SET next_attempt_at = $2, attempts = s.attempts + 1
       FROM (SELECT id FROM shipments WHERE status = 'CREATED' AND next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED) due
       WHERE s.id = due.id
       RETURNING ${stateColumns}, s.cash_amount, s.cash_currency, s.sealed_address, s.attempts,
         (SELECT json_agg(p.weight_grams ORDER BY p.position) FROM packages p WHERE p.shipment_id = s.id) AS weights`,
      [at, until, limit],
    );
    return rows.map(toRequest);
  },
  postponeLabel: async (id, until, error) => {
    await db.query(`UPDATE shipments SET next_attempt_at = $2, last_error = $3 WHERE id = $1 AND status = 'CREATED'`, [id, until, error]);
  },
  claimQuiet: async ({ at, quietSince, limit }) => {
    const rows = await db.query<QuietRow>(
      `UPDATE shipments s SET checked_at = $1
       FROM (SELECT id FROM shipments WHERE status IN ${underWay} AND checked_at <= $2 ORDER BY checked_at LIMIT $3 FOR UPDATE SKIP LOCKED) quiet
       WHERE s.id = quiet.id
       RETURNING s.id, s.carrier, s.tracking_number`,
      [at, quietSince, limit],
    );
    return rows.map((row) => ({ id: idOf(row.id), carrier: row.carrier, trackingNumber: row.tracking_number }));
  },
  stuck: async (limits) => {
    const [counts] = await db.query<StuckCounts>(
      `SELECT count(*) FILTER (WHERE status = 'CREATED' AND created_at <= $1)::int AS unlabelled,
         count(*) FILTER (WHERE status = 'LABELLED' AND created_at <= $2)::int AS undispatched,
         count(*) FILTER (WHERE status NOT IN ('CREATED', 'LABELLED') AND estimated_to <= $3)::int AS overdue
       FROM shipments WHERE status = 'CREATED' OR status IN ${underWay}`,
      [limits.labelDueBefore, limits.dispatchDueBefore, limits.expectedBefore],
    );
    return counts ?? { unlabelled: 0, undispatched: 0, overdue: 0 };
  },
});
