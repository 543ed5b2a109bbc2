import { announceChanges, type Job } from '@marketplace/application';
import { milliseconds } from '@marketplace/kernel';
import { isSame, noReviews } from '../domain/rating';
import type { ChangedRating, RatingPublisher } from './ports';

// A rating without a row has version 0, so it is not published before it is rebuilt.
const mustBePublished = ({ histogram, version, lastPublished }: ChangedRating): boolean =>
  version > (lastPublished?.version ?? 0) && !isSame(histogram, lastPublished?.histogram ?? noReviews);

/** Publishes changed ratings: once for a burst of changes, and not at all if the counts are as last published. */
export const announceRatings = (publisher: RatingPublisher): Job =>
  announceChanges<ChangedRating>({
    name: 'announce-ratings',
    every: milliseconds(500),
    changed: publisher.changed,
    announce: (ratings, cause) => publisher.publish(ratings, ratings.filter(mustBePublished), cause),
  });
