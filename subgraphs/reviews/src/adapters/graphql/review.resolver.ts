import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { OrderItemId } from '@marketplace/kernel';
import {
  entity,
  idKeyset,
  PageArgs,
  perRequest,
  readConnection,
  type Connection,
  type Entity,
  type GraphContext,
} from '@marketplace/platform/graphql';
import { mayModerate, mayRead, mayReadDecision } from '../../application/access';
import type { ReviewLists } from '../../application/review-lists';
import type { ReviewableItem, ReviewRow, ReviewViews } from '../../application/reviews.view';
import { ReviewModerationType, toHistoryType, toReportType } from './moderation.types';
import { ReviewableItemConnectionType, toReviewableItemType, type ReviewableItemType } from './review.inputs';
import { ReviewConnectionType, ReviewType, toReviewType } from './review.types';

export const reviewEntity = (views: Pick<ReviewViews, 'byIds'>): Entity<ReviewRow, ReviewType> =>
  entity('Review', { load: views.byIds, mayRead: (actor, { state }) => mayRead(actor, state), toType: toReviewType });

const reviewList = { keyset: idKeyset(({ state }: ReviewRow) => state.id), toNode: toReviewType };
const itemList = {
  keyset: idKeyset<ReviewableItem, OrderItemId>(({ orderItemId }) => orderItemId),
  toNode: toReviewableItemType,
};

type Dependencies = { readonly review: Entity<ReviewRow, ReviewType>; readonly lists: ReviewLists; readonly views: ReviewViews };

@Resolver(() => ReviewType)
export class ReviewResolver {
  private readonly histories;
  private readonly reports;
  private readonly helpful;

  constructor(private readonly dependencies: Dependencies) {
    const { views } = dependencies;
    this.histories = perRequest('review-histories', views.histories);
    this.reports = perRequest('review-reports', views.reports);
    this.helpful = perRequest('found-helpful', async (ids, { actor }) =>
      actor.kind === 'user' ? views.foundHelpful(actor.userId, ids) : new Map<string, boolean>(),
    );
  }

  @Query(() => ReviewType, {
    nullable: true,
    description: 'A review; null unless it is published, your own, or you are an operator.',
  })
  review(
    @Arg('id', () => ID, { description: 'The ID of the review.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<ReviewType | null> {
    return this.dependencies.review.show(id, context);
  }

  @Query(() => ReviewConnectionType, { description: 'Your reviews in every status, newest first.' })
  ownReviews(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ReviewType>> {
    return readConnection(args, context, { ...reviewList, read: (page) => this.dependencies.lists.own(page, context.actor) });
  }

  @Query(() => ReviewableItemConnectionType, { description: 'Your delivered order lines without a review, newest first.' })
  reviewableItems(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ReviewableItemType>> {
    return readConnection(args, context, { ...itemList, read: (page) => this.dependencies.lists.reviewable(page, context.actor) });
  }

  @Query(() => ReviewConnectionType, {
    description: 'The reviews that are held or reported, oldest first. Operators only.',
  })
  reviewsToModerate(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ReviewType>> {
    return readConnection(args, context, { ...reviewList, read: (page) => this.dependencies.lists.toModerate(page, context.actor) });
  }

  @FieldResolver(() => Boolean, { description: 'True when you marked the review as helpful. False if you are not logged in.' })
  async viewerFoundHelpful(@Root() { id }: ReviewType, @Ctx() context: GraphContext): Promise<boolean> {
    return (await this.helpful(context).load(id)) ?? false;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The reason for the rejection; null unless the review was rejected and you are its author or an operator.',
  })
  rejectionReason(@Root() { review }: ReviewType, @Ctx() { actor }: GraphContext): string | null {
    return review.moderation.status === 'REJECTED' && mayReadDecision(actor, review) ? review.moderation.reason : null;
  }

  @FieldResolver(() => ReviewModerationType, {
    nullable: true,
    description: 'The moderation data of the review; null unless you are an operator.',
  })
  async moderation(
    @Root() { id, review: { moderation }, openReports }: ReviewType,
    @Ctx() context: GraphContext,
  ): Promise<ReviewModerationType | null> {
    if (!mayModerate(context.actor)) return null;
    const [history = [], reports = []] = await Promise.all([this.histories(context).load(id), this.reports(context).load(id)]);
    return {
      heldFor: moderation.status === 'PENDING' ? moderation.heldFor : [],
      openReports,
      reports: reports.map(toReportType),
      history: history.map(toHistoryType),
    };
  }
}
