import type { Unit } from '@marketplace/platform';
import { countsOf, type Count } from '../../domain/counts';
import type { Quote } from '../../domain/quote';
import { everybody } from './promotion-rows';

const subjects = (counts: readonly Count[]): readonly string[] => counts.map(({ subjectId }) => subjectId);
const buyers = (counts: readonly Count[]): readonly string[] => counts.map(({ buyerId }) => buyerId ?? everybody);
const amounts = (counts: readonly Count[]): readonly bigint[] => counts.map(({ spent }) => spent);

/**
 * Holds a use in each count. Checkouts queue for the row of a popular promotion and are all served while there is some;
 * the limit is the row's own constraint. Rows are taken in one order by everybody, so that two who want the same do not
 * lock each other out. A buyer's count is made when it is first needed and takes its limit from the latest terms.
 */
const hold = `
  INSERT INTO use_counts AS kept (subject_id, buyer_id, max_uses, held, spent_held)
  SELECT subject_id, buyer_id, max(max_uses), count(*)::int, sum(spent)::bigint
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[]) AS use (subject_id, buyer_id, max_uses, spent)
  GROUP BY subject_id, buyer_id ORDER BY subject_id, buyer_id
  ON CONFLICT (subject_id, buyer_id) DO UPDATE SET held = kept.held + excluded.held, spent_held = kept.spent_held + excluded.spent_held,
    max_uses = CASE WHEN kept.buyer_id = '${everybody}' THEN kept.max_uses ELSE excluded.max_uses END`;

const insertParts = `
  INSERT INTO discount_usage_parts (checkout_id, subject_id, buyer_id, spent)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[])`;

const move = `
  UPDATE use_counts AS kept SET held = kept.held + change.held, consumed = kept.consumed + change.consumed,
    spent_held = kept.spent_held + change.spent_held, spent_consumed = kept.spent_consumed + change.spent_consumed
  FROM (SELECT subject_id, buyer_id FROM use_counts
        WHERE (subject_id, buyer_id) IN (SELECT subject_id, buyer_id FROM unnest($1::uuid[], $2::uuid[]) AS wanted (subject_id, buyer_id))
        ORDER BY subject_id, buyer_id FOR UPDATE) AS locked
    JOIN (SELECT subject_id, buyer_id, sum(held)::int AS held, sum(consumed)::int AS consumed,
            sum(held * spent)::bigint AS spent_held, sum(consumed * spent)::bigint AS spent_consumed
          FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::bigint[]) AS use (subject_id, buyer_id, held, consumed, spent)
          GROUP BY subject_id, buyer_id) AS change USING (subject_id, buyer_id)
  WHERE kept.subject_id = locked.subject_id AND kept.buyer_id = locked.buyer_id`;

/** Holds the uses of a quote, and remembers which counts they are in. */
export const addHold = (unit: Unit, quote: Quote | undefined): Unit => {
  const counts = quote === undefined ? [] : countsOf(quote);
  const columns = [subjects(counts), buyers(counts)];
  return unit
    .addRows(hold, [...columns, counts.map(({ limit }) => limit ?? null), amounts(counts)])
    .addRows(insertParts, [counts.map(() => quote?.checkoutId), ...columns, amounts(counts)]);
};

/** What becomes of a use: -1 of those held, +1 of those consumed. */
export type Movement = { readonly held: -1 | 0; readonly consumed: 0 | 1 };

export const addMovement = (unit: Unit, quote: Quote | undefined, { held, consumed }: Movement): Unit => {
  const counts = quote === undefined || (held === 0 && consumed === 0) ? [] : countsOf(quote);
  return unit.addRows(move, [subjects(counts), buyers(counts), counts.map(() => held), counts.map(() => consumed), amounts(counts)]);
};
