import { announceChanges, type Job } from '@marketplace/application';
import { milliseconds } from '@marketplace/kernel';
import { isSame, noReviews } from '../domain/rating';
import type { DirtyRating, RatingAnnouncements } from './ports';

// A rating that has lost its row is older than what was told; what it comes to is told once it is counted again.
const isNews = ({ histogram, version, told }: DirtyRating): boolean =>
  version > (told?.version ?? 0) && !isSame(histogram, told?.histogram ?? noReviews);

/** Tells what the reviews of a product or seller come to: once for a burst of changes, not at all if it is as it was told. */
export const announceRatings = (announcements: RatingAnnouncements): Job =>
  announceChanges<DirtyRating>({
    name: 'announce-ratings',
    every: milliseconds(500),
    changed: announcements.dirty,
    announce: (ratings, cause) => announcements.announce(ratings, ratings.filter(isNews), cause),
  });
