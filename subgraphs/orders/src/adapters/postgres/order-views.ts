import { highestId } from '@marketplace/application';
import { defined, idOf, type OrderId } from '@marketplace/kernel';
import { History, type Database, type Row } from '@marketplace/platform';
import type { DueOrders, HistoryEntry, OrderStore, OrderViews } from '../../application/ports';
import { readOrders } from './order-rows';

/** Selects changes of status. Events of parcels that leave the status unchanged are not shown to clients. */
const statusChanges = `WHERE aggregate_type = 'Order' AND status_before IS DISTINCT FROM status_after`;

const entryOf = ({ version, after, at, event }: Row<typeof History>): HistoryEntry => {
  const { reason } = event as { readonly reason?: string };
  return { version, status: String(after), at, ...defined({ reason }) };
};

export const orderViews = (db: Database, { findMany }: Pick<OrderStore, 'findMany'>): OrderViews => ({
  byIds: findMany,
  ofBuyer: (buyerId, { limit, after = highestId }) =>
    readOrders(db, 'WHERE o.buyer_id = $1 AND o.id < $2 ORDER BY o.id DESC LIMIT $3', [buyerId, after, limit]),
  ofSeller: (sellerId, { limit, after = highestId }) =>
    readOrders(db, 'WHERE o.seller_id = $1 AND o.id < $2 ORDER BY o.id DESC LIMIT $3', [sellerId, after, limit]),
  history: async (ids) => {
    const rows = await db.select(History, `${statusChanges} AND aggregate_id = ANY ($1) ORDER BY aggregate_id, version`, [ids]);
    const byOrder = new Map<string, HistoryEntry[]>(ids.map((id) => [id, []]));
    for (const row of rows) byOrder.get(row.aggregateId)?.push(entryOf(row));
    return byOrder;
  },
  historyAfter: async (id, version) =>
    (await db.select(History, `${statusChanges} AND aggregate_id = $1 AND version > $2 ORDER BY version`, [id, version])).map(entryOf),
});

export const dueOrders = (db: Database): DueOrders => {
  const idsOf = async (sql: string, params: readonly unknown[]): Promise<readonly OrderId[]> =>
    (await db.query<{ id: string }>(sql, params)).map(({ id }) => idOf(id));
  return {
    unpaidSince: (before, limit) =>
      idsOf(`SELECT id FROM orders WHERE status IN ('CREATED', 'CONFIRMED') AND created_at <= $1 ORDER BY created_at LIMIT $2`, [
        before,
        limit,
      ]),
    deliveredBefore: (before, limit) =>
      idsOf(`SELECT id FROM orders WHERE status = 'DELIVERED' AND delivered_at <= $1 ORDER BY delivered_at LIMIT $2`, [before, limit]),
  };
};
