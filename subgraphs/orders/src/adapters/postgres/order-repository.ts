import { actorRef, idOf, moneyToJson, type Cause, type OrderId } from '@marketplace/kernel';
import type { Database, OutgoingEvent, Unit } from '@marketplace/platform';
import type { CheckoutOrders, OrderChange, OrderRepository, Versioned } from '../../application/ports';
import { evolve, type Order, type OrderEvent } from '../../domain/order';
import { selectOrders, snapshotOf, toOrder, type OrderRow } from './order-rows';

/** Turns what happened to an order into what the world is told of it; given by main.ts, from the nats adapter. */
export type Publications = {
  readonly ofOrder: (order: Order, event: OrderEvent, version: number) => readonly OutgoingEvent[];
  readonly creationRejected: (checkoutId: string, version: number, reason: 'checkout-cancelled' | 'invalid-amounts') => OutgoingEvent;
  readonly checkoutCancelled: (checkoutId: string, version: number) => OutgoingEvent;
};

type Step = { readonly event: OrderEvent; readonly before: Order | undefined; readonly after: Order; readonly version: number };

/** Each event with the state before and after it, and the version that it makes. */
const stepsOf = (order: Versioned<Order>, events: readonly OrderEvent[]): readonly Step[] => {
  let state = order.state;
  return events.map((event, position) => {
    const before = state;
    state = evolve(state, event);
    return { event, before, after: state, version: order.version + position + 1 };
  });
};

const reasonOf = (event: OrderEvent): string | null => ('reason' in event ? event.reason : null);
const timeOf = (event: OrderEvent): string => ('at' in event ? event.at : event.terms.createdAt);
/** The terms are in the order's own row and items; repeating them in the history would only be a second truth. */
const historyJson = (event: OrderEvent): string => JSON.stringify(event.type === 'OrderCreated' ? { type: event.type } : event);

const addHistory = (unit: Unit, steps: readonly (Step & { readonly orderId: string })[], cause: Cause): Unit =>
  unit.add(
    `INSERT INTO order_status_history (order_id, version, event_type, event, from_status, to_status, reason, changed_by, changed_at)
     SELECT order_id, version, event_type, event, from_status, to_status, reason, $8, changed_at
     FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $9::timestamptz[])
       AS h (order_id, version, event_type, event, from_status, to_status, reason, changed_at)`,
    [
      steps.map((step) => step.orderId),
      steps.map((step) => step.version),
      steps.map((step) => step.event.type),
      steps.map((step) => historyJson(step.event)),
      steps.map((step) => step.before?.status ?? null),
      steps.map((step) => step.after.status),
      steps.map((step) => reasonOf(step.event)),
      actorRef(cause.actor),
      steps.map((step) => timeOf(step.event)),
    ],
  );

const addState = (unit: Unit, { order, from, to }: { readonly order: Order; readonly from: number; readonly to: number }): Unit =>
  unit.add(
    `UPDATE orders SET version = $3, status = $4, parcel_count = $5, cancel_reason = $6, delivered_at = coalesce($7, delivered_at), updated_at = now()
     WHERE id = $1 AND version = $2`,
    [
      order.terms.id,
      from,
      to,
      order.status,
      'parcelCount' in order ? order.parcelCount : 0,
      order.status === 'CANCELLED' ? order.reason : null,
      order.status === 'DELIVERED' ? order.deliveredAt : null,
    ],
    1,
  );

const addReferences = (unit: Unit, order: Order, events: readonly OrderEvent[]): Unit => {
  const { id } = order.terms;
  const paid = events.find((event) => event.type === 'OrderPaid');
  if (paid !== undefined) {
    unit.add(`INSERT INTO order_payments (order_id, payment_id, amount, status, created_at) VALUES ($1, $2, $3, 'CAPTURED', $4)`, [
      id,
      paid.paymentId,
      order.terms.total.amount,
      paid.at,
    ]);
  }
  const touched = new Set(events.flatMap((event) => ('shipmentId' in event ? [event.shipmentId] : [])));
  const parcels = 'parcels' in order ? order.parcels.filter((parcel) => touched.has(parcel.shipmentId)) : [];
  return parcels.length === 0
    ? unit
    : unit.add(
        `INSERT INTO order_shipments (order_id, shipment_id, status) SELECT $1, id, status FROM unnest($2::uuid[], $3::text[]) AS parcel (id, status)
         ON CONFLICT (order_id, shipment_id) DO UPDATE SET status = excluded.status`,
        [id, parcels.map((parcel) => parcel.shipmentId), parcels.map((parcel) => parcel.status)],
      );
};

const addCreated = (unit: Unit, orders: readonly Order[]): Unit => {
  const terms = orders.map((order) => order.terms);
  unit.add(
    `INSERT INTO orders (id, version, order_number, checkout_id, buyer_id, seller_id, status, currency, total_amount, tax_amount, shipping, country_code, sealed_address, created_at)
     SELECT id, 1, order_number, checkout_id, buyer_id, seller_id, 'CREATED', currency, total_amount, tax_amount, shipping, country_code, sealed_address, created_at
     FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::bigint[], $9::jsonb[], $10::text[], $11::text[], $12::timestamptz[])
       AS o (id, order_number, checkout_id, buyer_id, seller_id, currency, total_amount, tax_amount, shipping, country_code, sealed_address, created_at)`,
    [
      terms.map((t) => t.id),
      terms.map((t) => t.orderNumber),
      terms.map((t) => t.checkoutId),
      terms.map((t) => t.buyerId),
      terms.map((t) => t.sellerId),
      terms.map((t) => t.currency),
      terms.map((t) => t.total.amount),
      terms.map((t) => t.tax.amount),
      terms.map((t) => JSON.stringify({ ...t.shipping, price: moneyToJson(t.shipping.price) })),
      terms.map((t) => t.countryCode),
      terms.map((t) => t.sealedAddress),
      terms.map((t) => t.createdAt),
    ],
  );
  const items = terms.flatMap((t) => t.items.map((item, position) => ({ item, position, orderId: t.id })));
  return unit.add(
    `INSERT INTO order_items (id, order_id, position, product_snapshot_json, price_snapshot, quantity, total_amount, tax_amount)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::jsonb[], $5::bigint[], $6::int[], $7::bigint[], $8::bigint[])`,
    [
      items.map(({ item }) => item.id),
      items.map(({ orderId }) => orderId),
      items.map(({ position }) => position),
      items.map(({ item }) => JSON.stringify(snapshotOf(item))),
      items.map(({ item }) => item.unitPrice.amount),
      items.map(({ item }) => item.quantity),
      items.map(({ item }) => item.total.amount),
      items.map(({ item }) => item.tax.amount),
    ],
  );
};

/** The checkout's own row decides a race between making its orders and cancelling them: one of the two starts over. */
type CheckoutRow = { readonly checkoutId: string; readonly known: CheckoutOrders | undefined; readonly status: CheckoutOrders['status'] };

const addCheckout = (unit: Unit, { checkoutId, known, status }: CheckoutRow): Unit =>
  known === undefined
    ? unit.add('INSERT INTO checkout_orders (checkout_id, status, version) VALUES ($1, $2, 1)', [checkoutId, status])
    : unit.add(
        'UPDATE checkout_orders SET status = $3, version = version + 1 WHERE checkout_id = $1 AND version = $2',
        [checkoutId, known.version, status],
        1,
      );

export const orderRepository = (db: Database, publications: Publications): OrderRepository => {
  const addChange = (unit: Unit, { order, events }: OrderChange): readonly (Step & { readonly orderId: OrderId })[] => {
    const { id } = order.state.terms;
    const steps = stepsOf(order, events).map((step) => ({ ...step, orderId: id }));
    const after = steps.at(-1)?.after ?? order.state;
    addReferences(addState(unit, { order: after, from: order.version, to: order.version + events.length }), after, events);
    unit.publish(...steps.flatMap((step) => publications.ofOrder(step.after, step.event, step.version)));
    return steps;
  };
  return {
    find: async (id) => {
      const [row] = await db.query<OrderRow>(`${selectOrders} WHERE o.id = $1`, [id]);
      return row === undefined ? undefined : toOrder(row);
    },
    findAll: async (ids) => (await db.query<OrderRow>(`${selectOrders} WHERE o.id = ANY ($1) ORDER BY o.id`, [ids])).map(toOrder),
    findOfCheckout: async (id) => {
      const [checkout] = await db.query<{ status: CheckoutOrders['status']; version: number }>(
        'SELECT status, version FROM checkout_orders WHERE checkout_id = $1',
        [id],
      );
      if (checkout === undefined) return undefined;
      const rows = await db.query<OrderRow>(`${selectOrders} WHERE o.checkout_id = $1 ORDER BY o.id`, [id]);
      return { ...checkout, orders: rows.map(toOrder) };
    },
    saveAll: async (changes, cause) => {
      const unit = db.unit(cause);
      await addHistory(
        unit,
        changes.flatMap((change) => addChange(unit, change)),
        cause,
      ).commit();
    },
    createAll: async (checkoutId, orders, cause) => {
      const unit = addCreated(addCheckout(db.unit(cause), { checkoutId, known: undefined, status: 'open' }), orders);
      const steps = orders.map((order) => ({
        event: { type: 'OrderCreated', terms: order.terms } as const,
        before: undefined,
        after: order,
        version: 1,
        orderId: order.terms.id,
      }));
      unit.publish(...steps.flatMap((step) => publications.ofOrder(step.after, step.event, 1)));
      await addHistory(unit, steps, cause).commit();
    },
    rejectCreation: async ({ checkoutId, known, reason }, cause) => {
      const version = (known?.version ?? 0) + 1;
      await addCheckout(db.unit(cause), { checkoutId, known, status: known?.status ?? 'rejected' })
        .publish(publications.creationRejected(checkoutId, version, reason))
        .commit();
    },
    cancelCheckout: async ({ checkoutId, known, changes }, cause) => {
      const unit = addCheckout(db.unit(cause), { checkoutId, known, status: 'cancelled' });
      const steps = changes.flatMap((change) => addChange(unit, change));
      unit.publish(publications.checkoutCancelled(checkoutId, (known?.version ?? 0) + 1));
      await (steps.length === 0 ? unit : addHistory(unit, steps, cause)).commit();
    },
    unpaidSince: async (before, limit) => {
      const rows = await db.query<{ id: string }>(
        `SELECT id FROM orders WHERE status IN ('CREATED', 'CONFIRMED') AND created_at <= $1 ORDER BY created_at LIMIT $2`,
        [before, limit],
      );
      return rows.map((row) => idOf(row.id));
    },
    deliveredBefore: async (before, limit) => {
      const rows = await db.query<{ id: string }>(
        `SELECT id FROM orders WHERE status = 'DELIVERED' AND delivered_at <= $1 ORDER BY delivered_at LIMIT $2`,
        [before, limit],
      );
      return rows.map((row) => idOf(row.id));
    },
  };
};
