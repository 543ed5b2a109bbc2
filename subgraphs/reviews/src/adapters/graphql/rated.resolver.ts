import { Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { isId } from '@marketplace/kernel';
import { pageSize, toConnection, type Connection, type GraphContext } from '@marketplace/platform/graphql';
import type { RatingKind } from '../../application/ports';
import type { ReviewRow, ReviewSort, ReviewViews } from '../../application/reviews.view';
import { keyOf, PageArgs, placeOf, ReviewsArgs } from './pages';
import { RatingType, toRatingType } from './rating.types';
import { ProductType, ReviewConnectionType, SellerType, toReviewType, type ReviewType } from './review.types';

type Asked = {
  readonly of: RatingKind;
  readonly id: string;
  readonly first: number;
  readonly after: string | null | undefined;
  readonly sort: ReviewSort;
};

/** The approved reviews of one of many: a first page is shared with whoever asks for it, a further one within the request. */
const reviewsOf = async (
  views: ReviewViews,
  { of, id, sort, first, after }: Asked,
  context: GraphContext,
): Promise<Connection<ReviewType>> => {
  const size = pageSize(first);
  const list = { of, sort, limit: size + 1 };
  const rows: readonly ReviewRow[] | undefined =
    typeof after === 'string'
      ? await context.loaders
          .get(`reviews of ${of} ${sort} ${size.toString()} ${after}`, (ids) =>
            views.further({ ...list, after: placeOf(after, sort) }, ids),
          )
          .load(id)
      : await views.first(list, id);
  return toConnection(rows ?? [], size, keyOf(sort), toReviewType);
};

type Reference = { readonly id: string };

@Resolver(() => ProductType)
export class ProductResolver {
  constructor(private readonly views: ReviewViews) {}

  /** Products are products'; reviews adds to any that it is asked about. */
  readonly reference = ({ id }: Reference): ProductType | null => (isId(id) ? { id } : null);

  @Directive('@shareable')
  @FieldResolver(() => RatingType, { nullable: true, description: 'What its reviews come to.' })
  async rating(@Root() { id }: ProductType): Promise<RatingType> {
    return toRatingType(await this.views.rating('product', id));
  }

  @FieldResolver(() => ReviewConnectionType, { nullable: true, description: 'What buyers say of it, as far as everybody can see it.' })
  reviews(@Root() { id }: ProductType, @Args() args: ReviewsArgs, @Ctx() context: GraphContext): Promise<Connection<ReviewType>> {
    return reviewsOf(this.views, { of: 'product', id, first: args.first, after: args.after, sort: args.sort }, context);
  }
}

@Resolver(() => SellerType)
export class SellerResolver {
  constructor(private readonly views: ReviewViews) {}

  /** Sellers are accounts'; reviews adds to any that it is asked about. */
  readonly reference = ({ id }: Reference): SellerType | null => (isId(id) ? { id } : null);

  @Directive('@shareable')
  @FieldResolver(() => RatingType, { nullable: true, description: 'What the reviews of everything they sold come to.' })
  async rating(@Root() { id }: SellerType): Promise<RatingType> {
    return toRatingType(await this.views.rating('seller', id));
  }

  @FieldResolver(() => ReviewConnectionType, {
    nullable: true,
    description: 'What buyers say of anything they sold, newest first, as far as everybody can see it.',
  })
  reviews(@Root() { id }: SellerType, @Args() args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ReviewType>> {
    return reviewsOf(this.views, { of: 'seller', id, first: args.first, after: args.after, sort: 'NEWEST' }, context);
  }
}
