import { systemOf } from '@marketplace/kernel';
import type { ComparedRating, Ports, RatingKind } from './ports';
import type { RatingBookkeeping } from './rating-books';

type Needs = Pick<Ports, 'alert' | 'newId'> & { readonly books: RatingBookkeeping };

/**
 * Compares every rating with the reviews that it stands for. They are written together, so a difference means that somebody
 * went around the context: it is told, and mended. Returns the number of differences.
 */
export const reconcileRatings =
  ({ books, alert, newId }: Needs) =>
  async (): Promise<number> => {
    const cause = { actor: systemOf('reviews'), correlationId: newId() };
    const tell =
      (kind: RatingKind) =>
      ({ id, rating, reviews }: ComparedRating): void => {
        alert('rating-differs-from-reviews', { kind, id, rating, reviews });
      };
    return (await books.mendAll('product', cause, tell('product'))) + (await books.mendAll('seller', cause, tell('seller')));
  };
