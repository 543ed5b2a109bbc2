import { refuse, type Cause, type Refusal, type UserId } from '@marketplace/kernel';
import { isText, normalizeText } from '../domain/content';
import type { ReviewId } from '../domain/review';
import { reviewNotFound } from './access';
import type { Dependencies, ViewerState } from './ports';

type FeedbackRefusal = Refusal<'review-not-found' | 'own-review'>;

export type ReviewFeedback = ReturnType<typeof createReviewFeedback>;

const maxReasonLength = 500;

/** The use cases of readers: helpful votes and reports. */
export const createReviewFeedback = ({ feedback }: Pick<Dependencies, 'feedback'>) => {
  const giveFeedback = async (
    reviewId: ReviewId,
    cause: Cause,
    act: (viewer: ViewerState, userId: UserId) => Promise<void>,
  ): Promise<ReviewId | FeedbackRefusal> => {
    const { actor } = cause;
    if (actor.kind !== 'user') return reviewNotFound();
    const viewer = await feedback.viewerState(reviewId, actor.userId);
    if (viewer?.authorId === actor.userId) return refuse('own-review', { path: ['reviewId'] });
    // Only public reviews take feedback, also from operators.
    if (viewer?.status !== 'APPROVED') return reviewNotFound();
    await act(viewer, actor.userId);
    return reviewId;
  };

  return {
    /** Marks a review as helpful. Counts once per reader. */
    vote: (reviewId: ReviewId, cause: Cause) =>
      giveFeedback(reviewId, cause, async ({ foundHelpful }, userId) => {
        if (!foundHelpful) await feedback.vote(reviewId, userId, cause);
      }),

    withdrawVote: (reviewId: ReviewId, cause: Cause) =>
      giveFeedback(reviewId, cause, async ({ foundHelpful }, userId) => {
        if (foundHelpful) await feedback.withdrawVote(reviewId, userId, cause);
      }),

    /** Reports a review to the operators. It stays public until they decide. Only the first report of a reader counts. */
    report: async (reviewId: ReviewId, reason: string, cause: Cause): Promise<ReviewId | FeedbackRefusal | Refusal<'reason-invalid'>> => {
      const text = normalizeText(reason);
      if (!isText(text, maxReasonLength)) return refuse('reason-invalid', { path: ['reason'] });
      return giveFeedback(reviewId, cause, async ({ hasReported }, userId) => {
        if (!hasReported) await feedback.report({ reviewId, userId, reason: text }, cause);
      });
    },
  };
};
