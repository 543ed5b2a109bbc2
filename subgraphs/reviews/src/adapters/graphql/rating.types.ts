import { t, objectType } from '@marketplace/platform/graphql';
import { averageOf, countOf, noReviews, type Histogram } from '../../domain/rating';

const RatingBucketType = objectType('RatingBucket', 'How many gave so many stars.', {
  stars: t.int('1 to 5 stars.'),
  count: t.int('How many reviews gave them.'),
});
type RatingBucketType = InstanceType<typeof RatingBucketType>;

export const RatingType = objectType(
  'Rating',
  'What all reviews that everybody can see come to.',
  {
    average: t.float('The average of the stars, to two digits; null while there is no review.').nullable(),
    count: t.int('How many reviews there are.'),
    histogram: t.list(RatingBucketType, 'How many gave 5, 4, 3, 2 and 1 stars, in this order.'),
  },
  { isShareable: true },
);
export type RatingType = InstanceType<typeof RatingType>;

/** Where nobody has reviewed anything yet, there is a rating of nothing. */
export const toRatingType = (histogram: Histogram = noReviews): RatingType => ({
  average: averageOf(histogram) ?? null,
  count: countOf(histogram),
  histogram: histogram.map((count, position) => ({ stars: position + 1, count })).reverse(),
});
