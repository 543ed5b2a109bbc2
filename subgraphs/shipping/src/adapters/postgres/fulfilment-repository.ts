import type { Database, Unit } from '@marketplace/platform';
import type { Fulfilment, FulfilmentRepository, PaidOrder } from '../../application/ports';
import { addShipments, type Publish } from './shipment-writes';

type FulfilmentRow = {
  readonly version: number;
  readonly allocations: Fulfilment['allocations'] | null;
  readonly orders: Fulfilment['orders'];
};

const addOrder = (unit: Unit, paid: PaidOrder, planned: boolean): Unit =>
  unit.add(
    'INSERT INTO shipment_plans (order_id, checkout_id, order_paid, planned_at) VALUES ($1, $2, $3, CASE WHEN $4::boolean THEN now() END)',
    [paid.orderId, paid.checkoutId, JSON.stringify(paid), planned],
  );

/** Whoever writes the checkout's row second is stale: it reads again, and then knows what the first one said. */
const addCheckout = (
  unit: Unit,
  checkoutId: string,
  { known, allocations }: { known: Fulfilment | undefined; allocations: string | null },
): Unit =>
  known === undefined
    ? unit.add('INSERT INTO reservation_allocations (checkout_id, version, allocations) VALUES ($1, 1, $2)', [checkoutId, allocations])
    : unit.add(
        'UPDATE reservation_allocations SET version = version + 1, allocations = $3 WHERE checkout_id = $1 AND version = $2',
        [checkoutId, known.version, allocations],
        1,
      );

export const fulfilmentRepository = (db: Database, publish: Publish): FulfilmentRepository => ({
  find: async (checkoutId) => {
    const [row] = await db.query<FulfilmentRow>(
      `SELECT r.version, r.allocations,
         (SELECT coalesce(json_agg(json_build_object('paid', p.order_paid, 'planned', p.planned_at IS NOT NULL) ORDER BY p.order_id), '[]')
          FROM shipment_plans p WHERE p.checkout_id = r.checkout_id) AS orders
       FROM reservation_allocations r WHERE r.checkout_id = $1`,
      [checkoutId],
    );
    return row === undefined ? undefined : { version: row.version, allocations: row.allocations ?? undefined, orders: row.orders };
  },
  keepOrder: (paid, known, cause) =>
    addOrder(addCheckout(db.unit(cause), paid.checkoutId, { known, allocations: null }), paid, false).commit(),
  planOrder: (paid, shipments, cause) => addShipments(addOrder(db.unit(cause), paid, true), shipments, { publish, cause }).commit(),
  keepAllocations: async ({ checkoutId, allocations, shipments }, known, cause) => {
    const unit = addCheckout(db.unit(cause), checkoutId, { known, allocations: JSON.stringify(allocations) });
    if (shipments.length > 0)
      unit.add('UPDATE shipment_plans SET planned_at = now() WHERE checkout_id = $1 AND planned_at IS NULL', [checkoutId]);
    await addShipments(unit, shipments, { publish, cause }).commit();
  },
});
