import { idOf, type Refusal, type UserId } from '@marketplace/kernel';
import { bigint, rowSource, type Unit } from '@marketplace/platform';
import { countsOf } from '../../domain/counts';
import type { Quote } from '../../domain/quote';
import { DiscountUsageParts, UseCounts } from './tables';

/** The buyer ID of the use count for all buyers. */
export const allBuyers: UserId = idOf('00000000-0000-0000-0000-000000000000');

const held = rowSource(UseCounts, ['subjectId', 'buyerId', 'maxUses'], { alias: 'use', extra: { spent: bigint() } });

/**
 * Reserves a use in each count. Checkouts wait for the row lock of a popular promotion, and a constraint of the row enforces
 * the limit. All writers lock rows in the same order, so that they cannot deadlock. A buyer's count is created on first use
 * and takes its limit from the latest terms.
 */
const hold = `
  INSERT INTO use_counts AS kept (subject_id, buyer_id, max_uses, held, spent_held)
  SELECT subject_id, buyer_id, max(max_uses), count(*)::int, sum(spent)::bigint
  FROM ${held.sql}
  GROUP BY subject_id, buyer_id ORDER BY subject_id, buyer_id
  ON CONFLICT (subject_id, buyer_id) DO UPDATE SET held = kept.held + excluded.held, spent_held = kept.spent_held + excluded.spent_held,
    max_uses = CASE WHEN kept.buyer_id = '${allBuyers}' THEN kept.max_uses ELSE excluded.max_uses END`;

const moved = rowSource(UseCounts, ['subjectId', 'buyerId', 'held', 'consumed'], { alias: 'use', extra: { spent: bigint() } });

const move = `
  UPDATE use_counts AS kept SET held = kept.held + change.held, consumed = kept.consumed + change.consumed,
    spent_held = kept.spent_held + change.spent_held, spent_consumed = kept.spent_consumed + change.spent_consumed
  FROM (SELECT subject_id, buyer_id FROM use_counts WHERE (subject_id, buyer_id) IN (SELECT subject_id, buyer_id FROM ${moved.sql})
        ORDER BY subject_id, buyer_id FOR UPDATE) AS locked
    JOIN (SELECT subject_id, buyer_id, sum(held)::int AS held, sum(consumed)::int AS consumed,
            sum(held * spent)::bigint AS spent_held, sum(consumed * spent)::bigint AS spent_consumed
          FROM ${moved.sql} GROUP BY subject_id, buyer_id) AS change USING (subject_id, buyer_id)
  WHERE kept.subject_id = locked.subject_id AND kept.buyer_id = locked.buyer_id`;

/** Reserves the uses of quotes, and records the counts that they are part of. */
export const addHolds = (unit: Unit, quotes: readonly Quote[]): void => {
  const uses = quotes.flatMap((quote) =>
    countsOf(quote).map(({ subjectId, buyerId = allBuyers, limit = null, spent }) => ({
      ...{ subjectId, buyerId, spent },
      checkoutId: quote.checkoutId,
      maxUses: limit,
    })),
  );
  if (uses.length === 0) return;
  unit.addRows(hold, held.params(uses)).insert(
    DiscountUsageParts,
    uses.map(({ checkoutId, subjectId, buyerId, spent }) => ({ checkoutId, subjectId, buyerId, spent })),
  );
};

/** A change of the use counts of a quote: -1 reserved, +1 consumed, or both. */
export type Movement = { readonly quote: Quote; readonly held: -1 | 0; readonly consumed: 0 | 1 };

export const addMovements = (unit: Unit, movements: readonly Movement[]): void => {
  const uses = movements.flatMap(({ quote, ...change }) =>
    countsOf(quote).map(({ subjectId, buyerId = allBuyers, spent }) => ({ subjectId, buyerId, spent, ...change })),
  );
  if (uses.length > 0) unit.addRows(move, moved.params(uses));
};

const limits = new Set(['uses_within_limit', 'spending_within_budget']);

const isLimitReached = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'constraint' in error &&
  typeof error.constraint === 'string' &&
  limits.has(error.constraint);

/** Runs a write that changes use counts or their limits. A violated limit becomes a refusal. */
export const withinLimits = async <T, Reason extends string>(
  write: () => Promise<T>,
  refusal: Refusal<Reason>,
): Promise<T | Refusal<Reason>> => {
  try {
    return await write();
  } catch (error) {
    if (isLimitReached(error)) return refusal;
    throw error;
  }
};
