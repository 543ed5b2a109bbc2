import { LRUCache } from 'lru-cache';
import type { Cause, CheckoutId } from '@marketplace/kernel';
import {
  batched,
  columnsOf,
  nestedRows,
  now,
  parseNested,
  parseRows,
  type Database,
  type PlatformAggregateStore,
  type Row,
  type Unit,
} from '@marketplace/platform';
import type { FoundShipment, Fulfilment, FulfilmentRepository, OrderToShip, ShipmentChange } from '../../application/ports';
import type { ShipmentCommand, ShipmentRejection } from '../../domain/decide';
import type { Shipment, ShipmentEvent } from '../../domain/shipment';
import type { Allocation } from '../../domain/split';
import { ReservationAllocations, ShipmentPlans } from './tables';

type FulfilmentRow = Row<typeof ReservationAllocations> & { readonly plans: readonly object[] };

const plans = nestedRows(ShipmentPlans, 'p', { where: 'p.checkout_id = r.checkout_id', order: 'p.order_id' });

const fulfilmentOf = ({ version, allocations, plans: stored }: FulfilmentRow): Fulfilment => ({
  version,
  allocations: allocations ?? undefined,
  orders: parseNested(ShipmentPlans, stored).map(({ order, plannedAt }) => ({ order, isPlanned: plannedAt !== null })),
});

const addPlan = (unit: Unit, order: OrderToShip, isPlanned: boolean): Unit =>
  unit.insert(ShipmentPlans, [{ orderId: order.orderId, checkoutId: order.checkoutId, order, plannedAt: isPlanned ? now() : null }]);

type CheckoutChange = { readonly known: Fulfilment | undefined; readonly allocations: readonly Allocation[] | null };

/** The second writer of the checkout's row gets StaleWrite, and retries with the result of the first. */
const addCheckout = (unit: Unit, checkoutId: CheckoutId, { known, allocations }: CheckoutChange): Unit =>
  known === undefined
    ? unit.insert(ReservationAllocations, [{ checkoutId, version: 1, allocations }])
    : unit.update(ReservationAllocations, [
        { where: { checkoutId, version: known.version }, set: { version: known.version + 1, allocations } },
      ]);

/** The number of cached checkouts. The events of a checkout arrive shortly after each other. */
const maxRemembered = 5_000;

type Shipments = Pick<PlatformAggregateStore<Shipment, ShipmentCommand, ShipmentEvent, ShipmentRejection, FoundShipment>, 'saveWith'>;

type Write = { readonly after: Fulfilment; readonly shipments: readonly ShipmentChange[]; readonly alongside: (unit: Unit) => void };

export const fulfilmentRepository = (db: Database, shipments: Shipments): FulfilmentRepository => {
  // The last writes of this process. After a write of another replica, the next write fails as stale, and the row is read again.
  const memory = new LRUCache<CheckoutId, Fulfilment>({ max: maxRemembered });
  const read = batched(async (ids) => {
    const rows = await db.query(
      `SELECT ${columnsOf(ReservationAllocations, 'r')}, ${plans} AS plans FROM reservation_allocations r WHERE r.checkout_id = ANY ($1)`,
      [ids],
    );
    const parsed = parseRows(ReservationAllocations, rows) as readonly FulfilmentRow[];
    return new Map(parsed.map((row): [string, Fulfilment] => [row.checkoutId, fulfilmentOf(row)]));
  });
  const save = async (checkoutId: CheckoutId, { after, shipments: created, alongside }: Write, cause: Cause): Promise<void> => {
    try {
      await shipments.saveWith(created, cause, { alongside, done: () => void memory.set(checkoutId, after) });
    } catch (fault) {
      memory.delete(checkoutId);
      throw fault;
    }
  };
  const nextVersion = (known: Fulfilment | undefined): number => (known?.version ?? 0) + 1;
  return {
    find: async (checkoutId) => memory.get(checkoutId) ?? read(checkoutId),
    saveOrder: (order, known, cause) => {
      const orders = [...(known?.orders ?? []), { order, isPlanned: false }];
      const after = { version: nextVersion(known), allocations: undefined, orders };
      const alongside = (unit: Unit): void => void addPlan(addCheckout(unit, order.checkoutId, { known, allocations: null }), order, false);
      return save(order.checkoutId, { after, shipments: [], alongside }, cause);
    },
    saveOrderPlan: ({ order, known, shipments: created }, cause) => {
      const after = { ...known, orders: [...known.orders, { order, isPlanned: true }] };
      return save(order.checkoutId, { after, shipments: created, alongside: (unit) => void addPlan(unit, order, true) }, cause);
    },
    saveAllocations: ({ checkoutId, allocations, shipments: created }, known, cause) => {
      const orders = (known?.orders ?? []).map(({ order }) => ({ order, isPlanned: true }));
      const alongside = (unit: Unit): void => {
        addCheckout(unit, checkoutId, { known, allocations });
        const change = { where: { checkoutId }, set: { plannedAt: now() } };
        if (created.length > 0) unit.update(ShipmentPlans, [change], { expect: 'any', onlyIf: 't.planned_at IS NULL' });
      };
      return save(checkoutId, { after: { version: nextVersion(known), allocations, orders }, shipments: created, alongside }, cause);
    },
  };
};
