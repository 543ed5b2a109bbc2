import { defined } from '@marketplace/kernel';
import { History, nestedRows, parseNested, type Database, type Row } from '@marketplace/platform';
import type { ShipmentViews, TrackingEntry } from '../../application/ports';
import { statusOfScan } from '../../domain/scan';
import { isFinal, type ShipmentEvent, type ShipmentStatus } from '../../domain/shipment';
import { parseViews, viewColumns } from './shipment-rows';

/** An entry shows the status of its event. A late scan shows its own status, not the current status of the shipment. */
const entryOf = (row: Row<typeof History>): TrackingEntry => {
  // The shipment store records the event and the status after it.
  const [event, status] = [row.event as ShipmentEvent, row.after as ShipmentStatus];
  const { version, at } = row;
  const entry = { version, status, isLast: isFinal(status), at };
  if (!('scan' in event)) return entry;
  const { location, description } = event.scan;
  const shown = event.type === 'ShipmentFailed' ? status : statusOfScan(event.scan.status);
  return { ...entry, status: shown, ...defined({ location, description }) };
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
    return new Map([...Map.groupBy(rows, ({ aggregateId }) => aggregateId)].map(([id, entries]) => [id, entries.map(entryOf)]));
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
