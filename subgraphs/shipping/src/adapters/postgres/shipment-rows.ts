import { currency, idOf, instant, money, type Instant, type Money } from '@marketplace/kernel';
import type { LoadedShipment, ShipmentView } from '../../application/ports';
import type { Label, Service, Shipment, ShipmentItem } from '../../domain/shipment';

export type ShipmentRow = {
  readonly id: string;
  readonly version: number;
  readonly order_id: string;
  readonly checkout_id: string;
  readonly seller_id: string;
  readonly buyer_id: string;
  readonly warehouse_id: string;
  readonly status: Shipment['status'];
  readonly carrier: string;
  readonly service: Service;
  readonly tracking_number: string | null;
  readonly label_url: string | null;
  readonly estimated_from: Instant;
  readonly estimated_to: Instant;
  readonly last_sequence: number;
  readonly failed_deliveries: number;
  readonly end_reason: string | null;
  readonly correlation_id: string;
  readonly created_at: Instant;
  readonly shipped_at: Instant | null;
  readonly delivered_at: Instant | null;
};

/** The state, under the alias s; what a decision needs and no more. */
export const stateColumns = `s.id, s.version, s.order_id, s.checkout_id, s.seller_id, s.buyer_id, s.warehouse_id, s.status, s.carrier, s.service,
  s.tracking_number, s.label_url, s.estimated_from, s.estimated_to, s.last_sequence, s.failed_deliveries, s.end_reason, s.correlation_id,
  s.created_at, s.shipped_at, s.delivered_at`;

/** What a courier collects for a shipment, where it collects something. */
export type CashRow = { readonly cash_amount: bigint | null; readonly cash_currency: string | null };

export const toCash = ({ cash_amount: amount, cash_currency: code }: CashRow): { readonly cashDue?: Money } =>
  amount === null || code === null ? {} : { cashDue: money(amount, currency(code)) };

export type ViewRow = ShipmentRow & CashRow & { readonly items: readonly ShipmentItem[]; readonly weights: readonly number[] };

/** The state and what is in the parcel, in one row, so that a page of orders costs one statement. */
export const viewColumns = `${stateColumns}, s.cash_amount, s.cash_currency,
  (SELECT coalesce(json_agg(json_build_object('orderItemId', i.order_item_id, 'variantId', i.variant_id, 'quantity', i.quantity) ORDER BY i.position), '[]')
   FROM shipment_items i WHERE i.shipment_id = s.id) AS items,
  (SELECT coalesce(json_agg(p.weight_grams ORDER BY p.position), '[]') FROM packages p WHERE p.shipment_id = s.id) AS weights`;

const labelOf = (row: ShipmentRow): Label | undefined =>
  row.tracking_number === null ? undefined : { carrier: row.carrier, trackingNumber: row.tracking_number, labelUrl: row.label_url ?? '' };

const plannedOf = (row: ShipmentRow) => ({
  parties: {
    id: idOf<'Shipment'>(row.id),
    orderId: idOf<'Order'>(row.order_id),
    checkoutId: idOf<'Checkout'>(row.checkout_id),
    sellerId: idOf<'Seller'>(row.seller_id),
    buyerId: idOf<'User'>(row.buyer_id),
    warehouseId: idOf<'Warehouse'>(row.warehouse_id),
  },
  estimatedDelivery: { from: row.estimated_from, to: row.estimated_to },
});

const labelledOf = (row: ShipmentRow) => {
  const label = labelOf(row);
  if (label === undefined) throw new Error(`shipment ${row.id} is ${row.status} without a label`);
  return { ...plannedOf(row), label };
};

const underwayOf = (row: ShipmentRow) => ({
  ...labelledOf(row),
  dispatchedAt: instant(row.shipped_at ?? row.created_at),
  lastSequence: row.last_sequence,
  failedDeliveries: row.failed_deliveries,
});

const toState = (row: ShipmentRow): Shipment => {
  switch (row.status) {
    case 'CREATED':
      return { status: row.status, ...plannedOf(row) };
    case 'LABELLED':
      return { status: row.status, ...labelledOf(row) };
    case 'DISPATCHED':
    case 'IN_TRANSIT':
    case 'OUT_FOR_DELIVERY':
    case 'DELIVERY_ATTEMPTED':
      return { status: row.status, ...underwayOf(row) };
    case 'DELIVERED':
      return { status: row.status, ...underwayOf(row), deliveredAt: instant(row.delivered_at ?? row.created_at) };
    case 'FAILED':
      return { status: row.status, ...underwayOf(row), reason: row.end_reason ?? '' };
    case 'CANCELLED': {
      const label = labelOf(row);
      return { status: row.status, ...plannedOf(row), reason: row.end_reason ?? '', ...(label === undefined ? {} : { label }) };
    }
  }
};

export const toLoaded = (row: ShipmentRow): LoadedShipment => ({
  version: row.version,
  state: toState(row),
  correlationId: row.correlation_id,
});

export const toView = (row: ViewRow): ShipmentView => ({
  version: row.version,
  state: toState(row),
  carrier: row.carrier,
  service: row.service,
  items: row.items,
  weightsGrams: row.weights,
  ...toCash(row),
});
