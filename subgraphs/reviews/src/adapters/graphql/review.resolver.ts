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
import { mayModerate, mayRead, mayReadVerdict } from '../../application/access';
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

type Services = { readonly review: Entity<ReviewRow, ReviewType>; readonly lists: ReviewLists; readonly views: ReviewViews };

@Resolver(() => ReviewType)
export class ReviewResolver {
  private readonly histories;
  private readonly reports;
  private readonly helpful;

  constructor(private readonly services: Services) {
    const { views } = services;
    this.histories = perRequest('review-histories', views.histories);
    this.reports = perRequest('review-reports', views.reports);
    this.helpful = perRequest('found-helpful', async (ids, { actor }) =>
      actor.kind === 'user' ? views.foundHelpful(actor.userId, ids) : new Map<string, boolean>(),
    );
  }

  @Query(() => ReviewType, {
    nullable: true,
    description: 'One review: an approved one, one of your own, or, for operators, any. Null when there is none.',
  })
  review(
    @Arg('id', () => ID, { description: 'The id of the review.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<ReviewType | null> {
    return this.services.review.show(id, context);
  }

  @Query(() => ReviewConnectionType, { description: 'What you have written, newest first, whether others can see it or not.' })
  ownReviews(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ReviewType>> {
    return readConnection(args, context, { ...reviewList, read: (page) => this.services.lists.own(page, context.actor) });
  }

  @Query(() => ReviewableItemConnectionType, { description: 'What you have bought and got and not reviewed yet, newest first.' })
  reviewableItems(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ReviewableItemType>> {
    return readConnection(args, context, { ...itemList, read: (page) => this.services.lists.reviewable(page, context.actor) });
  }

  @Query(() => ReviewConnectionType, {
    description: 'Reviews that are held, and those that readers complained about, the oldest first; for operators.',
  })
  reviewsToModerate(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ReviewType>> {
    return readConnection(args, context, { ...reviewList, read: (page) => this.services.lists.toModerate(page, context.actor) });
  }

  @FieldResolver(() => Boolean, { description: 'Whether you said that it has helped you; false for who is not logged in.' })
  async viewerFoundHelpful(@Root() { id }: ReviewType, @Ctx() context: GraphContext): Promise<boolean> {
    return (await this.helpful(context).load(id)) ?? false;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why it was rejected, for its author and operators; null when it is not.',
  })
  rejectionReason(@Root() { review }: ReviewType, @Ctx() { actor }: GraphContext): string | null {
    return review.standing.status === 'REJECTED' && mayReadVerdict(actor, review) ? review.standing.reason : null;
  }

  @FieldResolver(() => ReviewModerationType, { nullable: true, description: 'What operators go by; null for everybody else.' })
  async moderation(
    @Root() { id, review: { standing }, openReports }: ReviewType,
    @Ctx() context: GraphContext,
  ): Promise<ReviewModerationType | null> {
    if (!mayModerate(context.actor)) return null;
    const [history = [], reports = []] = await Promise.all([this.histories(context).load(id), this.reports(context).load(id)]);
    return {
      heldFor: standing.status === 'PENDING' ? standing.heldFor : [],
      openReports,
      reports: reports.map(toReportType),
      history: history.map(toHistoryType),
    };
  }
}
