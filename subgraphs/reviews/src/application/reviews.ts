import {
  isOperator,
  isRefused,
  isSellerStaff,
  isUser,
  narrowRefusal,
  refuse,
  type Cause,
  type OrderItemId,
  type Refusal,
} from '@marketplace/kernel';
import { contentOf, type Content, type ContentRejection, type Draft } from '../domain/content';
import { decide, type ReviewCommand, type ReviewRejection } from '../domain/decide';
import type { Review, ReviewId } from '../domain/review';
import type { ModerationFlag } from '../domain/screening';
import { mayRead, reviewNotFound } from './access';
import type { FoundReview, Dependencies } from './ports';

type PostRefusal = Refusal<ContentRejection | 'order-item-not-found' | 'own-shop' | 'not-delivered-yet' | 'already-reviewed'>;
type EditRefusal = Refusal<ContentRejection | 'review-not-found' | 'edit-window-over'>;
type ReplyRefusal = Refusal<'review-not-found' | 'reply-invalid' | 'reply-not-acceptable'>;
type ModerationRefusal = Refusal<'review-not-found' | 'forbidden' | 'version-conflict'>;

/** A decision on a review. `expectedVersion` guards against an edit since the operator read it. */
export type ModerationDecision = { readonly reviewId: ReviewId; readonly expectedVersion?: number };

export type Reviews = ReturnType<typeof createReviews>;

type ReviewDependencies = Pick<Dependencies, 'reviews' | 'purchases' | 'screen' | 'clock' | 'newId'>;

/** The use cases of authors, sellers and moderators. */
export const createReviews = ({ reviews, purchases, screen, clock, newId }: ReviewDependencies) => {
  const flagsOf = ({ title, body, images }: Content): readonly ModerationFlag[] => screen(title, body, ...images.map(({ alt }) => alt));

  const execute = async (review: FoundReview, command: ReviewCommand, cause: Cause): Promise<ReviewId | Refusal<ReviewRejection>> => {
    const outcome = await reviews.execute(review, command, cause);
    return isRefused(outcome) ? outcome : outcome.state.id;
  };

  const moderate = async (
    { reviewId, expectedVersion }: ModerationDecision,
    command: (review: FoundReview) => ReviewCommand,
    cause: Cause,
  ): Promise<ReviewId | Refusal<ReviewRejection> | ModerationRefusal> => {
    if (!isOperator(cause.actor)) return refuse('forbidden');
    const review = await reviews.find(reviewId);
    if (review === undefined) return reviewNotFound();
    const isCurrent = expectedVersion === undefined || expectedVersion === review.version;
    return isCurrent ? execute(review, command(review), cause) : refuse('version-conflict', { currentVersion: review.version });
  };

  const findExisting = async (reviewId: ReviewId | undefined): Promise<Review | undefined> =>
    reviewId === undefined ? undefined : (await reviews.find(reviewId))?.state;

  return {
    /** Posts a review of an order line: one per line, by its buyer, unless the buyer belongs to the seller. */
    post: async (orderItemId: OrderItemId, draft: Draft, cause: Cause): Promise<ReviewId | PostRefusal> => {
      const found = await purchases.find(orderItemId);
      if (found === undefined || !isUser(cause.actor, found.purchase.buyerId))
        return refuse('order-item-not-found', { path: ['orderItemId'] });
      const { purchase, isDelivered } = found;
      if (isSellerStaff(cause.actor, purchase.sellerId)) return refuse('own-shop', { path: ['orderItemId'] });
      const content = contentOf(draft);
      if (isRefused(content)) return content;
      const { buyerId, title: _, ...refs } = purchase;
      const identity = { id: newId<'Review'>(), ...refs, authorId: buyerId };
      const command: ReviewCommand = { type: 'PostReview', identity, isDelivered, content, flags: flagsOf(content), at: clock() };
      const events = decide(command, await findExisting(found.reviewId));
      if (isRefused(events)) return narrowRefusal(events, 'not-delivered-yet', 'already-reviewed');
      await reviews.save([{ before: undefined, events }], cause);
      return identity.id;
    },

    /** Edits a review of the actor. */
    edit: async (reviewId: ReviewId, draft: Draft, cause: Cause): Promise<ReviewId | EditRefusal> => {
      const review = await reviews.find(reviewId);
      if (review === undefined || !isUser(cause.actor, review.state.authorId)) return reviewNotFound();
      const content = contentOf(draft);
      if (isRefused(content)) return content;
      const outcome = await execute(review, { type: 'EditReview', content, flags: flagsOf(content), at: clock() }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'review-not-found', 'edit-window-over') : outcome;
    },

    /** Adds or replaces the seller's reply. */
    reply: async (reviewId: ReviewId, body: string, cause: Cause): Promise<ReviewId | ReplyRefusal> => {
      const review = await reviews.find(reviewId);
      if (review === undefined || !mayRead(cause.actor, review.state) || !isSellerStaff(cause.actor, review.state.sellerId))
        return reviewNotFound();
      // A body that is far too long is refused by its length, without screening.
      const flags = body.length > 20_000 ? [] : screen(body);
      const outcome = await execute(review, { type: 'ReplyToReview', body, flags, at: clock() }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'review-not-found', 'reply-invalid', 'reply-not-acceptable') : outcome;
    },

    /** Publishes a review, or dismisses the reports of a published one. */
    approve: async (decision: ModerationDecision, cause: Cause): Promise<ReviewId | ModerationRefusal> => {
      const outcome = await moderate(decision, ({ openReports }) => ({ type: 'ApproveReview', openReports, at: clock() }), cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'review-not-found', 'forbidden', 'version-conflict') : outcome;
    },

    /** Hides a review. Its author sees the reason. */
    reject: async (
      decision: ModerationDecision,
      reason: string,
      cause: Cause,
    ): Promise<ReviewId | ModerationRefusal | Refusal<'reason-invalid'>> => {
      const outcome = await moderate(decision, ({ openReports }) => ({ type: 'RejectReview', reason, openReports, at: clock() }), cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'review-not-found', 'forbidden', 'version-conflict', 'reason-invalid') : outcome;
    },
  };
};
