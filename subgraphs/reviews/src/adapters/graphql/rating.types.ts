import { Directive, Field, Float, Int, ObjectType } from 'type-graphql';
import { averageOf, countOf, noReviews, type Histogram } from '../../domain/rating';

@ObjectType('RatingBucket', { description: 'How many gave so many stars.' })
export class RatingBucketType {
  @Field(() => Int, { description: '1 to 5 stars.' })
  stars!: number;

  @Field(() => Int, { description: 'How many reviews gave them.' })
  count!: number;
}

@Directive('@shareable')
@ObjectType('Rating', { description: 'What all reviews that everybody can see come to.' })
export class RatingType {
  @Field(() => Float, { nullable: true, description: 'The average of the stars, to two digits; null while there is no review.' })
  average!: number | null;

  @Field(() => Int, { description: 'How many reviews there are.' })
  count!: number;

  @Field(() => [RatingBucketType], { description: 'How many gave 5, 4, 3, 2 and 1 stars, in this order.' })
  histogram!: readonly RatingBucketType[];
}

/** Where nobody has reviewed anything yet, there is a rating of nothing. */
export const toRatingType = (histogram: Histogram = noReviews): RatingType => ({
  average: averageOf(histogram) ?? null,
  count: countOf(histogram),
  histogram: histogram.map((count, position) => ({ stars: position + 1, count })).reverse(),
});
