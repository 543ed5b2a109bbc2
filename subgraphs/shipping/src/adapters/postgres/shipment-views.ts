import { defined } from '@marketplace/kernel';
import { History, nestedRows, parseNested, type Database, type Row } from '@marketplace/platform';
import type { ShipmentViews, TrackingEntry } from '../../application/ports';
import { statusOfScan } from '../../domain/scan';
import { isFinal, type ShipmentEvent, type ShipmentStatus } from '../../domain/shipment';
import { parseViews, viewColumns } from './shipment-rows';

/** A line shows what its event says: a late scan has its own status, whatever the shipment has become meanwhile. */
const entryOf = (row: Row<typeof History>): TrackingEntry => {
  // Written by the shipment store, which records events of shipments and the status after each.
  const [event, status] = [row.event as ShipmentEvent, row.after as ShipmentStatus];
  const { version, at } = row;
  const line = { version, status, isLast: isFinal(status), at };
  if (!('scan' in event)) return line;
  const { location, description } = event.scan;
  const shown = event.type === 'ShipmentFailed' ? status : statusOfScan(event.scan.status);
  return { ...line, status: shown, ...defined({ location, description }) };
};

const historyAfter = nestedRows(History, 'h', {
  where: `h.aggregate_type = 'Shipment' AND h.aggregate_id = s.id AND h.version > $2`,
  order: 'h.version',
});

export const shipmentViews = (db: Database): ShipmentViews => ({
  byIds: async (ids) => parseViews(await db.query(`SELECT ${viewColumns} FROM shipments s WHERE s.id = ANY ($1)`, [ids])),
  ofOrders: async (ids) =>
    parseViews(await db.query(`SELECT ${viewColumns} FROM shipments s WHERE s.order_id = ANY ($1) ORDER BY s.id`, [ids])),
  tracking: async (ids) => {
    const order = 'ORDER BY aggregate_id, version';
    const rows = await db.select(History, `WHERE aggregate_type = 'Shipment' AND aggregate_id = ANY ($1) ${order}`, [ids]);
    const byShipment = new Map<string, TrackingEntry[]>(ids.map((id) => [id, []]));
    for (const row of rows) byShipment.get(row.aggregateId)?.push(entryOf(row));
    return byShipment;
  },
  trackingAfter: async (id, version) => {
    const rows = await db.query<{ readonly history: readonly object[] }>(
      `SELECT ${viewColumns}, ${historyAfter} AS history FROM shipments s WHERE s.id = $1`,
      [id, version],
    );
    const [[row], [shipment]] = [rows, parseViews(rows)];
    if (row === undefined || shipment === undefined) return [];
    return parseNested(History, row.history).map((entry) => ({ ...entryOf(entry), shipment }));
  },
});
