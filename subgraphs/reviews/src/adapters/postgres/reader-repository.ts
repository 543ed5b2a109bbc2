import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { Readers } from '../../application/ports';
import type { ReviewStatus } from '../../domain/review';

type ReadingRow = {
  readonly author_id: string;
  readonly status: ReviewStatus;
  readonly found_helpful: boolean;
  readonly has_reported: boolean;
};

// Who does the same twice at the same moment meets the key of the first; what is not to be seen any more is not counted.
const insertVote = 'INSERT INTO review_votes (review_id, user_id) VALUES ($1, $2)';
const deleteVote = 'DELETE FROM review_votes WHERE review_id = $1 AND user_id = $2';
const countVote = `UPDATE reviews SET helpful_count = helpful_count + $2 WHERE id = $1 AND status = 'APPROVED'`;
const insertReport = 'INSERT INTO review_reports (review_id, user_id, reason) VALUES ($1, $2, $3)';
const countReport = `UPDATE reviews SET open_reports = open_reports + 1 WHERE id = $1 AND status = 'APPROVED'`;

export const readerRepository = (db: Database): Readers => ({
  reading: async (reviewId, userId) => {
    const [row] = await db.query<ReadingRow>(
      `SELECT r.author_id, r.status, v.user_id IS NOT NULL AS found_helpful, c.user_id IS NOT NULL AS has_reported
       FROM reviews r LEFT JOIN review_votes v ON v.review_id = r.id AND v.user_id = $2
         LEFT JOIN review_reports c ON c.review_id = r.id AND c.user_id = $2
       WHERE r.id = $1`,
      [reviewId, userId],
    );
    if (row === undefined) return undefined;
    return { authorId: idOf(row.author_id), status: row.status, foundHelpful: row.found_helpful, hasReported: row.has_reported };
  },
  vote: (reviewId, userId, cause) => db.unit(cause).add(insertVote, [reviewId, userId], 1).add(countVote, [reviewId, 1], 1).commit(),
  withdrawVote: (reviewId, userId, cause) =>
    db.unit(cause).add(deleteVote, [reviewId, userId], 1).add(countVote, [reviewId, -1], 1).commit(),
  report: ({ reviewId, userId, reason }, cause) =>
    db.unit(cause).add(insertReport, [reviewId, userId, reason], 1).add(countReport, [reviewId], 1).commit(),
});
