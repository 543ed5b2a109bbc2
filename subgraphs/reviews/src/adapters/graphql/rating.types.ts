import { objectType, t } from '@marketplace/platform/graphql';
import { averageOf, countOf, noReviews, type Histogram } from '../../domain/rating';

const RatingBucketType = objectType('RatingBucket', 'The number of reviews with a given number of stars.', {
  stars: t.int('The number of stars, from 1 to 5.'),
  count: t.int('The number of reviews with this number of stars.'),
});
type RatingBucketType = InstanceType<typeof RatingBucketType>;

export const RatingType = objectType(
  'Rating',
  'The rating of a product, from its published reviews.',
  {
    average: t.float('The average number of stars, rounded to two digits; null if there are no reviews.').nullable(),
    count: t.int('The number of published reviews.'),
    histogram: t.list(RatingBucketType, 'The number of reviews with 5, 4, 3, 2 and 1 stars, in this order.'),
  },
  { isShareable: true },
);
export type RatingType = InstanceType<typeof RatingType>;

/** A rating without reviews has a count of zero and no average. */
export const toRatingType = (histogram: Histogram = noReviews): RatingType => ({
  average: averageOf(histogram) ?? null,
  count: countOf(histogram),
  histogram: histogram.map((count, position) => ({ stars: position + 1, count })).reverse(),
});
