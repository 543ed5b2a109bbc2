import { currency, idOf, money, type Instant, type ProductId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { BackOfficeViews, Publication, PriceScheduleRow } from '../../application/ports';
import type { PriceScheduleStatus } from '../../domain/schedules';

type PublicationRow = {
  readonly product_id: string;
  readonly status: Publication['status'];
  readonly changed_by: string;
  readonly changed_at: Instant;
};

type ScheduleRow = {
  readonly product_id: string;
  readonly id: string;
  readonly variant_id: string;
  readonly amount: bigint;
  readonly compare_at_amount: bigint | null;
  readonly currency: string;
  readonly starts_at: Instant;
  readonly ends_at: Instant | null;
  readonly status: PriceScheduleStatus;
  readonly created_at: Instant;
  readonly closed_at: Instant | null;
};

const toSchedule = (row: ScheduleRow): PriceScheduleRow => {
  const code = currency(row.currency);
  const price = money(row.amount, code);
  return {
    id: idOf(row.id),
    variantId: idOf(row.variant_id),
    offer: row.compare_at_amount === null ? { price } : { price, compareAtPrice: money(row.compare_at_amount, code) },
    from: row.starts_at,
    until: row.ends_at,
    status: row.status,
    createdAt: row.created_at,
    closedAt: row.closed_at,
  };
};

const grouped = <Row extends { readonly product_id: string }, T>(
  ids: readonly ProductId[],
  rows: readonly Row[],
  toItem: (row: Row) => T,
): ReadonlyMap<string, readonly T[]> =>
  new Map(ids.map((id): [string, readonly T[]] => [id, rows.filter((row) => row.product_id === id).map(toItem)]));

export const backOfficeViews = (db: Database): BackOfficeViews => ({
  publications: async (ids) => {
    const rows = await db.query<PublicationRow>(
      'SELECT product_id, status, changed_by, changed_at FROM product_publications WHERE product_id = ANY ($1) ORDER BY version',
      [ids],
    );
    return grouped(ids, rows, ({ status, changed_by, changed_at }) => ({ status, by: changed_by, at: changed_at }));
  },
  schedules: async (ids) => {
    const rows = await db.query<ScheduleRow>(
      `SELECT s.* FROM unnest($1::uuid[]) AS product (id) CROSS JOIN LATERAL (
         SELECT product_id, id, variant_id, amount, compare_at_amount, currency, starts_at, ends_at, status, created_at, closed_at
         FROM product_price_schedules WHERE product_id = product.id AND due_at IS NOT NULL
         UNION ALL
         (SELECT product_id, id, variant_id, amount, compare_at_amount, currency, starts_at, ends_at, status, created_at, closed_at
          FROM product_price_schedules WHERE product_id = product.id AND due_at IS NULL ORDER BY starts_at DESC, id DESC LIMIT 100)) AS s
       ORDER BY s.starts_at, s.id`,
      [ids],
    );
    return grouped(ids, rows, toSchedule);
  },
});
