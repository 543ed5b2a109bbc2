import { money } from '@marketplace/kernel';
import { columnsOf, pickColumns, nestedRows, parseNested, parseRows, nonNull, type Row } from '@marketplace/platform';
import type { FoundShipment, ShipmentView } from '../../application/ports';
import type { Label, Shipment } from '../../domain/shipment';
import { Packages, ShipmentItems, Shipments } from './tables';

type ShipmentRow = Row<typeof Shipments>;
type ViewRow = ShipmentRow & { readonly items: readonly object[]; readonly weights: readonly object[] };

/** The select list of shipments, for the table alias `s`. */
export const shipmentColumns = columnsOf(Shipments, 's');

const Weights = pickColumns(Packages, 'weightGrams');
export const weights = `${nestedRows(Weights, 'p', { where: 'p.shipment_id = s.id', order: 'p.position' })} AS weights`;
const items = `${nestedRows(ShipmentItems, 'i', { where: 'i.shipment_id = s.id', order: 'i.position' })} AS items`;

/** The shipment with its items and weights in one row, so that a page of orders costs one statement. */
export const viewColumns = `${shipmentColumns}, ${items}, ${weights}`;

const plannedOf = ({ id, orderId, checkoutId, sellerId, buyerId, warehouseId, estimatedFrom: from, estimatedTo: to }: ShipmentRow) => ({
  parties: { id, orderId, checkoutId, sellerId, buyerId, warehouseId },
  estimatedDelivery: { from, to },
});

const labelOf = (row: ShipmentRow): Label => ({
  carrier: row.carrier,
  trackingNumber: nonNull(Shipments, row, 'trackingNumber'),
  labelUrl: nonNull(Shipments, row, 'labelUrl'),
});

const dispatchedOf = (row: ShipmentRow) => ({
  ...plannedOf(row),
  label: labelOf(row),
  dispatchedAt: nonNull(Shipments, row, 'shippedAt'),
  lastSequence: row.lastSequence,
  failedDeliveries: row.failedDeliveries,
});

const stateOf = (row: ShipmentRow): Shipment => {
  switch (row.status) {
    case 'CREATED':
      return { status: row.status, ...plannedOf(row) };
    case 'LABELLED':
      return { status: row.status, ...plannedOf(row), label: labelOf(row) };
    case 'DISPATCHED':
    case 'IN_TRANSIT':
    case 'OUT_FOR_DELIVERY':
    case 'DELIVERY_ATTEMPTED':
      return { status: row.status, ...dispatchedOf(row) };
    case 'DELIVERED':
      return { status: row.status, ...dispatchedOf(row), deliveredAt: nonNull(Shipments, row, 'deliveredAt') };
    case 'FAILED':
      return { status: row.status, ...dispatchedOf(row), reason: nonNull(Shipments, row, 'endReason') };
    case 'CANCELLED': {
      const label = row.trackingNumber === null ? {} : { label: labelOf(row) };
      return { status: row.status, ...plannedOf(row), reason: nonNull(Shipments, row, 'endReason'), ...label };
    }
  }
};

const foundOf = (row: ShipmentRow): FoundShipment => {
  const { version, announced, carrier, service, correlationId, sealedAddress, cashAmount } = row;
  const cashDue = cashAmount === null ? undefined : money(cashAmount, nonNull(Shipments, row, 'cashCurrency'));
  return { version, announced, state: stateOf(row), carrier, service, correlationId, sealedAddress, cashDue };
};

/** Parses rows selected with `shipmentColumns`. */
export const parseShipments = (rows: readonly object[]): readonly FoundShipment[] => parseRows(Shipments, rows).map(foundOf);

/** Parses the weights of a shipment's packages. */
export const parseWeights = (stored: readonly object[]): readonly number[] =>
  parseNested(Weights, stored).map(({ weightGrams }) => weightGrams);

/** Parses rows selected with `viewColumns`. */
export const parseViews = (rows: readonly object[]): readonly ShipmentView[] =>
  (parseRows(Shipments, rows) as readonly ViewRow[]).map((row) => ({
    ...foundOf(row),
    items: parseNested(ShipmentItems, row.items).map(({ orderItemId, variantId, quantity }) => ({ orderItemId, variantId, quantity })),
    weightsGrams: parseWeights(row.weights),
  }));
