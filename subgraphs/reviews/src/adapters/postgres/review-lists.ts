import { highestId } from '@marketplace/application';
import { coalesced, columnsOf, parseRows, type Database } from '@marketplace/platform';
import type { RatingKind } from '../../application/ports';
import type { FirstReviews, FurtherReviews, ReviewPlace, ReviewRow, ReviewSort, ReviewViews } from '../../application/reviews.view';
import { ratingTables } from './rating-parts';
import { grouped, reviewRowOf } from './review-rows';
import { Reviews } from './tables';

/** What comes before everything, in lists that go down from there. */
const beforeAll: ReviewPlace = { rank: 2_147_483_647, id: highestId };

type Order = { readonly beyond: string; readonly order: string };

/** Each from an index of its own, from the place on that a page begins behind. */
const ranked = (rank: string): Order => ({
  beyond: `(${rank}, r.id) < ($2::int, $3::uuid)`,
  order: `${rank} DESC, r.id DESC`,
});

const orders: Readonly<Record<ReviewSort, Order>> = {
  // Ids grow with time. A rank is given and says nothing.
  NEWEST: { beyond: '$2::int IS NOT NULL AND r.id < $3::uuid', order: 'r.id DESC' },
  HELPFUL: ranked('r.helpful_count'),
  RATING_HIGH: ranked('r.rating'),
  RATING_LOW: ranked('(6 - r.rating)'),
};

const textOf = (of: RatingKind, sort: ReviewSort): string => {
  const { key } = ratingTables[of];
  const { beyond, order } = orders[sort];
  return `
    SELECT ${columnsOf(Reviews, 'r')} FROM unnest($1::uuid[]) WITH ORDINALITY AS subject (id, position)
      CROSS JOIN LATERAL (SELECT r.* FROM reviews r
        WHERE r.${key} = subject.id AND r.status = 'APPROVED' AND ${beyond} ORDER BY ${order} LIMIT $4) AS r
    ORDER BY subject.position, ${order}`;
};

type List = Promise<ReadonlyMap<string, readonly ReviewRow[]>>;

/** The approved reviews of many products or sellers, each from its own beginning, in one statement. */
const read = async (db: Database, { of, sort, limit, after }: FirstReviews & Partial<FurtherReviews>, ids: readonly string[]): List => {
  const { rank, id } = after ?? beforeAll;
  const rows = parseRows(Reviews, await db.query(textOf(of, sort), [ids, rank, id, limit]));
  return grouped(rows, (row) => (of === 'product' ? row.productId : row.sellerId), reviewRowOf);
};

/** Pages that are looked at in the same moment share a read; there are only so many kinds of them. */
export const reviewLists = (db: Database): Pick<ReviewViews, 'first' | 'further'> => {
  const readers = new Map<string, (id: string) => Promise<readonly ReviewRow[] | undefined>>();
  const readerOf = (list: FirstReviews): ((id: string) => Promise<readonly ReviewRow[] | undefined>) => {
    const key = `${list.of} ${list.sort} ${list.limit.toString()}`;
    const known = readers.get(key) ?? coalesced((ids) => read(db, list, ids));
    readers.set(key, known);
    return known;
  };
  return {
    first: (list, subjectId) => readerOf(list)(subjectId),
    further: (list, subjectIds) => read(db, list, subjectIds),
  };
};
