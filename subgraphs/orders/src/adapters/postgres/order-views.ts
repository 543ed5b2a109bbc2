import { instant, type Instant } from '@marketplace/kernel';
import { coalesced, type Database } from '@marketplace/platform';
import type { HistoryEntry, OrderViews } from '../../application/ports';
import type { ReadOrders } from './order-memory';
import { selectOrders, toOrder, type OrderRow } from './order-rows';

type HistoryRow = {
  readonly order_id: string;
  readonly version: number;
  readonly to_status: string;
  readonly changed_at: Instant;
  readonly reason: string | null;
};

/** What a parcel does between two changes of status is the shipment's story; the order's own is told by its statuses. */
const selectHistory =
  'SELECT order_id, version, to_status, changed_at, reason FROM order_status_history WHERE from_status IS DISTINCT FROM to_status';

const toEntry = (row: HistoryRow): HistoryEntry => ({
  version: row.version,
  status: row.to_status,
  at: instant(row.changed_at),
  ...(row.reason === null ? {} : { reason: row.reason }),
});

const endOfTime = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export const orderViews = (db: Database, read: ReadOrders): OrderViews => {
  // Progress events of many checkouts ask at the same moment.
  const find = coalesced(read);
  return {
    byIds: async (ids) => (await Promise.all(ids.map(find))).filter((order) => order !== undefined),
    ofBuyer: async (buyerId, { limit, before }) =>
      (
        await db.query<OrderRow>(`${selectOrders} WHERE o.buyer_id = $1 AND o.id < $2 ORDER BY o.id DESC LIMIT $3`, [
          buyerId,
          before ?? endOfTime,
          limit,
        ])
      ).map(toOrder),
    ofSellers: async (sellerIds, { limit, before }) =>
      (
        await db.query<OrderRow>(`${selectOrders} WHERE o.seller_id = ANY ($1) AND o.id < $2 ORDER BY o.id DESC LIMIT $3`, [
          sellerIds,
          before ?? endOfTime,
          limit,
        ])
      ).map(toOrder),
    history: async (ids) => {
      const rows = await db.query<HistoryRow>(`${selectHistory} AND order_id = ANY ($1) ORDER BY order_id, version`, [ids]);
      const byOrder = new Map<string, HistoryEntry[]>(ids.map((id) => [id, []]));
      for (const row of rows) byOrder.get(row.order_id)?.push(toEntry(row));
      return byOrder;
    },
    historyAfter: async (id, version) =>
      (await db.query<HistoryRow>(`${selectHistory} AND order_id = $1 AND version > $2 ORDER BY version`, [id, version])).map(toEntry),
  };
};
