import type { Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { ShipmentViews, TrackingEntry } from '../../application/ports';
import { isFinal, type ShipmentStatus } from '../../domain/shipment';
import { toView, viewColumns, type ViewRow } from './shipment-rows';

type TrackingRow = {
  readonly shipment_id: string;
  readonly sequence: number;
  readonly told: ShipmentStatus;
  readonly status_after: ShipmentStatus;
  readonly location: string | null;
  readonly description: string | null;
  readonly occurred_at: Instant;
};

const trackingColumns = 'e.shipment_id, e.sequence, e.status AS told, e.status_after, e.location, e.description, e.occurred_at';

const toEntry = (row: TrackingRow): TrackingEntry => ({
  version: row.sequence,
  status: row.told,
  final: isFinal(row.status_after),
  at: row.occurred_at,
  ...(row.location === null ? {} : { location: row.location }),
  ...(row.description === null ? {} : { description: row.description }),
});

export const shipmentViews = (db: Database): ShipmentViews => ({
  byIds: async (ids) => (await db.query<ViewRow>(`SELECT ${viewColumns} FROM shipments s WHERE s.id = ANY ($1)`, [ids])).map(toView),
  ofOrders: async (ids) =>
    (await db.query<ViewRow>(`SELECT ${viewColumns} FROM shipments s WHERE s.order_id = ANY ($1) ORDER BY s.id`, [ids])).map(toView),
  tracking: async (ids) => {
    const rows = await db.query<TrackingRow>(
      `SELECT ${trackingColumns} FROM shipment_events e WHERE e.shipment_id = ANY ($1) ORDER BY e.shipment_id, e.sequence`,
      [ids],
    );
    const byShipment = new Map<string, TrackingEntry[]>(ids.map((id) => [id, []]));
    for (const row of rows) byShipment.get(row.shipment_id)?.push(toEntry(row));
    return byShipment;
  },
  trackingAfter: async (id, version) => {
    const rows = await db.query<TrackingRow & ViewRow>(
      `SELECT ${trackingColumns}, ${viewColumns} FROM shipment_events e JOIN shipments s ON s.id = e.shipment_id
       WHERE e.shipment_id = $1 AND e.sequence > $2 ORDER BY e.sequence`,
      [id, version],
    );
    return rows.map((row) => ({ ...toEntry(row), shipment: toView(row) }));
  },
});
