import { LRUCache } from 'lru-cache';
import { coalesced, type Database, type Unit } from '@marketplace/platform';
import type { Fulfilment, FulfilmentRepository, PaidOrder } from '../../application/ports';
import type { Allocation } from '../../domain/split';
import { addShipments, type Publish } from './shipment-writes';

type FulfilmentRow = {
  readonly checkout_id: string;
  readonly version: number;
  readonly allocations: Fulfilment['allocations'] | null;
  readonly orders: Fulfilment['orders'];
};

const addOrder = (unit: Unit, paid: PaidOrder, planned: boolean): Unit =>
  unit.addRows(
    `INSERT INTO shipment_plans (order_id, checkout_id, order_paid, planned_at)
     SELECT order_id, checkout_id, order_paid, CASE WHEN planned THEN now() END
     FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::boolean[]) AS plan (order_id, checkout_id, order_paid, planned)`,
    [[paid.orderId], [paid.checkoutId], [JSON.stringify(paid)], [planned]],
  );

type Change = { readonly known: Fulfilment | undefined; readonly allocations: readonly Allocation[] | undefined };

/** Whoever writes the checkout's row second is stale: it reads again, and then knows what the first one said. */
const addCheckout = (unit: Unit, checkoutId: string, { known, allocations }: Change): Unit => {
  const json = allocations === undefined ? null : JSON.stringify(allocations);
  return known === undefined
    ? unit.addRows(
        'INSERT INTO reservation_allocations (checkout_id, version, allocations) SELECT id, 1, a FROM unnest($1::uuid[], $2::jsonb[]) AS r (id, a)',
        [[checkoutId], [json]],
      )
    : unit.addRows(
        `UPDATE reservation_allocations r SET version = r.version + 1, allocations = w.allocations
         FROM unnest($1::uuid[], $2::int[], $3::jsonb[]) AS w (id, before, allocations) WHERE r.checkout_id = w.id AND r.version = w.before`,
        [[checkoutId], [known.version], [json]],
        1,
      );
};

/** A checkout's parts speak within moments of each other. */
const room = 5_000;

export const fulfilmentRepository = (db: Database, publish: Publish): FulfilmentRepository => {
  // As this process wrote them last. What another replica adds makes the next write stale, and then it is read.
  const memory = new LRUCache<string, Fulfilment>({ max: room });
  const read = coalesced(async (ids) => {
    const rows = await db.query<FulfilmentRow>(
      `SELECT r.checkout_id, r.version, r.allocations,
         (SELECT coalesce(json_agg(json_build_object('paid', p.order_paid, 'planned', p.planned_at IS NOT NULL) ORDER BY p.order_id), '[]')
          FROM shipment_plans p WHERE p.checkout_id = r.checkout_id) AS orders
       FROM reservation_allocations r WHERE r.checkout_id = ANY ($1)`,
      [ids],
    );
    return new Map(
      rows.map(({ checkout_id, version, allocations, orders }): [string, Fulfilment] => [
        checkout_id,
        { version, allocations: allocations ?? undefined, orders },
      ]),
    );
  });
  const commit = async (unit: Unit, checkoutId: string, after: Fulfilment): Promise<void> => {
    try {
      await unit.commit(() => {
        memory.set(checkoutId, after);
      });
    } catch (error) {
      memory.delete(checkoutId);
      throw error;
    }
  };
  return {
    find: async (checkoutId) => memory.get(checkoutId) ?? read(checkoutId),
    keepOrder: (paid, known, cause) => {
      const { checkoutId } = paid;
      const unit = addOrder(addCheckout(db.unit(cause), checkoutId, { known, allocations: undefined }), paid, false);
      const orders = [...(known?.orders ?? []), { paid, planned: false }];
      return commit(unit, checkoutId, { version: (known?.version ?? 0) + 1, allocations: undefined, orders });
    },
    planOrder: ({ paid, known, shipments }, cause) => {
      const unit = addShipments(addOrder(db.unit(cause), paid, true), shipments, { publish, cause });
      return commit(unit, paid.checkoutId, { ...known, orders: [...known.orders, { paid, planned: true }] });
    },
    keepAllocations: ({ checkoutId, allocations, shipments }, known, cause) => {
      const unit = addCheckout(db.unit(cause), checkoutId, { known, allocations });
      if (shipments.length > 0)
        unit.addRows('UPDATE shipment_plans SET planned_at = now() WHERE checkout_id = ANY ($1::uuid[]) AND planned_at IS NULL', [
          [checkoutId],
        ]);
      addShipments(unit, shipments, { publish, cause });
      const orders = (known?.orders ?? []).map((order) => ({ ...order, planned: true }));
      return commit(unit, checkoutId, { version: (known?.version ?? 0) + 1, allocations, orders });
    },
  };
};
