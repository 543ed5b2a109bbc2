import type { Database } from '@marketplace/platform';
import type { FeedbackRepository, ViewerState } from '../../application/ports';
import type { ReviewId } from '../../domain/review';
import { ReviewReports, Reviews, ReviewVotes } from './tables';

// Fails if the review is not public any more. A parallel second vote violates the primary key of the first.
const counterUpdate = (id: ReviewId, add: { readonly helpfulCount: number } | { readonly openReports: number }) => [
  { where: { id, status: 'APPROVED' as const }, add },
];

export const feedbackRepository = (db: Database): FeedbackRepository => ({
  viewerState: async (reviewId, userId) => {
    const [row] = await db.query<ViewerState>(
      `SELECT r.author_id AS "authorId", r.status, v.user_id IS NOT NULL AS "foundHelpful", c.user_id IS NOT NULL AS "hasReported"
       FROM reviews r LEFT JOIN review_votes v ON v.review_id = r.id AND v.user_id = $2
         LEFT JOIN review_reports c ON c.review_id = r.id AND c.user_id = $2
       WHERE r.id = $1`,
      [reviewId, userId],
    );
    return row;
  },
  vote: (reviewId, userId, cause) =>
    db
      .unit(cause)
      .insert(ReviewVotes, [{ reviewId, userId }])
      .update(Reviews, counterUpdate(reviewId, { helpfulCount: 1 }))
      .commit(),
  withdrawVote: (reviewId, userId, cause) =>
    db
      .unit(cause)
      .delete(ReviewVotes, [{ reviewId, userId }], { expect: 1 })
      .update(Reviews, counterUpdate(reviewId, { helpfulCount: -1 }))
      .commit(),
  report: ({ reviewId, userId, reason }, cause) =>
    db
      .unit(cause)
      .insert(ReviewReports, [{ reviewId, userId, reason }])
      .update(Reviews, counterUpdate(reviewId, { openReports: 1 }))
      .commit(),
});
