import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import { command, toConnection, toUserErrors, unauthenticated, type Connection, type GraphContext } from '@marketplace/platform/graphql';
import { mayReadVerdict } from '../../application/access';
import type { ReaderUseCases } from '../../application/readers';
import type { ReviewViews } from '../../application/reviews.view';
import type { Reviews } from '../../application/reviews';
import type { ReviewId } from '../../domain/review';
import { messages } from './messages';
import { PageArgs, pageOf } from './pages';
import type { ReviewLoads } from './review-loads';
import {
  ReviewableItemConnectionType,
  ReviewEditInput,
  ReviewHelpfulVoteInput,
  ReviewHelpfulVoteWithdrawInput,
  ReviewPayload,
  ReviewPostInput,
  ReviewReplyInput,
  ReviewReportInput,
  toReviewableItemType,
  type ReviewableItemType,
} from './review.inputs';
import { ReviewConnectionType, ReviewType, toReviewType } from './review.types';

type Services = {
  readonly reviews: Reviews;
  readonly readers: ReaderUseCases;
  readonly views: ReviewViews;
  readonly loads: ReviewLoads;
};

@Resolver(() => ReviewType)
export class ReviewResolver {
  constructor(private readonly services: Services) {}

  private async payload(outcome: ReviewId | Refusal, context: GraphContext): Promise<ReviewPayload> {
    if (isRefused(outcome)) return { review: null, userErrors: toUserErrors(outcome, messages) };
    return { review: await this.services.loads.changed(outcome, context), userErrors: [] };
  }

  private async onReview(
    reviewId: string,
    context: GraphContext,
    run: (reviewId: ReviewId, cause: Cause) => Promise<ReviewId | Refusal>,
  ): Promise<ReviewPayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const id = idOf<'Review'>(reviewId);
    const outcome = isId(reviewId)
      ? await command<ReviewId>(context, { operation: 'review', input: {}, run: (cause) => run(id, cause) })
      : refuse('review-not-found', { path: ['reviewId'] });
    return this.payload(outcome, context);
  }

  @Query(() => ReviewType, {
    nullable: true,
    description: 'One review: an approved one, one of your own, or, for operators, any. Null when there is none.',
  })
  review(
    @Arg('id', () => ID, { description: 'The id of the review.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<ReviewType | null> {
    return this.services.loads.review(id, context);
  }

  @Query(() => ReviewConnectionType, { description: 'What you have written, newest first, whether others can see it or not.' })
  async ownReviews(@Args() args: PageArgs, @Ctx() { actor }: GraphContext): Promise<Connection<ReviewType>> {
    if (actor.kind !== 'user') throw unauthenticated();
    const { size, page } = pageOf(args);
    return toConnection(await this.services.views.writtenBy(actor.userId, page), size, ({ state }) => [state.id], toReviewType);
  }

  @Query(() => ReviewableItemConnectionType, { description: 'What you have bought and got and not reviewed yet, newest first.' })
  async reviewableItems(@Args() args: PageArgs, @Ctx() { actor }: GraphContext): Promise<Connection<ReviewableItemType>> {
    if (actor.kind !== 'user') throw unauthenticated();
    const { size, page } = pageOf(args);
    const after = page.after === undefined ? {} : { after: idOf<'OrderItem'>(page.after) };
    const items = await this.services.views.reviewable(actor.userId, { limit: page.limit, ...after });
    return toConnection(items, size, ({ orderItemId }) => [orderItemId], toReviewableItemType);
  }

  @Mutation(() => ReviewPayload, {
    description:
      'Reviews a line of an order of yours, once it is delivered. Others see it at once, unless it has to be read by an operator first. Errors: ORDER_ITEM_NOT_FOUND, NOT_DELIVERED_YET, ALREADY_REVIEWED, OWN_SHOP, RATING_INVALID, TITLE_INVALID, BODY_INVALID, TOO_MANY_IMAGES, IMAGE_INVALID.',
  })
  async reviewPost(
    @Arg('input', () => ReviewPostInput, { description: 'The review.' }) input: ReviewPostInput,
    @Ctx() context: GraphContext,
  ): Promise<ReviewPayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const { orderItemId, ...draft } = input;
    if (!isId(orderItemId)) return this.payload(refuse('order-item-not-found', { path: ['orderItemId'] }), context);
    const outcome = await command<ReviewId>(context, {
      operation: 'reviewPost',
      input,
      run: (cause) => this.services.reviews.post(idOf(orderItemId), draft, cause),
      replay: (id) => Promise.resolve(idOf(id)),
    });
    return this.payload(outcome, context);
  }

  @Mutation(() => ReviewPayload, {
    description:
      'Puts your review otherwise, for 30 days after it was posted; it may have to be read by an operator first. Errors: REVIEW_NOT_FOUND, EDIT_WINDOW_OVER, RATING_INVALID, TITLE_INVALID, BODY_INVALID, TOO_MANY_IMAGES, IMAGE_INVALID.',
  })
  reviewEdit(
    @Arg('input', () => ReviewEditInput, { description: 'The review and its words.' }) { reviewId, ...draft }: ReviewEditInput,
    @Ctx() context: GraphContext,
  ): Promise<ReviewPayload> {
    return this.onReview(reviewId, context, (id, cause) => this.services.reviews.edit(id, draft, cause));
  }

  @Mutation(() => ReviewPayload, {
    description:
      "Answers a review of something you sold, or puts your answer otherwise; for the seller's staff. Errors: REVIEW_NOT_FOUND, REPLY_INVALID, REPLY_NOT_ACCEPTABLE.",
  })
  reviewReply(
    @Arg('input', () => ReviewReplyInput, { description: 'The review and the answer.' }) { reviewId, body }: ReviewReplyInput,
    @Ctx() context: GraphContext,
  ): Promise<ReviewPayload> {
    return this.onReview(reviewId, context, (id, cause) => this.services.reviews.reply(id, body, cause));
  }

  @Mutation(() => ReviewPayload, {
    description: 'Says that a review has helped you; once, however often you say it. Errors: REVIEW_NOT_FOUND, OWN_REVIEW.',
  })
  reviewHelpfulVote(
    @Arg('input', () => ReviewHelpfulVoteInput, { description: 'Which review.' }) { reviewId }: ReviewHelpfulVoteInput,
    @Ctx() context: GraphContext,
  ): Promise<ReviewPayload> {
    return this.onReview(reviewId, context, this.services.readers.vote);
  }

  @Mutation(() => ReviewPayload, { description: 'Takes that back. Errors: REVIEW_NOT_FOUND, OWN_REVIEW.' })
  reviewHelpfulVoteWithdraw(
    @Arg('input', () => ReviewHelpfulVoteWithdrawInput, { description: 'Which review.' }) { reviewId }: ReviewHelpfulVoteWithdrawInput,
    @Ctx() context: GraphContext,
  ): Promise<ReviewPayload> {
    return this.onReview(reviewId, context, this.services.readers.withdrawVote);
  }

  @Mutation(() => ReviewPayload, {
    description:
      'Puts a review before the operators, once; it stays in sight until they decide. Errors: REVIEW_NOT_FOUND, OWN_REVIEW, REASON_INVALID.',
  })
  reviewReport(
    @Arg('input', () => ReviewReportInput, { description: 'Which review, and what is wrong with it.' })
    { reviewId, reason }: ReviewReportInput,
    @Ctx() context: GraphContext,
  ): Promise<ReviewPayload> {
    return this.onReview(reviewId, context, (id, cause) => this.services.readers.report(id, reason, cause));
  }

  @FieldResolver(() => Boolean, { description: 'Whether you said that it has helped you; false for who is not logged in.' })
  viewerFoundHelpful(@Root() { id }: ReviewType, @Ctx() context: GraphContext): Promise<boolean> {
    return this.services.loads.foundHelpful(id, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why it was rejected, for its author and operators; null when it is not.',
  })
  rejectionReason(@Root() { review }: ReviewType, @Ctx() { actor }: GraphContext): string | null {
    return review.standing.status === 'REJECTED' && mayReadVerdict(actor, review) ? review.standing.reason : null;
  }
}
