import { currency as currencyOf, idOf, money, type ProductId } from '@marketplace/kernel';
import { columnsOf, rowSource, type Database, type Row } from '@marketplace/platform';
import type { DashboardFigures, DashboardStore, KnownOrder, Recount } from '../../application/seller-dashboard';
import type { OrderStatus } from '../../domain/order-updates';
import { DashboardDays, DashboardOrders, DashboardTitles } from './tables';
import { dropRows, liveOf, targetOf } from './versions';

const selectKnown = `
  SELECT v.version, ${columnsOf(DashboardOrders, 'o')} FROM read_model_versions v
  LEFT JOIN seller_dashboard_orders o ON o.model_version = v.version AND o.order_id = ANY ($1::uuid[])
  WHERE v.model = 'seller_dashboard' AND v.status <> 'RETIRED' AND ($2::int IS NULL OR v.version = $2)`;

/** A version without any of the orders has one row with null columns. */
type KnownRow = { readonly version: number } & (KnownOrder | { readonly orderId: null });

const knownIn = (row: KnownRow): readonly KnownOrder[] => (row.orderId === null ? [] : [row]);

const orders = rowSource(DashboardOrders, ['modelVersion', 'orderId', 'sellerId', 'revision', 'facts', 'counted'], { alias: 'o' });

const writeOrders = `
  INSERT INTO seller_dashboard_orders AS known (${orders.columns.join(', ')})
  SELECT * FROM ${orders.sql} ORDER BY model_version, order_id
  ON CONFLICT (model_version, order_id) DO UPDATE SET revision = excluded.revision, facts = excluded.facts, counted = excluded.counted
    WHERE known.revision = excluded.revision - 1`;

const dayKey = ['modelVersion', 'sellerId', 'day', 'kind', 'key', 'currency'] as const;
const days = rowSource(DashboardDays, [...dayKey, 'orders', 'pieces', 'revenue'], { alias: 'change' });

/** Many orders change the same day: changes are summed up first, and written in the order of the key. */
const addToDays = `
  INSERT INTO seller_dashboard_days AS known (${days.columns.join(', ')})
  SELECT model_version, seller_id, day, kind, key, currency, sum(orders), sum(pieces), sum(revenue)
  FROM ${days.sql} GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (model_version, seller_id, day, kind, key, currency) DO UPDATE
  SET orders = known.orders + excluded.orders, pieces = known.pieces + excluded.pieces, revenue = known.revenue + excluded.revenue`;

const titles = rowSource(DashboardTitles, ['modelVersion', 'productId', 'title', 'orderedAt'], { alias: 'named' });

const writeTitles = `
  INSERT INTO seller_dashboard_titles AS known (${titles.columns.join(', ')})
  SELECT DISTINCT ON (model_version, product_id) * FROM ${titles.sql}
  ORDER BY model_version, product_id, ordered_at DESC, title DESC
  ON CONFLICT (model_version, product_id) DO UPDATE SET title = excluded.title, ordered_at = excluded.ordered_at
    WHERE (known.ordered_at, known.title) < (excluded.ordered_at, excluded.title)`;

const changesOf = ({ modelVersion, sellerId, changes }: Recount): readonly Row<typeof DashboardDays>[] =>
  changes.map(({ currency, orders: count, pieces, revenue, ...sum }) => ({
    ...sum,
    currency: currencyOf(currency),
    modelVersion,
    sellerId,
    orders: BigInt(count),
    pieces: BigInt(pieces),
    revenue: BigInt(revenue),
  }));

/** A daily sum, or a sum over the period with an empty day. */
type FigureRow = Omit<Row<typeof DashboardDays>, 'modelVersion' | 'sellerId'> & { readonly title: string | null };

const selectFigures = `
  WITH live AS ${liveOf('seller_dashboard')},
  figures AS (
    SELECT d.* FROM seller_dashboard_days d JOIN live ON d.model_version = live.version
    WHERE seller_id = $1 AND day BETWEEN $2::date AND $3::date AND orders <> 0
  ),
  products AS (
    SELECT key, currency, sum(orders)::bigint AS orders, sum(pieces)::bigint AS pieces, sum(revenue)::bigint AS revenue,
      row_number() OVER (PARTITION BY currency ORDER BY sum(revenue) DESC, key) AS rank
    FROM figures WHERE kind = 'PRODUCT' GROUP BY key, currency
  )
  SELECT kind, key, day::text AS day, currency, orders, pieces, revenue, NULL AS title FROM figures WHERE kind = 'SALES'
  UNION ALL
  SELECT 'STATUS', key, '', '', sum(orders)::bigint, 0, 0, NULL FROM figures WHERE kind = 'STATUS' GROUP BY key
  UNION ALL
  SELECT 'PRODUCT', key, '', currency, orders, pieces, revenue, title FROM products
  JOIN live ON true LEFT JOIN seller_dashboard_titles t ON t.model_version = live.version AND t.product_id = key::uuid
  WHERE rank <= $4
  ORDER BY day, currency, revenue DESC, key`;

const titleOf = ({ key, title }: FigureRow): string => {
  if (title === null) throw new Error(`the product ${key} of a dashboard has no title`);
  return title;
};

const toFigures = (rows: readonly FigureRow[]): DashboardFigures => {
  const of = (kind: FigureRow['kind']): readonly FigureRow[] => rows.filter((row) => row.kind === kind);
  return {
    days: of('SALES').map(({ day, orders: count, pieces, revenue, currency }) => ({
      day,
      orders: Number(count),
      pieces: Number(pieces),
      revenue: money(revenue, currency),
    })),
    topProductCount: of('PRODUCT').map((row) => ({
      productId: idOf(row.key) satisfies ProductId,
      title: titleOf(row),
      pieces: Number(row.pieces),
      revenue: money(row.revenue, row.currency),
    })),
    statuses: of('STATUS').map(({ key, orders: count }) => ({ status: key as OrderStatus, orders: Number(count) })),
  };
};

export const dashboardStore = (db: Database): DashboardStore => ({
  known: async (orderIds, target) => {
    const rows = await db.query<KnownRow>(selectKnown, [orderIds, targetOf(target)]);
    return { versions: [...new Set(rows.map(({ version }) => version))], orders: rows.flatMap(knownIn) };
  },
  recount: (recounts, named, cause) =>
    db
      .unit(cause)
      .addRows(writeOrders, orders.params(recounts), recounts.length)
      .addRows(addToDays, days.params(recounts.flatMap(changesOf)))
      .addRows(writeTitles, titles.params(named))
      .commit(),
  read: async (sellerId, { from, to }, products) => toFigures(await db.query<FigureRow>(selectFigures, [sellerId, from, to, products])),
  drop: (version) => dropRows(db, { column: 'model_version', tables: [DashboardOrders, DashboardDays, DashboardTitles] }, version),
});
