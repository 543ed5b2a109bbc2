import type { ProductId } from '@marketplace/kernel';
import { columnsOf, History, type Database, type Row } from '@marketplace/platform';
import type { BackOfficeViews, RecordedSchedule, Publication } from '../../application/ports';
import { offerOf } from './product-rows';
import { PriceSchedules } from './tables';

const isPublication = `aggregate_type = 'Product' AND event_type IN ('ProductPublished', 'ProductUnpublished', 'ProductArchived')`;

const publicationOf = ({ after, actor: by, at }: Row<typeof History>): Publication => {
  // The history stores the status after these events.
  return { status: after as Publication['status'], by, at };
};

const recordedScheduleOf = (row: Row<typeof PriceSchedules>): RecordedSchedule => {
  const { id, variantId, startsAt: from, endsAt: until, status, createdAt, closedAt } = row;
  return { id, variantId, offer: offerOf(row), from, until, status, createdAt, closedAt };
};

const columns = columnsOf(PriceSchedules);

/** All open schedules and the last 100 closed ones. */
const selectSchedules = `
  SELECT s.* FROM unnest($1::uuid[]) AS product (id) CROSS JOIN LATERAL (
    SELECT ${columns} FROM product_price_schedules WHERE product_id = product.id AND due_at IS NOT NULL
    UNION ALL
    (SELECT ${columns} FROM product_price_schedules WHERE product_id = product.id AND due_at IS NULL ORDER BY starts_at DESC, id DESC LIMIT 100)) AS s
  ORDER BY s."startsAt", s.id`;

/** Groups rows by product; a product without rows has an empty list. */
const listed = <Each, Item>(
  ids: readonly ProductId[],
  rows: readonly Each[],
  { productOf, toItem }: { readonly productOf: (row: Each) => string; readonly toItem: (row: Each) => Item },
): ReadonlyMap<string, readonly Item[]> => {
  const byProduct = Map.groupBy(rows, productOf);
  return new Map(ids.map((id) => [id, (byProduct.get(id) ?? []).map(toItem)]));
};

export const backOfficeViews = (db: Database): BackOfficeViews => ({
  publications: async (ids) => {
    const rows = await db.select(History, `WHERE ${isPublication} AND aggregate_id = ANY ($1) ORDER BY aggregate_id, version`, [ids]);
    return listed(ids, rows, { productOf: ({ aggregateId }) => aggregateId, toItem: publicationOf });
  },
  schedules: async (ids) => {
    const rows = await db.query<Row<typeof PriceSchedules>>(selectSchedules, [ids]);
    return listed(ids, rows, { productOf: ({ productId }) => productId, toItem: recordedScheduleOf });
  },
});
