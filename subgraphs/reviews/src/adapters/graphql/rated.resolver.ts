import { Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { isId } from '@marketplace/kernel';
import {
  pageFields,
  argsType,
  PageArgs,
  pageRequest,
  t,
  toConnection,
  type Connection,
  type GraphContext,
  type Keyset,
  type PageArguments,
} from '@marketplace/platform/graphql';
import type { RatingKind } from '../../application/ports';
import type { ReviewPosition, ReviewRow, ReviewSort, ReviewViews } from '../../application/reviews.view';
import { RatingType, toRatingType } from './rating.types';
import { ProductType, ReviewConnectionType, ReviewSortType, SellerType, toReviewType, type ReviewType } from './review.types';

const ReviewsArgs = argsType({
  ...pageFields({ size: 10 }),
  sort: t.of(ReviewSortType, 'The sort order of the reviews.').default('HELPFUL'),
});
type ReviewsArgs = InstanceType<typeof ReviewsArgs>;

const rankOf = ({ state, helpfulCount }: ReviewRow, sort: ReviewSort): number => {
  switch (sort) {
    case 'NEWEST':
      return 0;
    case 'HELPFUL':
      return helpfulCount;
    case 'RATING_HIGH':
      return state.content.rating;
    case 'RATING_LOW':
      return 6 - state.content.rating;
  }
};

/** The keyset of a list with this sort order. A cursor of another sort order is invalid. */
const keysetOf = (sort: ReviewSort): Keyset<ReviewRow, ReviewPosition> => ({
  parts: 3,
  of: (row) => [sort, rankOf(row, sort).toString(), row.state.id],
  parse: ([order, rank = '', id = '']) => (order === sort && /^\d{1,9}$/.test(rank) && isId(id) ? { rank: Number(rank), id } : undefined),
});

type ReviewsQuery = { readonly of: RatingKind; readonly id: string; readonly sort: ReviewSort; readonly page: PageArguments };

/** The approved reviews of a product or seller. First pages are batched across requests, next pages within the request. */
const reviewsOf = async (
  views: ReviewViews,
  { of, id, sort, page }: ReviewsQuery,
  { loaders }: GraphContext,
): Promise<Connection<ReviewType>> => {
  const keyset = keysetOf(sort);
  const { limit, after } = pageRequest(page, keyset);
  const list = { of, sort, limit };
  const loaderKey = `reviews of ${of} ${sort} ${limit.toString()} ${page.after ?? ''}`;
  const rows =
    after === undefined
      ? await views.firstPage(list, id)
      : await loaders.get(loaderKey, (ids) => views.nextPages({ ...list, after }, ids)).load(id);
  return toConnection(rows ?? [], limit - 1, keyset.of, toReviewType);
};

@Resolver(() => ProductType)
export class ProductResolver {
  constructor(private readonly views: ReviewViews) {}

  @Directive('@shareable')
  @FieldResolver(() => RatingType, { nullable: true, description: 'The rating of the product, from its published reviews.' })
  async rating(@Root() { id }: ProductType): Promise<RatingType> {
    return toRatingType(await this.views.rating('product', id));
  }

  @FieldResolver(() => ReviewConnectionType, { nullable: true, description: 'The published reviews of the product.' })
  reviews(
    @Root() { id }: ProductType,
    @Args(() => ReviewsArgs) page: ReviewsArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ReviewType>> {
    return reviewsOf(this.views, { of: 'product', id, sort: page.sort, page }, context);
  }
}

@Resolver(() => SellerType)
export class SellerResolver {
  constructor(private readonly views: ReviewViews) {}

  @Directive('@shareable')
  @FieldResolver(() => RatingType, {
    nullable: true,
    description: "The rating of the seller, from the published reviews of the seller's products.",
  })
  async rating(@Root() { id }: SellerType): Promise<RatingType> {
    return toRatingType(await this.views.rating('seller', id));
  }

  @FieldResolver(() => ReviewConnectionType, {
    nullable: true,
    description: "The published reviews of the seller's products, newest first.",
  })
  reviews(@Root() { id }: SellerType, @Args(() => PageArgs) page: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ReviewType>> {
    return reviewsOf(this.views, { of: 'seller', id, sort: 'NEWEST', page }, context);
  }
}
