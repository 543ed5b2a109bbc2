import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isOperator, isRefused, refuse, type Actor, type Refusal } from '@marketplace/kernel';
import {
  badUserInput,
  command,
  forbidden,
  toConnection,
  toUserErrors,
  unauthenticated,
  type Connection,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { RatingSubject } from '../../application/ports';
import type { Mended, RatingBookkeeping } from '../../application/rating-books';
import type { ReviewViews } from '../../application/reviews.view';
import type { Judged, Reviews } from '../../application/reviews';
import type { ReviewId } from '../../domain/review';
import { messages } from './messages';
import { ReviewModerationType, toHistoryType, toReportType } from './moderation.types';
import { PageArgs, pageOf } from './pages';
import {
  ReviewApproveInput,
  ReviewPayload,
  ReviewRatingsRebuildInput,
  ReviewRatingsRebuildPayload,
  ReviewRejectInput,
} from './review.inputs';
import type { ReviewLoads } from './review-loads';
import { ReviewConnectionType, ReviewType, toReviewType } from './review.types';

type Services = {
  readonly reviews: Reviews;
  readonly books: RatingBookkeeping;
  readonly views: ReviewViews;
  readonly loads: ReviewLoads;
};

const requireOperator = (actor: Actor): void => {
  if (!isOperator(actor)) throw actor.kind === 'user' ? forbidden() : unauthenticated();
};

const subjectOf = ({ productId, sellerId }: ReviewRatingsRebuildInput): RatingSubject | undefined => {
  const ids = [productId, sellerId].filter((id) => typeof id === 'string');
  if (ids.length > 1) throw badUserInput('Give a product or a seller, not both.');
  if (ids.some((id) => !isId(id))) throw badUserInput('This is not an id.');
  if (typeof productId === 'string') return { kind: 'product', id: idOf(productId) };
  return typeof sellerId === 'string' ? { kind: 'seller', id: idOf(sellerId) } : undefined;
};

const judged = ({ reviewId, expectedVersion }: ReviewApproveInput): Judged => ({
  reviewId: idOf(reviewId),
  ...(typeof expectedVersion === 'number' ? { expectedVersion } : {}),
});

@Resolver(() => ReviewType)
export class ModerationResolver {
  constructor(private readonly services: Services) {}

  private async decided(
    reviewId: string,
    context: GraphContext,
    run: Parameters<typeof command<ReviewId>>[1]['run'],
  ): Promise<ReviewPayload> {
    requireOperator(context.actor);
    const outcome: ReviewId | Refusal = isId(reviewId)
      ? await command<ReviewId>(context, { operation: 'review', input: {}, run })
      : refuse('review-not-found', { path: ['reviewId'] });
    if (isRefused(outcome)) return { review: null, userErrors: toUserErrors(outcome, messages) };
    return { review: await this.services.loads.changed(outcome, context), userErrors: [] };
  }

  @Query(() => ReviewConnectionType, {
    description: 'Reviews that are held, and those that readers complained about, the oldest first; for operators.',
  })
  async reviewsToModerate(@Args() args: PageArgs, @Ctx() { actor }: GraphContext): Promise<Connection<ReviewType>> {
    requireOperator(actor);
    const { size, page } = pageOf(args);
    return toConnection(await this.services.views.toModerate(page), size, ({ state }) => [state.id], toReviewType);
  }

  @Mutation(() => ReviewPayload, {
    description:
      'Lets everybody see a review, and settles the complaints about it; for operators. Errors: REVIEW_NOT_FOUND, VERSION_CONFLICT.',
  })
  reviewApprove(
    @Arg('input', () => ReviewApproveInput, { description: 'Which review.' }) input: ReviewApproveInput,
    @Ctx() context: GraphContext,
  ): Promise<ReviewPayload> {
    return this.decided(input.reviewId, context, (cause) => this.services.reviews.approve(judged(input), cause));
  }

  @Mutation(() => ReviewPayload, {
    description:
      'Takes a review out of sight, and settles the complaints about it; its author reads the reason. For operators. Errors: REVIEW_NOT_FOUND, REASON_INVALID, VERSION_CONFLICT.',
  })
  reviewReject(
    @Arg('input', () => ReviewRejectInput, { description: 'Which review, and why.' }) input: ReviewRejectInput,
    @Ctx() context: GraphContext,
  ): Promise<ReviewPayload> {
    return this.decided(input.reviewId, context, (cause) => this.services.reviews.reject(judged(input), input.reason, cause));
  }

  @Mutation(() => ReviewRatingsRebuildPayload, {
    description: 'Counts ratings again from their reviews, and mends what differs; for operators. Reviews can be written meanwhile.',
  })
  async reviewRatingsRebuild(
    @Arg('input', () => ReviewRatingsRebuildInput, { description: 'Which ratings.' }) input: ReviewRatingsRebuildInput,
    @Ctx() context: GraphContext,
  ): Promise<ReviewRatingsRebuildPayload> {
    requireOperator(context.actor);
    const subject = subjectOf(input);
    const outcome = await command<Mended>(context, {
      operation: 'reviewRatingsRebuild',
      input: {},
      run: (cause) => this.services.books.rebuild(subject, cause),
    });
    if (isRefused(outcome)) throw forbidden();
    return { productsMended: outcome.products, sellersMended: outcome.sellers, userErrors: [] };
  }

  @FieldResolver(() => ReviewModerationType, { nullable: true, description: 'What operators go by; null for everybody else.' })
  async moderation(
    @Root() { id, review: { standing }, openReports }: ReviewType,
    @Ctx() context: GraphContext,
  ): Promise<ReviewModerationType | null> {
    if (!isOperator(context.actor)) return null;
    const { loads } = this.services;
    const [history, reports] = await Promise.all([loads.history(id, context), loads.reports(id, context)]);
    return {
      heldFor: standing.status === 'PENDING' ? standing.heldFor : [],
      openReports,
      reports: reports.map(toReportType),
      history: history.map(toHistoryType),
    };
  }
}
