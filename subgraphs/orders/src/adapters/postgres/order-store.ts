import { LRUCache } from 'lru-cache';
import { aggregateStore, StaleWrite, type Database, type EventMessage, type Unit, type WrittenChange } from '@marketplace/platform';
import { defined, type CheckoutId, type OrderId } from '@marketplace/kernel';
import type { AppliedEvent } from '@marketplace/application';
import type { CheckoutOrders, CheckoutRepository, OrderStore } from '../../application/ports';
import { decide, type OrderCommand, type OrderRejection } from '../../domain/decide';
import { evolve, isFulfillable, statusOf, type Order, type OrderEvent } from '../../domain/order';
import { readOrders } from './order-rows';
import { Checkouts, OrderItems, OrderPayments, Orders, OrderShipments } from './tables';

/** The event messages for other contexts. Implemented by the nats adapter and injected by main.ts. */
export type Publications = {
  readonly ofOrder: (order: Order, event: OrderEvent, version: number) => readonly EventMessage[];
  readonly creationRejected: (checkoutId: string, version: number, reason: 'checkout-cancelled' | 'invalid-amounts') => EventMessage;
  readonly checkoutCancelled: (checkoutId: string, version: number) => EventMessage;
};

type Written = WrittenChange<Order, OrderEvent>;

const insertCreated = (unit: Unit, created: readonly Written[]): void => {
  const terms = created.map(({ after }) => after.state.terms);
  unit.insert(
    Orders,
    terms.map(({ items: _items, discount: _discount, shipping: { discount: _sum, ...shipping }, total, tax, ...columns }) => ({
      ...columns,
      shipping,
      version: 1,
      announced: 1,
      status: 'CREATED',
      totalAmount: total.amount,
      taxAmount: tax.amount,
      parcelCount: 0,
      cancelReason: null,
      deliveredAt: null,
    })),
  );
  unit.insert(
    OrderItems,
    terms.flatMap(({ id: orderId, items }) =>
      items.map(({ id, quantity, unitPrice, total, discount, discounts, tax, ...product }, position) => ({
        ...{ id, orderId, position, product, quantity, discounts },
        price: unitPrice.amount,
        totalAmount: total.amount,
        discountAmount: discount.amount,
        taxAmount: tax.amount,
      })),
    ),
  );
};

const updateStates = (unit: Unit, changed: readonly Written[]): void => {
  const changeOf = ({ from, after: { state, version, announced } }: Written) => ({
    where: { id: state.terms.id, version: from },
    set: {
      version,
      announced,
      status: state.status,
      parcelCount: isFulfillable(state) ? state.parcelCount : 0,
      cancelReason: state.status === 'CANCELLED' ? state.reason : null,
    },
  });
  const isDelivered = ({ after }: Written): boolean => after.state.status === 'DELIVERED';
  unit.update(Orders, changed.filter((each) => !isDelivered(each)).map(changeOf));
  unit.update(
    Orders,
    changed.filter(isDelivered).map((each) => {
      const { where, set } = changeOf(each);
      const deliveredAt = each.after.state.status === 'DELIVERED' ? each.after.state.deliveredAt : null;
      return { where, set: { ...set, deliveredAt } };
    }),
  );
};

const insertPayments = (unit: Unit, changed: readonly Written[]): void => {
  const rows = changed.flatMap(({ steps }) =>
    steps.flatMap(({ event, after: { terms } }) =>
      event.type === 'OrderPaid' || event.type === 'CashOnDeliveryOrderPlaced'
        ? [
            {
              orderId: terms.id,
              paymentId: event.paymentId,
              amount: terms.total.amount,
              status: event.type === 'OrderPaid' ? ('CAPTURED' as const) : ('CASH_DUE' as const),
              createdAt: event.at,
            },
          ]
        : [],
    ),
  );
  unit.insert(OrderPayments, rows);
};

const upsertParcels = (unit: Unit, changed: readonly Written[]): void => {
  const rows = changed.flatMap(({ after: { state }, steps }) => {
    const touched = new Set(steps.flatMap(({ event }) => ('shipmentId' in event ? [event.shipmentId] : [])));
    const parcels = isFulfillable(state) ? state.parcels : [];
    return parcels.filter(({ shipmentId }) => touched.has(shipmentId)).map((parcel) => ({ ...parcel, orderId: state.terms.id }));
  });
  unit.upsert(OrderShipments, rows, ['orderId', 'shipmentId']);
};

const write = (unit: Unit, changes: readonly Written[]): void => {
  insertCreated(
    unit,
    changes.filter(({ from }) => from === 0),
  );
  const changed = changes.filter(({ from }) => from > 0);
  updateStates(unit, changed);
  insertPayments(unit, changed);
  upsertParcels(unit, changed);
};

/** An entry of the history. It omits the terms of a new order: the order's row and items hold them. */
const historyFacts = ({ event, before, after }: AppliedEvent<Order, OrderEvent>) => ({
  event: event.type === 'OrderCreated' ? { type: event.type } : event,
  at: event.type === 'OrderCreated' ? event.terms.createdAt : event.at,
  ...defined({ before: before && statusOf(before) }),
  after: statusOf(after),
});

/** The size of the caches. An order takes a few kilobytes. */
const cachedOrders = 5_000;

const orderAggregates = (db: Database, { ofOrder }: Publications) =>
  aggregateStore<Order, OrderCommand, OrderEvent, OrderRejection>(db, {
    name: 'Order',
    idOf: (order) => order.terms.id,
    decide,
    evolve: (order, event) => {
      if (event.type === 'OrderCreated') return { status: 'CREATED', terms: event.terms };
      if (order === undefined) throw new Error(`an order cannot begin with ${event.type}`);
      return evolve(order, event);
    },
    load: (ids, versions) =>
      readOrders(db, 'JOIN unnest($1::uuid[], $2::int[]) AS known (id, version) ON known.id = o.id WHERE o.version > known.version', [
        ids,
        versions,
      ]),
    write,
    toMessages: ({ after, event, version }) => ofOrder(after, event, version),
    record: historyFacts,
    cacheSize: cachedOrders,
  });

/** Writes the checkout's row. Its version decides a race between creating and cancelling orders: the loser starts over. */
const writeCheckout = (
  unit: Unit,
  {
    checkoutId,
    known,
    status,
  }: { readonly checkoutId: CheckoutId; readonly known: CheckoutOrders | undefined; readonly status: CheckoutOrders['status'] },
): Unit =>
  known === undefined
    ? unit.insert(Checkouts, [{ checkoutId, status, version: 1 }])
    : unit.update(Checkouts, [{ where: { checkoutId, version: known.version }, set: { status, version: known.version + 1 } }]);

/** The store of single orders, and the repository of all orders of a checkout. */
export const orderStore = (
  db: Database,
  publications: Publications,
): { readonly orders: OrderStore; readonly checkouts: CheckoutRepository } => {
  const orders = orderAggregates(db, publications);
  /** Safe to cache: a checkout gets all its orders in one write, and no more later. */
  const orderIdsByCheckout = new LRUCache<CheckoutId, readonly OrderId[]>({ max: cachedOrders });
  const nextVersion = (known: CheckoutOrders | undefined): number => (known?.version ?? 0) + 1;
  const checkouts: CheckoutRepository = {
    recall: (id) => {
      const ids = orderIdsByCheckout.get(id) ?? [];
      const known = ids.flatMap((each) => orders.cached(each) ?? []);
      return known.length > 0 && known.length === ids.length ? known : undefined;
    },
    find: async (id) => {
      const [checkout] = await db.select(Checkouts, 'WHERE checkout_id = $1', [id]);
      if (checkout === undefined) return undefined;
      return { ...checkout, orders: await readOrders(db, 'WHERE o.checkout_id = $1 ORDER BY o.id', [id]) };
    },
    createAll: async (checkoutId, terms, cause) => {
      try {
        await orders.saveWith(
          terms.map((each) => ({ before: undefined, events: [{ type: 'OrderCreated', terms: each }] })),
          cause,
          {
            alongside: (unit) => void writeCheckout(unit, { checkoutId, known: undefined, status: 'open' }),
            done: () => {
              orderIdsByCheckout.set(
                checkoutId,
                terms.map(({ id }) => id),
              );
            },
          },
        );
        return true;
      } catch (fault) {
        if (fault instanceof StaleWrite) return false;
        throw fault;
      }
    },
    reject: async ({ checkoutId, known, reason }, cause) => {
      await writeCheckout(db.unit(cause), { checkoutId, known, status: known?.status ?? 'rejected' })
        .publish(publications.creationRejected(checkoutId, nextVersion(known), reason))
        .commit();
    },
    cancel: async ({ checkoutId, known, changes }, cause) => {
      await orders.saveWith(changes, cause, {
        alongside: (unit) =>
          void writeCheckout(unit, { checkoutId, known, status: 'cancelled' }).publish(
            publications.checkoutCancelled(checkoutId, nextVersion(known)),
          ),
      });
    },
  };
  return { orders, checkouts };
};
