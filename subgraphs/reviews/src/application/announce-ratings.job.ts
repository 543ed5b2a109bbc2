import { systemOf } from '@marketplace/kernel';
import { isSame, noReviews } from '../domain/rating';
import type { DirtyRating, Ports } from './ports';

const marksAtOnce = 2_000;

// The rest of a long queue waits for the next run, a moment later.
const mostBatches = 20;

// A rating that has lost its row is older than what was told; what it comes to is told once it is counted again.
const isNews = ({ histogram, version, told }: DirtyRating): boolean =>
  version > (told?.version ?? 0) && !isSame(histogram, told?.histogram ?? noReviews);

/**
 * Tells what the reviews of a product or seller come to: once for a burst of changes, not at all if it is as it was told.
 * Returns how many ratings were looked at.
 */
export const announceRatings =
  ({ announcements, newId }: Pick<Ports, 'announcements' | 'newId'>) =>
  async (): Promise<number> => {
    let count = 0;
    for (let turn = 0; turn < mostBatches; turn += 1) {
      const ratings = await announcements.dirty(marksAtOnce);
      if (ratings.length === 0) break;
      await announcements.announce(ratings, ratings.filter(isNews), { actor: systemOf('reviews'), correlationId: newId() });
      count += ratings.length;
      if (ratings.reduce((marks, rating) => marks + rating.marks.length, 0) < marksAtOnce) break;
    }
    return count;
  };
