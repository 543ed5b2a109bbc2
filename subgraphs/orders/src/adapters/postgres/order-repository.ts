import { idOf, type Cause } from '@marketplace/kernel';
import { coalesced, StaleWrite, type Database, type OutgoingEvent, type Unit } from '@marketplace/platform';
import type { CheckoutOrders, OrderChange, OrderRepository, Versioned } from '../../application/ports';
import type { Order, OrderEvent } from '../../domain/order';
import type { OrderMemory, ReadOrders } from './order-memory';
import { selectOrders, toOrder, type OrderRow } from './order-rows';
import { addChanges, addCheckout, addCreated, addHistory, firstStep, stepsOf, type Changed } from './order-writes';

/** Turns what happened to an order into what the world is told of it; given by main.ts, from the nats adapter. */
export type Publications = {
  readonly ofOrder: (order: Order, event: OrderEvent, version: number) => readonly OutgoingEvent[];
  readonly creationRejected: (checkoutId: string, version: number, reason: 'checkout-cancelled' | 'invalid-amounts') => OutgoingEvent;
  readonly checkoutCancelled: (checkoutId: string, version: number) => OutgoingEvent;
};

type Parts = { readonly db: Database; readonly memory: OrderMemory; readonly read: ReadOrders; readonly publications: Publications };

const dueOrders = (db: Database): Pick<OrderRepository, 'unpaidSince' | 'deliveredBefore'> => {
  const ids = async (sql: string, params: readonly unknown[]) =>
    (await db.query<{ id: string }>(sql, params)).map((row) => idOf<'Order'>(row.id));
  return {
    // An order that was placed for cash on delivery has a payment, and is not waiting for one.
    unpaidSince: (before, limit) =>
      ids(
        `SELECT id FROM orders o WHERE status IN ('CREATED', 'CONFIRMED') AND created_at <= $1
           AND NOT EXISTS (SELECT 1 FROM order_payments p WHERE p.order_id = o.id)
         ORDER BY created_at LIMIT $2`,
        [before, limit],
      ),
    deliveredBefore: (before, limit) =>
      ids(`SELECT id FROM orders WHERE status = 'DELIVERED' AND delivered_at <= $1 ORDER BY delivered_at LIMIT $2`, [before, limit]),
  };
};

export const orderRepository = ({ db, memory, read, publications }: Parts): OrderRepository => {
  /** What others hear of a change, each event knowing the one before it. */
  const announcing = (change: OrderChange): { readonly changed: Changed; readonly events: readonly OutgoingEvent[] } => {
    const { order } = change;
    const steps = stepsOf(change);
    let { announced } = order;
    const events = steps.flatMap((step) =>
      publications.ofOrder(step.after, step.event, step.version).map((event) => {
        const follows = announced;
        announced = step.version;
        return { ...event, follows };
      }),
    );
    const state = steps.at(-1)?.after ?? order.state;
    return { changed: { ...change, after: { state, version: order.version + steps.length, announced } }, events };
  };

  /** Adds changes with their history and announcements; returns the orders after it. */
  const add = (unit: Unit, changes: readonly OrderChange[], cause: Cause): readonly Versioned<Order>[] => {
    const told = changes.map(announcing);
    addChanges(
      unit,
      told.map(({ changed }) => changed),
    );
    addHistory(unit, changes.flatMap(stepsOf), cause).publish(...told.flatMap(({ events }) => events));
    return told.map(({ changed }) => changed.after);
  };

  /** What somebody else has written first is not to be trusted again. */
  const commit = async (unit: Unit, ids: readonly string[], done: () => void): Promise<void> => {
    try {
      await unit.commit(done);
    } catch (error) {
      memory.forget(ids);
      throw error;
    }
  };

  return {
    find: coalesced(read),
    recall: memory.recall,
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
      const after = add(unit, changes, cause);
      await commit(
        unit,
        after.map((order) => order.state.terms.id),
        () => memory.remember(after),
      );
    },
    createAll: async (checkoutId, orders, cause) => {
      const unit = addCreated(addCheckout(db.unit(cause), { checkoutId, known: undefined, status: 'open' }), orders);
      const steps = orders.map(firstStep);
      try {
        const events = steps.flatMap((step) => publications.ofOrder(step.after, step.event, step.version));
        await addHistory(unit, steps, cause)
          .publish(...events)
          .commit(() => {
            memory.remember(orders.map((state) => ({ state, version: 1, announced: 1 })));
            memory.rememberCheckout(
              checkoutId,
              orders.map((order) => order.terms.id),
            );
          });
        return true;
      } catch (error) {
        if (error instanceof StaleWrite) return false;
        throw error;
      }
    },
    rejectCreation: async ({ checkoutId, known, reason }, cause) => {
      const version = (known?.version ?? 0) + 1;
      await addCheckout(db.unit(cause), { checkoutId, known, status: known?.status ?? 'rejected' })
        .publish(publications.creationRejected(checkoutId, version, reason))
        .commit();
    },
    cancelCheckout: async ({ checkoutId, known, changes }, cause) => {
      const unit = addCheckout(db.unit(cause), { checkoutId, known, status: 'cancelled' });
      const after = changes.length === 0 ? [] : add(unit, changes, cause);
      unit.publish(publications.checkoutCancelled(checkoutId, (known?.version ?? 0) + 1));
      await commit(
        unit,
        after.map((order) => order.state.terms.id),
        () => memory.remember(after),
      );
    },
    ...dueOrders(db),
  };
};
