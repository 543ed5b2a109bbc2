import { defined } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { CountDifference, CountCursor, DuePromotions, ExpiredUsage } from '../../application/ports';
import type { Limit, PromotionId } from '../../domain/promotion';
import { allBuyers } from './use-counts';

type CompareRow = CountCursor & {
  readonly held: number;
  readonly consumed: number;
  readonly foundHeld: number;
  readonly foundConsumed: number;
  readonly differs: boolean;
};

const toDifference = (row: CompareRow): CountDifference => ({
  subjectId: row.subjectId,
  ...defined({ buyerId: row.buyerId === allBuyers ? undefined : row.buyerId }),
  counted: { held: row.held, consumed: row.consumed },
  found: { held: row.foundHeld, consumed: row.foundConsumed },
});

const compare = `
  SELECT kept.subject_id AS "subjectId", kept.buyer_id AS "buyerId", kept.held, kept.consumed, found.held AS "foundHeld",
    found.consumed AS "foundConsumed", kept.held <> found.held OR kept.consumed <> found.consumed OR kept.spent_held <> found.spent_held
      OR kept.spent_consumed <> found.spent_consumed AS differs
  FROM (SELECT * FROM use_counts WHERE (subject_id, buyer_id) > ($1, $2) ORDER BY subject_id, buyer_id LIMIT $3) AS kept
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE usage.status = 'HELD')::int AS held,
        count(*) FILTER (WHERE usage.status = 'CONSUMED' AND NOT usage.over_limit)::int AS consumed,
        coalesce(sum(part.spent) FILTER (WHERE usage.status = 'HELD'), 0)::bigint AS spent_held,
        coalesce(sum(part.spent) FILTER (WHERE usage.status = 'CONSUMED' AND NOT usage.over_limit), 0)::bigint AS spent_consumed
      FROM discount_usage_parts part JOIN discount_usages usage USING (checkout_id)
      WHERE part.subject_id = kept.subject_id AND part.buyer_id = kept.buyer_id) AS found
  ORDER BY kept.subject_id, kept.buyer_id`;

export const duePromotions = (db: Database): DuePromotions => ({
  ended: (at, limit) =>
    db.query<{ id: PromotionId }>(
      `SELECT id FROM promotions WHERE status IN ('DRAFT', 'ACTIVE', 'PAUSED') AND ends_at <= $1 ORDER BY ends_at LIMIT $2`,
      [at, limit],
    ),
  exhausted: (limit) =>
    db.query<{ id: PromotionId; limit: Limit }>(
      `SELECT p.id, CASE WHEN c.consumed >= c.max_uses THEN 'uses' ELSE 'budget' END AS "limit"
       FROM promotions p JOIN use_counts c ON c.subject_id = p.id AND c.buyer_id = '${allBuyers}'
       WHERE p.status IN ('ACTIVE', 'PAUSED') AND p.exhausted IS NULL AND (c.consumed >= c.max_uses OR c.spent_consumed >= c.budget)
       ORDER BY p.id LIMIT $1`,
      [limit],
    ),
  expiredUses: (at, limit) =>
    db.query<ExpiredUsage>(
      `SELECT checkout_id AS "checkoutId", correlation_id AS "correlationId" FROM discount_usages
       WHERE status = 'HELD' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
      [at, limit],
    ),
  compareCounts: async ({ subjectId, buyerId }, limit) => {
    const rows = await db.query<CompareRow>(compare, [subjectId, buyerId, limit]);
    const last = rows.at(-1);
    return {
      differences: rows.filter(({ differs }) => differs).map(toDifference),
      ...defined({ last: last && { subjectId: last.subjectId, buyerId: last.buyerId } }),
    };
  },
});
