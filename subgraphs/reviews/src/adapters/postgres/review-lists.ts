import { highestId } from '@marketplace/application';
import { batched, columnsOf, parseRows, type Database } from '@marketplace/platform';
import type { RatingKind } from '../../application/ports';
import type { FirstPage, NextPage, ReviewPosition, ReviewRow, ReviewSort, ReviewViews } from '../../application/reviews.view';
import { ratingTables } from './rating-tables';
import { grouped, reviewRowOf } from './review-rows';
import { Reviews } from './tables';

/** The position before the first review, in descending lists. */
const listStart: ReviewPosition = { rank: 2_147_483_647, id: highestId };

type Order = { readonly beyond: string; readonly order: string };

/** A sort by rank and ID. Each has its own index. */
const byRank = (rank: string): Order => ({
  beyond: `(${rank}, r.id) < ($2::int, $3::uuid)`,
  order: `${rank} DESC, r.id DESC`,
});

const orders: Readonly<Record<ReviewSort, Order>> = {
  // IDs increase with time, so the rank is not needed. The condition only uses the parameter.
  NEWEST: { beyond: '$2::int IS NOT NULL AND r.id < $3::uuid', order: 'r.id DESC' },
  HELPFUL: byRank('r.helpful_count'),
  RATING_HIGH: byRank('r.rating'),
  RATING_LOW: byRank('(6 - r.rating)'),
};

const selectOf = (of: RatingKind, sort: ReviewSort): string => {
  const { key } = ratingTables[of];
  const { beyond, order } = orders[sort];
  return `
    SELECT ${columnsOf(Reviews, 'r')} FROM unnest($1::uuid[]) WITH ORDINALITY AS subject (id, position)
      CROSS JOIN LATERAL (SELECT r.* FROM reviews r
        WHERE r.${key} = subject.id AND r.status = 'APPROVED' AND ${beyond} ORDER BY ${order} LIMIT $4) AS r
    ORDER BY subject.position, ${order}`;
};

type List = Promise<ReadonlyMap<string, readonly ReviewRow[]>>;

/** Reads a page of approved reviews for each of many products or sellers in one statement. */
const read = async (db: Database, { of, sort, limit, after }: FirstPage & Partial<NextPage>, ids: readonly string[]): List => {
  const { rank, id } = after ?? listStart;
  const rows = parseRows(Reviews, await db.query(selectOf(of, sort), [ids, rank, id, limit]));
  return grouped(rows, (row) => (of === 'product' ? row.productId : row.sellerId), reviewRowOf);
};

/** Parallel requests for first pages share a read. The number of readers is limited by the combinations of list, sort and size. */
export const reviewLists = (db: Database): Pick<ReviewViews, 'firstPage' | 'nextPages'> => {
  const readers = new Map<string, (id: string) => Promise<readonly ReviewRow[] | undefined>>();
  const readerOf = (list: FirstPage): ((id: string) => Promise<readonly ReviewRow[] | undefined>) => {
    const key = `${list.of} ${list.sort} ${list.limit.toString()}`;
    const known = readers.get(key) ?? batched((ids) => read(db, list, ids));
    readers.set(key, known);
    return known;
  };
  return {
    firstPage: (list, subjectId) => readerOf(list)(subjectId),
    nextPages: (list, subjectIds) => read(db, list, subjectIds),
  };
};
