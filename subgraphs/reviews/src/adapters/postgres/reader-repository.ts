import type { Database } from '@marketplace/platform';
import type { Readers, Reading } from '../../application/ports';
import type { ReviewId } from '../../domain/review';
import { ReviewReports, Reviews, ReviewVotes } from './tables';

// What is not to be seen any more is not counted, and a second vote at the same moment meets the key of the first.
const counted = (id: ReviewId, add: { readonly helpfulCount: number } | { readonly openReports: number }) => [
  { where: { id, status: 'APPROVED' as const }, add },
];

export const readerRepository = (db: Database): Readers => ({
  reading: async (reviewId, userId) => {
    const [row] = await db.query<Reading>(
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
      .update(Reviews, counted(reviewId, { helpfulCount: 1 }))
      .commit(),
  withdrawVote: (reviewId, userId, cause) =>
    db
      .unit(cause)
      .delete(ReviewVotes, [{ reviewId, userId }], { expect: 1 })
      .update(Reviews, counted(reviewId, { helpfulCount: -1 }))
      .commit(),
  report: ({ reviewId, userId, reason }, cause) =>
    db
      .unit(cause)
      .insert(ReviewReports, [{ reviewId, userId, reason }])
      .update(Reviews, counted(reviewId, { openReports: 1 }))
      .commit(),
});
