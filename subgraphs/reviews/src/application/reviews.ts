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
import type { Hold } from '../domain/screening';
import { mayRead } from './access';
import type { FoundReview, Ports } from './ports';

type PostRefusal = Refusal<ContentRejection | 'order-item-not-found' | 'own-shop' | 'not-delivered-yet' | 'already-reviewed'>;
type EditRefusal = Refusal<ContentRejection | 'review-not-found' | 'edit-window-over'>;
type ReplyRefusal = Refusal<'review-not-found' | 'reply-invalid' | 'reply-not-acceptable'>;
type JudgeRefusal = Refusal<'review-not-found' | 'forbidden' | 'version-conflict'>;

/** A review as an operator has read it, if they say which version that was: its author may have put it otherwise since. */
export type Judged = { readonly reviewId: ReviewId; readonly expectedVersion?: number };

export type Reviews = ReturnType<typeof createReviews>;

type Needs = Pick<Ports, 'reviews' | 'purchases' | 'screen' | 'clock' | 'newId'>;

const notFound = (): Refusal<'review-not-found'> => refuse('review-not-found', { path: ['reviewId'] });

/** The use cases of those who write reviews, answer them, and let them be seen. */
export const createReviews = ({ reviews, purchases, screen, clock, newId }: Needs) => {
  const holdsOf = ({ title, body, images }: Content): readonly Hold[] => screen(title, body, ...images.map(({ alt }) => alt));

  const onReview = async (review: FoundReview, command: ReviewCommand, cause: Cause): Promise<ReviewId | Refusal<ReviewRejection>> => {
    const outcome = await reviews.carryOut(review, command, cause);
    return isRefused(outcome) ? outcome : outcome.state.id;
  };

  const asOperator = async (
    { reviewId, expectedVersion }: Judged,
    command: (review: FoundReview) => ReviewCommand,
    cause: Cause,
  ): Promise<ReviewId | Refusal<ReviewRejection> | JudgeRefusal> => {
    if (!isOperator(cause.actor)) return refuse('forbidden');
    const review = await reviews.find(reviewId);
    if (review === undefined) return notFound();
    const isAsRead = expectedVersion === undefined || expectedVersion === review.version;
    return isAsRead ? onReview(review, command(review), cause) : refuse('version-conflict', { currentVersion: review.version });
  };

  const earlier = async (reviewId: ReviewId | undefined): Promise<Review | undefined> =>
    reviewId === undefined ? undefined : (await reviews.find(reviewId))?.state;

  return {
    /** One review of each line of an order, by who bought it; nobody judges what their own shop sold. */
    post: async (orderItemId: OrderItemId, draft: Draft, cause: Cause): Promise<ReviewId | PostRefusal> => {
      const found = await purchases.find(orderItemId);
      if (found === undefined || !isUser(cause.actor, found.purchase.buyerId))
        return refuse('order-item-not-found', { path: ['orderItemId'] });
      const { purchase, isDelivered } = found;
      if (isSellerStaff(cause.actor, purchase.sellerId)) return refuse('own-shop', { path: ['orderItemId'] });
      const content = contentOf(draft);
      if (isRefused(content)) return content;
      const { buyerId, title: _, ...bought } = purchase;
      const identity = { id: newId<'Review'>(), ...bought, authorId: buyerId };
      const command: ReviewCommand = { type: 'PostReview', identity, isDelivered, content, holds: holdsOf(content), at: clock() };
      const events = decide(command, await earlier(found.reviewId));
      if (isRefused(events)) return narrowRefusal(events, 'not-delivered-yet', 'already-reviewed');
      await reviews.save([{ before: undefined, events }], cause);
      return identity.id;
    },

    /** Puts it otherwise, which only its author can. */
    edit: async (reviewId: ReviewId, draft: Draft, cause: Cause): Promise<ReviewId | EditRefusal> => {
      const review = await reviews.find(reviewId);
      if (review === undefined || !isUser(cause.actor, review.state.authorId)) return notFound();
      const content = contentOf(draft);
      if (isRefused(content)) return content;
      const outcome = await onReview(review, { type: 'EditReview', content, holds: holdsOf(content), at: clock() }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'review-not-found', 'edit-window-over') : outcome;
    },

    /** The seller's answer; another one takes its place. */
    reply: async (reviewId: ReviewId, body: string, cause: Cause): Promise<ReviewId | ReplyRefusal> => {
      const review = await reviews.find(reviewId);
      if (review === undefined || !mayRead(cause.actor, review.state) || !isSellerStaff(cause.actor, review.state.sellerId))
        return notFound();
      // What is too long to be an answer is not worth reading.
      const holds = body.length > 20_000 ? [] : screen(body);
      const outcome = await onReview(review, { type: 'ReplyToReview', body, holds, at: clock() }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'review-not-found', 'reply-invalid', 'reply-not-acceptable') : outcome;
    },

    /** Lets everybody see it; of one that they see, says that the complaints about it come to nothing. */
    approve: async (judged: Judged, cause: Cause): Promise<ReviewId | JudgeRefusal> => {
      const outcome = await asOperator(judged, ({ openReports }) => ({ type: 'ApproveReview', openReports, at: clock() }), cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'review-not-found', 'forbidden', 'version-conflict') : outcome;
    },

    /** Takes it out of sight; its author sees why. */
    reject: async (judged: Judged, reason: string, cause: Cause): Promise<ReviewId | JudgeRefusal | Refusal<'reason-invalid'>> => {
      const outcome = await asOperator(judged, ({ openReports }) => ({ type: 'RejectReview', reason, openReports, at: clock() }), cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'review-not-found', 'forbidden', 'version-conflict', 'reason-invalid') : outcome;
    },
  };
};
