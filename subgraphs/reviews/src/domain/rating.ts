import type { Stars } from './content';
import type { Review } from './review';

/** The number of reviews with 1, 2, 3, 4 and 5 stars, or the change of these numbers. */
export type Histogram = readonly [number, number, number, number, number];

export const noReviews: Histogram = [0, 0, 0, 0, 0];

/** Makes a histogram of five numbers. Throws on any other count. */
export const histogramOf = ([one, two, three, four, five, ...rest]: readonly number[]): Histogram => {
  if (one === undefined || two === undefined || three === undefined || four === undefined || five === undefined || rest.length > 0)
    throw new RangeError('a histogram has five numbers');
  return [one, two, three, four, five];
};

const combined = (a: Histogram, b: Histogram, combine: (a: number, b: number) => number): Histogram =>
  histogramOf(a.map((count, position) => combine(count, b[position] ?? 0)));

export const plus = (a: Histogram, b: Histogram): Histogram => combined(a, b, (x, y) => x + y);
const minus = (a: Histogram, b: Histogram): Histogram => combined(a, b, (x, y) => x - y);

export const isSame = (a: Histogram, b: Histogram): boolean => a.every((count, position) => count === b[position]);

export const countOf = (histogram: Histogram): number => histogram.reduce((sum, count) => sum + count, 0);

const starsOf = (histogram: Histogram): number => histogram.reduce((sum, count, position) => sum + count * (position + 1), 0);

/** The mean, rounded half up to two digits; undefined without reviews. */
export const averageOf = (histogram: Histogram): number | undefined => {
  const count = countOf(histogram);
  return count === 0 ? undefined : Math.floor((starsOf(histogram) * 200 + count) / (2 * count)) / 100;
};

const singleReview = (rating: Stars): Histogram => histogramOf(noReviews.map((_, position) => (position + 1 === rating ? 1 : 0)));

/** The contribution of a review to a rating: only approved reviews count. */
const contribution = (review: Review | undefined): Histogram =>
  review?.moderation.status === 'APPROVED' ? singleReview(review.content.rating) : noReviews;

/** The change of the product's and seller's ratings when a review changes. */
export const ratingChange = (before: Review | undefined, now: Review): Histogram => minus(contribution(now), contribution(before));
