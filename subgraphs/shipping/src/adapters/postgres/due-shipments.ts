import { rowSource, type Database, type Row } from '@marketplace/platform';
import type { Carriers, DueShipments, StaleShipment, StuckCounts } from '../../application/ports';
import { parseShipments, parseWeights, shipmentColumns, weights } from './shipment-rows';
import { CarrierIntegrations, type Shipments } from './tables';

type DueRow = Row<typeof Shipments> & { readonly weights: readonly object[] };

const activeStatuses = `('LABELLED', 'DISPATCHED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERY_ATTEMPTED')`;

export const dueShipments = (db: Database): DueShipments => ({
  claimUnlabelled: async ({ at, until, limit }) => {
    const rows = await db.query<DueRow>(
      `UPDATE shipments s SET next_attempt_at = $2, attempts = s.attempts + 1
       FROM (SELECT id FROM shipments WHERE status = 'CREATED' AND next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED) due
       WHERE s.id = due.id
       RETURNING ${shipmentColumns}, ${weights}`,
      [at, until, limit],
    );
    return rows.flatMap((row) =>
      parseShipments([row]).map((shipment) => ({ shipment, weightsGrams: parseWeights(row.weights), attempts: row.attempts })),
    );
  },
  postponeLabel: async (id, until, error) => {
    await db.query(`UPDATE shipments SET next_attempt_at = $2, last_error = $3 WHERE id = $1 AND status = 'CREATED'`, [id, until, error]);
  },
  claimStale: ({ at, checkedBefore, limit }) =>
    db.query<StaleShipment>(
      `UPDATE shipments s SET checked_at = $1
       FROM (SELECT id FROM shipments WHERE status IN ${activeStatuses} AND checked_at <= $2 ORDER BY checked_at LIMIT $3 FOR UPDATE SKIP LOCKED) stale
       WHERE s.id = stale.id
       RETURNING s.id, s.carrier, s.tracking_number AS "trackingNumber"`,
      [at, checkedBefore, limit],
    ),
  countStuck: async ({ labelDueBefore, dispatchDueBefore, expectedBefore }) => {
    const [counts] = await db.query<StuckCounts>(
      `SELECT count(*) FILTER (WHERE status = 'CREATED' AND created_at <= $1)::int AS unlabelled,
         count(*) FILTER (WHERE status = 'LABELLED' AND created_at <= $2)::int AS undispatched,
         count(*) FILTER (WHERE status NOT IN ('CREATED', 'LABELLED') AND estimated_to <= $3)::int AS overdue
       FROM shipments WHERE status = 'CREATED' OR status IN ${activeStatuses}`,
      [labelDueBefore, dispatchDueBefore, expectedBefore],
    );
    if (counts === undefined) throw new Error('a count returned no row');
    return counts;
  },
});

const health = rowSource(CarrierIntegrations, ['carrierName', 'apiEndpoint', 'lastSuccessAt', 'lastFailureAt', 'lastError'], {
  alias: 'h',
});

/** Stores the time of a carrier's last success, and the time and reason of its last failure. */
export const carrierHealth =
  (db: Database): Carriers['report'] =>
  async (reports) => {
    const rows = reports.map(({ carrier, hasSucceeded, error, at }) => ({
      carrierName: carrier.name,
      apiEndpoint: carrier.endpoint,
      lastSuccessAt: hasSucceeded ? at : null,
      lastFailureAt: error === undefined ? null : at,
      lastError: error ?? null,
    }));
    await db.query(
      `INSERT INTO carrier_integrations AS known (${health.columns.join(', ')}) SELECT ${health.columns.join(', ')} FROM ${health.sql}
       ON CONFLICT (carrier_name) DO UPDATE SET api_endpoint = excluded.api_endpoint,
         last_success_at = coalesce(excluded.last_success_at, known.last_success_at),
         last_failure_at = coalesce(excluded.last_failure_at, known.last_failure_at),
         last_error = coalesce(excluded.last_error, known.last_error)`,
      health.params(rows),
    );
  };
