import { actorRef, type Cause } from '@marketplace/kernel';
import type { Unit } from '@marketplace/platform';
import type { CheckoutOrders, OrderChange, Versioned } from '../../application/ports';
import { evolve, type Order, type OrderEvent } from '../../domain/order';
import { discountsJson, shippingJson, snapshotOf } from './order-rows';

/** An event with the state before and after it, and the version that it makes. */
export type Step = {
  readonly orderId: string;
  readonly event: OrderEvent;
  readonly before: Order | undefined;
  readonly after: Order;
  readonly version: number;
};

export const stepsOf = ({ order, events }: OrderChange): readonly Step[] => {
  let state = order.state;
  return events.map((event, position) => {
    const before = state;
    state = evolve(state, event);
    return { orderId: state.terms.id, event, before, after: state, version: order.version + position + 1 };
  });
};

/** The one step of an order that begins. */
export const firstStep = (order: Order): Step => ({
  orderId: order.terms.id,
  event: { type: 'OrderCreated', terms: order.terms },
  before: undefined,
  after: order,
  version: 1,
});

const reasonOf = (event: OrderEvent): string | null => ('reason' in event ? event.reason : null);
const timeOf = (event: OrderEvent): string => ('at' in event ? event.at : event.terms.createdAt);
/** The terms are in the order's own row and items; repeating them in the history would only be a second truth. */
const historyJson = (event: OrderEvent): string => JSON.stringify(event.type === 'OrderCreated' ? { type: event.type } : event);

export const addHistory = (unit: Unit, steps: readonly Step[], cause: Cause): Unit =>
  unit.addRows(
    `INSERT INTO order_status_history (order_id, version, event_type, event, from_status, to_status, reason, changed_by, changed_at)
     SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])`,
    [
      steps.map((step) => step.orderId),
      steps.map((step) => step.version),
      steps.map((step) => step.event.type),
      steps.map((step) => historyJson(step.event)),
      steps.map((step) => step.before?.status ?? null),
      steps.map((step) => step.after.status),
      steps.map((step) => reasonOf(step.event)),
      steps.map(() => actorRef(cause.actor)),
      steps.map((step) => timeOf(step.event)),
    ],
  );

type Written = { readonly from: number; readonly after: Versioned<Order>; readonly events: readonly OrderEvent[] };

const addStates = (unit: Unit, written: readonly Written[]): Unit => {
  const states = written.map(({ after }) => after.state);
  return unit.addRows(
    `UPDATE orders o SET version = w.next, status = w.status, parcel_count = w.parcel_count, cancel_reason = w.cancel_reason,
       delivered_at = coalesce(w.delivered_at, o.delivered_at), announced = w.announced, updated_at = now()
     FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::int[], $6::text[], $7::timestamptz[], $8::int[])
       AS w (id, before, next, status, parcel_count, cancel_reason, delivered_at, announced)
     WHERE o.id = w.id AND o.version = w.before`,
    [
      states.map((state) => state.terms.id),
      written.map(({ from }) => from),
      written.map(({ after }) => after.version),
      states.map((state) => state.status),
      states.map((state) => ('parcelCount' in state ? state.parcelCount : 0)),
      states.map((state) => (state.status === 'CANCELLED' ? state.reason : null)),
      states.map((state) => (state.status === 'DELIVERED' ? state.deliveredAt : null)),
      written.map(({ after }) => after.announced),
    ],
    written.length,
  );
};

type Settling = Extract<OrderEvent, { type: 'OrderPaid' | 'CashOnDeliveryOrderPlaced' }>;

const isSettling = (event: OrderEvent): event is Settling => event.type === 'OrderPaid' || event.type === 'CashOnDeliveryOrderPlaced';

const addPayments = (unit: Unit, written: readonly Written[]): Unit => {
  const settled = written.flatMap(({ after, events }) => events.filter(isSettling).map((event) => ({ event, terms: after.state.terms })));
  return settled.length === 0
    ? unit
    : unit.addRows(
        `INSERT INTO order_payments (order_id, payment_id, amount, status, created_at)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::timestamptz[])`,
        [
          settled.map(({ terms }) => terms.id),
          settled.map(({ event }) => event.paymentId),
          settled.map(({ terms }) => terms.total.amount),
          settled.map(({ event }) => (event.type === 'OrderPaid' ? 'CAPTURED' : 'CASH_DUE')),
          settled.map(({ event }) => event.at),
        ],
      );
};

const addParcels = (unit: Unit, written: readonly Written[]): Unit => {
  const parcels = written.flatMap(({ after: { state }, events }) => {
    const touched = new Set(events.flatMap((event) => ('shipmentId' in event ? [event.shipmentId] : [])));
    const known = 'parcels' in state ? state.parcels : [];
    return known.filter((parcel) => touched.has(parcel.shipmentId)).map((parcel) => ({ ...parcel, orderId: state.terms.id }));
  });
  return parcels.length === 0
    ? unit
    : unit.addRows(
        `INSERT INTO order_shipments (order_id, shipment_id, status) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[])
         ON CONFLICT (order_id, shipment_id) DO UPDATE SET status = excluded.status`,
        [parcels.map((parcel) => parcel.orderId), parcels.map((parcel) => parcel.shipmentId), parcels.map((parcel) => parcel.status)],
      );
};

/** A change, and the order after it. */
export type Changed = OrderChange & { readonly after: Versioned<Order> };

/** Adds what happened to orders: their state by compare-and-swap, and what refers to payments and parcels. */
export const addChanges = (unit: Unit, changes: readonly Changed[]): void => {
  const written = changes.map(({ order, events, after }) => ({ from: order.version, after, events }));
  addParcels(addPayments(addStates(unit, written), written), written);
};

export const addCreated = (unit: Unit, orders: readonly Order[]): Unit => {
  const terms = orders.map((order) => order.terms);
  unit.addRows(
    `INSERT INTO orders (id, version, announced, order_number, checkout_id, buyer_id, seller_id, status, order_type, currency, total_amount, tax_amount, shipping,
       country_code, sealed_address, created_at)
     SELECT id, 1, 1, order_number, checkout_id, buyer_id, seller_id, 'CREATED', order_type, currency, total_amount, tax_amount, shipping, country_code,
       sealed_address, created_at
     FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::jsonb[], $11::text[],
       $12::text[], $13::timestamptz[])
       AS o (id, order_number, checkout_id, buyer_id, seller_id, order_type, currency, total_amount, tax_amount, shipping, country_code, sealed_address, created_at)`,
    [
      terms.map((t) => t.id),
      terms.map((t) => t.orderNumber),
      terms.map((t) => t.checkoutId),
      terms.map((t) => t.buyerId),
      terms.map((t) => t.sellerId),
      terms.map((t) => t.kind),
      terms.map((t) => t.currency),
      terms.map((t) => t.total.amount),
      terms.map((t) => t.tax.amount),
      terms.map((t) => shippingJson(t.shipping)),
      terms.map((t) => t.countryCode),
      terms.map((t) => t.sealedAddress),
      terms.map((t) => t.createdAt),
    ],
  );
  const items = terms.flatMap((t) => t.items.map((item, position) => ({ item, position, orderId: t.id })));
  return unit.addRows(
    `INSERT INTO order_items (id, order_id, position, product_snapshot_json, price_snapshot, quantity, total_amount, discount_amount, discounts, tax_amount)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::jsonb[], $5::bigint[], $6::int[], $7::bigint[], $8::bigint[], $9::jsonb[], $10::bigint[])`,
    [
      items.map(({ item }) => item.id),
      items.map(({ orderId }) => orderId),
      items.map(({ position }) => position),
      items.map(({ item }) => JSON.stringify(snapshotOf(item))),
      items.map(({ item }) => item.unitPrice.amount),
      items.map(({ item }) => item.quantity),
      items.map(({ item }) => item.total.amount),
      items.map(({ item }) => item.discount.amount),
      items.map(({ item }) => JSON.stringify(discountsJson(item.discounts))),
      items.map(({ item }) => item.tax.amount),
    ],
  );
};

/** The checkout's own row decides a race between making its orders and cancelling them: one of the two starts over. */
type CheckoutRow = { readonly checkoutId: string; readonly known: CheckoutOrders | undefined; readonly status: CheckoutOrders['status'] };

export const addCheckout = (unit: Unit, { checkoutId, known, status }: CheckoutRow): Unit =>
  known === undefined
    ? unit.addRows('INSERT INTO checkout_orders (checkout_id, status, version) SELECT *, 1 FROM unnest($1::uuid[], $2::text[])', [
        [checkoutId],
        [status],
      ])
    : unit.addRows(
        `UPDATE checkout_orders c SET status = w.status, version = c.version + 1
         FROM unnest($1::uuid[], $2::int[], $3::text[]) AS w (id, before, status) WHERE c.checkout_id = w.id AND c.version = w.before`,
        [[checkoutId], [known.version], [status]],
        1,
      );
