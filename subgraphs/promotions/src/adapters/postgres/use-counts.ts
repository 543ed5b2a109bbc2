import { idOf, type Refusal, type UserId } from '@marketplace/kernel';
import { bigint, rowSource, type Unit } from '@marketplace/platform';
import { countsOf } from '../../domain/counts';
import type { Quote } from '../../domain/quote';
import { DiscountUsageParts, UseCounts } from './tables';

/** Stands for everybody in a count of uses. */
export const everybody: UserId = idOf('00000000-0000-0000-0000-000000000000');

const held = rowSource(UseCounts, ['subjectId', 'buyerId', 'maxUses'], { alias: 'use', beside: { spent: bigint() } });

/**
 * Holds a use in each count. Checkouts queue for the row of a popular promotion and are all served while there is some;
 * the limit is the row's own constraint. Rows are taken in one order by everybody, so that two who want the same do not
 * lock each other out. A buyer's count is made when it is first needed and takes its limit from the latest terms.
 */
const hold = `
  INSERT INTO use_counts AS kept (subject_id, buyer_id, max_uses, held, spent_held)
  SELECT subject_id, buyer_id, max(max_uses), count(*)::int, sum(spent)::bigint
  FROM ${held.sql}
  GROUP BY subject_id, buyer_id ORDER BY subject_id, buyer_id
  ON CONFLICT (subject_id, buyer_id) DO UPDATE SET held = kept.held + excluded.held, spent_held = kept.spent_held + excluded.spent_held,
    max_uses = CASE WHEN kept.buyer_id = '${everybody}' THEN kept.max_uses ELSE excluded.max_uses END`;

const moved = rowSource(UseCounts, ['subjectId', 'buyerId', 'held', 'consumed'], { alias: 'use', beside: { spent: bigint() } });

const move = `
  UPDATE use_counts AS kept SET held = kept.held + change.held, consumed = kept.consumed + change.consumed,
    spent_held = kept.spent_held + change.spent_held, spent_consumed = kept.spent_consumed + change.spent_consumed
  FROM (SELECT subject_id, buyer_id FROM use_counts WHERE (subject_id, buyer_id) IN (SELECT subject_id, buyer_id FROM ${moved.sql})
        ORDER BY subject_id, buyer_id FOR UPDATE) AS locked
    JOIN (SELECT subject_id, buyer_id, sum(held)::int AS held, sum(consumed)::int AS consumed,
            sum(held * spent)::bigint AS spent_held, sum(consumed * spent)::bigint AS spent_consumed
          FROM ${moved.sql} GROUP BY subject_id, buyer_id) AS change USING (subject_id, buyer_id)
  WHERE kept.subject_id = locked.subject_id AND kept.buyer_id = locked.buyer_id`;

/** Holds the uses of quotes, and remembers which counts they are in. */
export const addHolds = (unit: Unit, quotes: readonly Quote[]): void => {
  const uses = quotes.flatMap((quote) =>
    countsOf(quote).map(({ subjectId, buyerId = everybody, limit = null, spent }) => ({
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

/** What becomes of the uses of a quote: -1 of those held, +1 of those consumed. */
export type Movement = { readonly quote: Quote; readonly held: -1 | 0; readonly consumed: 0 | 1 };

export const addMovements = (unit: Unit, movements: readonly Movement[]): void => {
  const uses = movements.flatMap(({ quote, ...change }) =>
    countsOf(quote).map(({ subjectId, buyerId = everybody, spent }) => ({ subjectId, buyerId, spent, ...change })),
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

/** Runs a write that counts uses, or limits them. That there are not enough is a refusal, not a fault. */
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
