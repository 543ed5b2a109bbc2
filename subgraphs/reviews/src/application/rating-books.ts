import { compareAll, lowestId } from '@marketplace/application';
import { isOperator, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import { isSame } from '../domain/rating';
import type { ComparedRating, Ports, RatingKind, RatingSubject } from './ports';

const ratingsAtOnce = 500;

export type Mended = { readonly products: number; readonly sellers: number };

export type RatingBookkeeping = ReturnType<typeof createRatingBooks>;

type Dependencies = Pick<Ports, 'books' | 'retry'>;

const differs = ({ rating, reviews }: ComparedRating): boolean => !isSame(rating, reviews);

/** Ratings are counts that are kept as reviews change; here they are counted again from the reviews themselves. */
export const createRatingBooks = ({ books, retry }: Dependencies) => {
  /** Compares and mends one slice; when a rating moves in between, the whole slice is looked at again. */
  const slice = (kind: RatingKind, place: { readonly after: string; readonly only?: string }, cause: Cause) =>
    retry(async () => {
      const compared = await books.compare({ kind, ...place, limit: ratingsAtOnce });
      const differences = compared.filter(differs);
      if (differences.length > 0) await books.mend(kind, differences, cause);
      const last = compared.length < ratingsAtOnce ? undefined : compared.at(-1)?.id;
      return { differences, ...(last === undefined ? {} : { last }) };
    });

  /** Makes all ratings of a kind what the reviews come to; `found` hears of each that was not. */
  const mendAll = (kind: RatingKind, cause: Cause, found: (difference: ComparedRating) => void = () => undefined): Promise<number> =>
    compareAll<ComparedRating, string>(lowestId, (after) => slice(kind, { after }, cause), found);

  const mendOne = async ({ kind, id }: RatingSubject, cause: Cause): Promise<Mended> => {
    const { differences } = await slice(kind, { after: lowestId, only: id }, cause);
    return kind === 'product' ? { products: differences.length, sellers: 0 } : { products: 0, sellers: differences.length };
  };

  return {
    mendAll,

    /**
     * Counts again, for operators: one rating, or all of them. Says how many were not what the reviews come to. What is asked for
     * is read only for an operator.
     */
    rebuild: async (readSubject: () => RatingSubject | undefined, cause: Cause): Promise<Mended | Refusal<'forbidden'>> => {
      if (!isOperator(cause.actor)) return refuse('forbidden');
      const subject = readSubject();
      if (subject !== undefined) return mendOne(subject, cause);
      return { products: await mendAll('product', cause), sellers: await mendAll('seller', cause) };
    },
  };
};
