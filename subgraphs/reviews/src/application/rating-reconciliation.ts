import { compareAll, lowestId } from '@marketplace/application';
import { defined, isOperator, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import { isSame } from '../domain/rating';
import type { ComparedRating, Dependencies, RatingKind, RatingSubject } from './ports';

const batchSize = 500;

export type RepairCounts = { readonly products: number; readonly sellers: number };

export type RatingReconciliation = ReturnType<typeof createRatingReconciliation>;

const differs = ({ rating, reviews }: ComparedRating): boolean => !isSame(rating, reviews);

/** Compares the stored ratings with the reviews, and repairs differences. */
export const createRatingReconciliation = ({ ratings, retry }: Pick<Dependencies, 'ratings' | 'retry'>) => {
  /** Compares and repairs one batch. If a rating changes in between, the whole batch is compared again. */
  const repairBatch = (kind: RatingKind, range: { readonly after: string; readonly only?: string }, cause: Cause) =>
    retry(async () => {
      const compared = await ratings.compare({ kind, ...range, limit: batchSize });
      const differences = compared.filter(differs);
      if (differences.length > 0) await ratings.repair(kind, differences, cause);
      return { differences, ...defined({ last: compared.length < batchSize ? undefined : compared.at(-1)?.id }) };
    });

  /** Repairs all ratings of a kind. Calls `onDifference` for each that differs, and returns their number. */
  const repairAll = (
    kind: RatingKind,
    cause: Cause,
    onDifference: (difference: ComparedRating) => void = () => undefined,
  ): Promise<number> => compareAll<ComparedRating, string>(lowestId, (after) => repairBatch(kind, { after }, cause), onDifference);

  const repairOne = async ({ kind, id }: RatingSubject, cause: Cause): Promise<RepairCounts> => {
    const { differences } = await repairBatch(kind, { after: lowestId, only: id }, cause);
    return kind === 'product' ? { products: differences.length, sellers: 0 } : { products: 0, sellers: differences.length };
  };

  return {
    repairAll,

    /** Rebuilds one rating or all of them, for operators, and returns the number of repairs. Other actors are refused before the input is read. */
    rebuild: async (readSubject: () => RatingSubject | undefined, cause: Cause): Promise<RepairCounts | Refusal<'forbidden'>> => {
      if (!isOperator(cause.actor)) return refuse('forbidden');
      const subject = readSubject();
      if (subject !== undefined) return repairOne(subject, cause);
      return { products: await repairAll('product', cause), sellers: await repairAll('seller', cause) };
    },
  };
};
