import { highestId } from '@marketplace/application';
import { money } from '@marketplace/kernel';
import { integer, nonNull, rowSource, type Database, type Row } from '@marketplace/platform';
import type { OrderListStore, OrderRow } from '../../application/order-list';
import type { ListedOrder } from '../../domain/order-list';
import { OrderList } from './tables';
import { dropRows, joinTargets, liveOf, targetOf } from './versions';

const ofOrder = ['orderId', 'buyerId', 'sellerId', 'status', 'statusVersion'] as const;
const ofTerms = ['orderNumber', 'total', 'currency', 'itemCount', 'lines', 'createdAt'] as const;

const orders = rowSource(OrderList, [...ofOrder, ...ofTerms], { alias: 'o', extra: { target: integer().nullable() } });

/** Writes in the order of the key to prevent deadlocks between statements that write the same orders. */
const upsert = `
  INSERT INTO order_list AS known (model_version, ${orders.columns.join(', ')})
  SELECT kept.version, ${orders.columns.map((name) => `o.${name}`).join(', ')}
  FROM ${orders.sql} ${joinTargets('order_list', 'o')}
  ORDER BY kept.version, o.order_id
  ON CONFLICT (model_version, order_id) DO UPDATE SET
    status = CASE WHEN excluded.status_version >= known.status_version THEN excluded.status ELSE known.status END,
    status_version = greatest(excluded.status_version, known.status_version),
    ${ofTerms
      .map((property) => OrderList.columns[property].name)
      .map((name) => `${name} = coalesce(excluded.${name}, known.${name})`)
      .join(', ')}`;

const toRow = ({ terms, ...order }: ListedOrder) => ({
  ...order,
  orderNumber: terms?.orderNumber ?? null,
  total: terms?.total.amount ?? null,
  currency: terms?.total.currency ?? null,
  itemCount: terms?.itemCount ?? null,
  lines: terms?.lines ?? null,
  createdAt: terms?.createdAt ?? null,
});

const toOrderRow = (row: Row<typeof OrderList>): OrderRow => ({
  orderId: row.orderId,
  sellerId: row.sellerId,
  status: row.status,
  orderNumber: nonNull(OrderList, row, 'orderNumber'),
  total: money(nonNull(OrderList, row, 'total'), nonNull(OrderList, row, 'currency')),
  itemCount: nonNull(OrderList, row, 'itemCount'),
  lines: nonNull(OrderList, row, 'lines'),
  createdAt: nonNull(OrderList, row, 'createdAt'),
});

const ofBuyer = `
  WHERE model_version = ${liveOf('order_list')} AND buyer_id = $1 AND order_number IS NOT NULL AND ($5::text IS NULL OR status = $5)
    AND (created_at, order_id) < ($2::timestamptz, $3::uuid)
  ORDER BY created_at DESC, order_id DESC LIMIT $4`;

const endOfTime = { createdAt: 'infinity', orderId: highestId };

export const orderListStore = (db: Database): OrderListStore => ({
  write: (listed, target, cause) =>
    db
      .unit(cause)
      .addRows(upsert, orders.params(listed.map((order) => ({ ...toRow(order), target: targetOf(target) }))))
      .commit(),
  ofBuyer: async (buyerId, { limit, after = endOfTime, status = null }) => {
    const { createdAt, orderId } = after;
    return (await db.select(OrderList, ofBuyer, [buyerId, createdAt, orderId, limit, status])).map(toOrderRow);
  },
  drop: (version) => dropRows(db, { column: 'model_version', tables: [OrderList] }, version),
});
