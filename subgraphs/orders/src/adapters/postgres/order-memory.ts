import { LRUCache } from 'lru-cache';
import type { CheckoutId, OrderId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { Versioned } from '../../application/ports';
import type { Order } from '../../domain/order';
import { selectOrders, toOrder, type OrderRow } from './order-rows';

/** An order takes a few kilobytes. */
const roomForOrders = 5_000;

/**
 * Orders as this process wrote them last. Another replica may have written since, so whoever uses one either writes by
 * its version, which fails then, or asks the database for anything newer.
 */
export const orderMemory = () => {
  const orders = new LRUCache<string, Versioned<Order>>({ max: roomForOrders });
  const ofCheckout = new LRUCache<string, readonly OrderId[]>({ max: roomForOrders });
  return {
    get: (id: string): Versioned<Order> | undefined => orders.get(id),
    remember: (written: readonly Versioned<Order>[]): void => {
      for (const order of written) {
        const { id } = order.state.terms;
        if ((orders.get(id)?.version ?? 0) < order.version) orders.set(id, order);
      }
    },
    /** A checkout gets all its orders at once, and never another. */
    rememberCheckout: (id: CheckoutId, ids: readonly OrderId[]): void => {
      ofCheckout.set(id, ids);
    },
    recall: (id: CheckoutId): readonly Versioned<Order>[] | undefined => {
      const ids = ofCheckout.get(id) ?? [];
      const known = ids.flatMap((each) => orders.get(each) ?? []);
      return known.length > 0 && known.length === ids.length ? known : undefined;
    },
    forget: (ids: readonly string[]): void => {
      for (const id of ids) orders.delete(id);
    },
  };
};

export type OrderMemory = ReturnType<typeof orderMemory>;

const selectNewer = `${selectOrders} JOIN unnest($1::uuid[], $2::int[]) AS known (id, version) ON known.id = o.id WHERE o.version > known.version`;

/** Reads orders by id as they are now: of those that are remembered only what is newer has to be put together. */
export const readOrders =
  (db: Database, memory: OrderMemory) =>
  async (ids: readonly string[]): Promise<ReadonlyMap<string, Versioned<Order>>> => {
    const known = ids.map((id) => memory.get(id));
    const rows = await db.query<OrderRow>(selectNewer, [ids, known.map((order) => order?.version ?? 0)]);
    const newer = rows.map(toOrder);
    memory.remember(newer);
    const found = new Map(
      known.flatMap((order): [string, Versioned<Order>][] => (order === undefined ? [] : [[order.state.terms.id, order]])),
    );
    for (const order of newer) found.set(order.state.terms.id, order);
    return found;
  };

export type ReadOrders = ReturnType<typeof readOrders>;
