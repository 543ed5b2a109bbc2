import { currency, idOf, money } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { DashboardFigures, DashboardStore, KnownOrder, ProductTitle, Recount } from '../../application/seller-dashboard';
import type { OrderStatus } from '../../domain/order-news';
import type { OrderFacts, Sum } from '../../domain/seller-dashboard';
import { targetOf } from './targets';

type KnownRow = {
  readonly version: number;
  readonly order_id: string | null;
  readonly seller_id: string;
  readonly revision: number;
  readonly facts: OrderFacts;
  readonly counted: readonly Sum[];
};

const selectKnown = `
  SELECT v.version, o.order_id, o.seller_id, o.revision, o.facts, o.counted FROM read_model_versions v
  LEFT JOIN seller_dashboard_orders o ON o.model_version = v.version AND o.order_id = ANY ($1::uuid[])
  WHERE v.model = 'seller_dashboard' AND v.status <> 'RETIRED' AND ($2::int IS NULL OR v.version = $2)`;

const toKnown = ({ version, order_id, seller_id, revision, facts, counted }: KnownRow): readonly KnownOrder[] =>
  order_id === null ? [] : [{ version, orderId: idOf(order_id), sellerId: idOf(seller_id), revision, facts, counted }];

const writeOrders = `
  INSERT INTO seller_dashboard_orders AS known (model_version, order_id, seller_id, revision, facts, counted)
  SELECT * FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::int[], $5::jsonb[], $6::jsonb[]) AS o (version, order_id) ORDER BY 1, 2
  ON CONFLICT (model_version, order_id) DO UPDATE SET revision = excluded.revision, facts = excluded.facts, counted = excluded.counted
    WHERE known.revision = excluded.revision - 1`;

/** Many orders change the same day: their changes are added up first, and the rows are taken in the order of their key. */
const addToDays = `
  INSERT INTO seller_dashboard_days AS known (model_version, seller_id, day, kind, key, currency, orders, pieces, revenue)
  SELECT version, seller_id, day, kind, key, currency, sum(orders), sum(pieces), sum(revenue)
  FROM unnest($1::int[], $2::uuid[], $3::date[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::bigint[])
    AS change (version, seller_id, day, kind, key, currency, orders, pieces, revenue)
  GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (model_version, seller_id, day, kind, key, currency) DO UPDATE
  SET orders = known.orders + excluded.orders, pieces = known.pieces + excluded.pieces, revenue = known.revenue + excluded.revenue`;

const writeTitles = `
  INSERT INTO seller_dashboard_titles AS known (model_version, product_id, title, ordered_at)
  SELECT DISTINCT ON (version, product_id) version, product_id, title, ordered_at
  FROM unnest($1::int[], $2::uuid[], $3::text[], $4::timestamptz[]) AS named (version, product_id, title, ordered_at)
  ORDER BY version, product_id, ordered_at DESC, title DESC
  ON CONFLICT (model_version, product_id) DO UPDATE SET title = excluded.title, ordered_at = excluded.ordered_at
    WHERE (known.ordered_at, known.title) < (excluded.ordered_at, excluded.title)`;

const orderColumns = (recounts: readonly Recount[]) => [
  recounts.map(({ version }) => version),
  recounts.map(({ orderId }) => orderId),
  recounts.map(({ sellerId }) => sellerId),
  recounts.map(({ revision }) => revision),
  recounts.map(({ facts }) => JSON.stringify(facts)),
  recounts.map(({ counted }) => JSON.stringify(counted)),
];

const dayColumns = (recounts: readonly Recount[]) => {
  const changes = recounts.flatMap(({ version, sellerId, changes: own }) => own.map((sum) => ({ version, sellerId, ...sum })));
  return [
    changes.map(({ version }) => version),
    changes.map(({ sellerId }) => sellerId),
    changes.map(({ day }) => day),
    changes.map(({ kind }) => kind),
    changes.map(({ key }) => key),
    changes.map((change) => change.currency),
    changes.map(({ orders }) => orders),
    changes.map(({ pieces }) => pieces),
    changes.map(({ revenue }) => revenue),
  ];
};

const titleColumns = (titles: readonly ProductTitle[]) => [
  titles.map(({ version }) => version),
  titles.map(({ productId }) => productId),
  titles.map(({ title }) => title),
  titles.map(({ at }) => at),
];

type FigureRow = {
  readonly kind: 'SALES' | 'PRODUCT' | 'STATUS';
  readonly key: string;
  readonly day: string | null;
  readonly currency: string;
  readonly orders: bigint;
  readonly pieces: bigint;
  readonly revenue: bigint;
  readonly title: string | null;
};

const selectFigures = `
  WITH live AS (SELECT version FROM read_model_versions WHERE model = 'seller_dashboard' AND status = 'LIVE'),
  figures AS (
    SELECT d.* FROM seller_dashboard_days d JOIN live ON d.model_version = live.version
    WHERE seller_id = $1 AND day BETWEEN $2::date AND $3::date AND orders <> 0
  ),
  products AS (
    SELECT key, currency, sum(orders)::bigint AS orders, sum(pieces)::bigint AS pieces, sum(revenue)::bigint AS revenue,
      row_number() OVER (PARTITION BY currency ORDER BY sum(revenue) DESC, key) AS place
    FROM figures WHERE kind = 'PRODUCT' GROUP BY key, currency
  )
  SELECT kind, key, day::text AS day, currency, orders, pieces, revenue, NULL AS title FROM figures WHERE kind = 'SALES'
  UNION ALL
  SELECT 'STATUS', key, NULL, '', sum(orders)::bigint, 0, 0, NULL FROM figures WHERE kind = 'STATUS' GROUP BY key
  UNION ALL
  SELECT 'PRODUCT', key, NULL, currency, orders, pieces, revenue, title FROM products
  JOIN live ON true LEFT JOIN seller_dashboard_titles t ON t.model_version = live.version AND t.product_id = key::uuid
  WHERE place <= $4
  ORDER BY day, currency, revenue DESC, key`;

const toFigures = (rows: readonly FigureRow[]): DashboardFigures => {
  const of = (kind: FigureRow['kind']): readonly FigureRow[] => rows.filter((row) => row.kind === kind);
  const revenueOf = (row: FigureRow) => money(row.revenue, currency(row.currency));
  return {
    days: of('SALES').map((row) => ({
      day: row.day ?? '',
      orders: Number(row.orders),
      pieces: Number(row.pieces),
      revenue: revenueOf(row),
    })),
    topProducts: of('PRODUCT').map((row) => ({
      productId: idOf(row.key),
      title: row.title ?? '',
      pieces: Number(row.pieces),
      revenue: revenueOf(row),
    })),
    statuses: of('STATUS').map((row) => ({ status: row.key as OrderStatus, orders: Number(row.orders) })),
  };
};

const biteSize = (5_000).toString();

const tables = [
  ['seller_dashboard_orders', 'model_version, order_id'],
  ['seller_dashboard_days', 'model_version, seller_id, day, kind, key, currency'],
  ['seller_dashboard_titles', 'model_version, product_id'],
] as const;

export const dashboardStore = (db: Database): DashboardStore => ({
  known: async (orderIds, target) => {
    const rows = await db.query<KnownRow>(selectKnown, [orderIds, targetOf(target)]);
    return { versions: [...new Set(rows.map(({ version }) => version))], orders: rows.flatMap(toKnown) };
  },
  recount: (recounts, titles, cause) =>
    db
      .unit(cause)
      .addRows(writeOrders, orderColumns(recounts), recounts.length)
      .addRows(addToDays, dayColumns(recounts))
      .addRows(writeTitles, titleColumns(titles))
      .commit(),
  read: async (sellerId, { from, to }, products) => toFigures(await db.query<FigureRow>(selectFigures, [sellerId, from, to, products])),
  drop: async (version) => {
    for (const [table, key] of tables) {
      const bite = await db.query(
        `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE model_version = $1 LIMIT ${biteSize}) RETURNING 1`,
        [version],
      );
      if (bite.length > 0) return bite.length;
    }
    return 0;
  },
});
