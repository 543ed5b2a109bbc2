import { idOf, instant, money, currency, type Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { OrderListStore, OrderRow } from '../../application/order-list';
import type { ListedLine, ListedOrder } from '../../domain/order-list';
import type { OrderStatus } from '../../domain/order-news';
import { targetOf } from './targets';

/** In the order of the key, so that two statements that write the same orders never wait for each other in a ring. */
const upsert = `
  INSERT INTO order_list AS known (model_version, order_id, buyer_id, seller_id, status, status_version, order_number, total, currency,
    item_count, lines, created_at)
  SELECT v.version, order_id, buyer_id, seller_id, o.status, status_version, order_number, total, currency, item_count, lines, o.created_at
  FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::text[], $8::bigint[], $9::text[], $10::int[],
      $11::jsonb[], $12::timestamptz[])
    AS o (target, order_id, buyer_id, seller_id, status, status_version, order_number, total, currency, item_count, lines, created_at)
  JOIN read_model_versions v
    ON v.model = 'order_list' AND v.status <> 'RETIRED' AND (o.target IS NULL OR o.target = v.version)
  ORDER BY v.version, order_id
  ON CONFLICT (model_version, order_id) DO UPDATE SET
    status = CASE WHEN excluded.status_version >= known.status_version THEN excluded.status ELSE known.status END,
    status_version = greatest(excluded.status_version, known.status_version),
    order_number = coalesce(excluded.order_number, known.order_number),
    total = coalesce(excluded.total, known.total),
    currency = coalesce(excluded.currency, known.currency),
    item_count = coalesce(excluded.item_count, known.item_count),
    lines = coalesce(excluded.lines, known.lines),
    created_at = coalesce(excluded.created_at, known.created_at)`;

const columnsOf = (orders: readonly ListedOrder[]) => [
  orders.map(({ orderId }) => orderId),
  orders.map(({ buyerId }) => buyerId),
  orders.map(({ sellerId }) => sellerId),
  orders.map(({ status }) => status),
  orders.map(({ statusVersion }) => statusVersion),
  orders.map(({ terms }) => terms?.orderNumber ?? null),
  orders.map(({ terms }) => terms?.total.amount ?? null),
  orders.map(({ terms }) => terms?.total.currency ?? null),
  orders.map(({ terms }) => terms?.itemCount ?? null),
  orders.map(({ terms }) => (terms === undefined ? null : JSON.stringify(terms.lines))),
  orders.map(({ terms }) => terms?.createdAt ?? null),
];

type Row = {
  readonly order_id: string;
  readonly seller_id: string;
  readonly order_number: string;
  readonly status: string;
  readonly total: bigint;
  readonly currency: string;
  readonly item_count: number;
  readonly lines: readonly ListedLine[];
  readonly created_at: Instant;
};

const toOrderRow = (row: Row): OrderRow => ({
  orderId: idOf(row.order_id),
  sellerId: idOf(row.seller_id),
  orderNumber: row.order_number,
  status: row.status as OrderStatus,
  total: money(row.total, currency(row.currency)),
  itemCount: row.item_count,
  lines: row.lines,
  createdAt: instant(row.created_at),
});

const select = `
  SELECT order_id, seller_id, order_number, o.status, total, currency, item_count, lines, o.created_at FROM order_list o
  WHERE model_version = (SELECT version FROM read_model_versions WHERE model = 'order_list' AND status = 'LIVE')
    AND buyer_id = $1 AND order_number IS NOT NULL AND ($5::text IS NULL OR o.status = $5)
    AND (o.created_at, order_id) < ($2::timestamptz, $3::uuid)
  ORDER BY o.created_at DESC, order_id DESC LIMIT $4`;

const endOfTime = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const;
const biteSize = 5_000;

export const orderListStore = (db: Database): OrderListStore => ({
  write: (orders, target, cause) =>
    db
      .unit(cause)
      .addRows(upsert, [orders.map(() => targetOf(target)), ...columnsOf(orders)])
      .commit(),
  ofBuyer: async (buyerId, { limit, behind, status }) => {
    const place = behind === undefined ? endOfTime : [behind.createdAt, behind.orderId];
    return (await db.query<Row>(select, [buyerId, ...place, limit, status ?? null])).map(toOrderRow);
  },
  drop: async (version) => {
    const bite = await db.query(
      `DELETE FROM order_list WHERE (model_version, order_id) IN
         (SELECT model_version, order_id FROM order_list WHERE model_version = $1 LIMIT ${biteSize.toString()}) RETURNING 1`,
      [version],
    );
    return bite.length;
  },
});
