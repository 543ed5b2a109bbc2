import { actorRef, type Cause } from '@marketplace/kernel';
import type { Database, OutgoingEvent, Unit } from '@marketplace/platform';
import type { ReviewChange, ReviewRepository } from '../../application/ports';
import { ratingChange } from '../../domain/rating';
import { evolve, type Review, type ReviewEvent } from '../../domain/review';
import { addRatingChange } from './rating-parts';
import { reviewColumns, toFoundReview, type ReviewColumns } from './review-rows';

/** A review before and after what has happened to it. */
export type ReviewStep = { readonly before: Review | undefined; readonly now: Review; readonly event: ReviewEvent };

/** Turns what happened to a review into what the world is told of it; given by main.ts, from the nats adapter. */
export type ReviewPublications = (step: ReviewStep, version: number) => OutgoingEvent;

const insertReviews = `
  INSERT INTO reviews (id, version, status, order_item_id, order_id, product_id, variant_id, seller_id, author_id, rating, title, body,
    images, held_for, posted_at)
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::int[],
    $11::text[], $12::text[], $13::jsonb[], $14::jsonb[], $15::timestamptz[])`;

const updateReviews = `
  UPDATE reviews r SET version = now.version, status = now.status, rating = now.rating, title = now.title, body = now.body,
    images = now.images, held_for = now.held_for, rejection_reason = now.rejection_reason, edited_at = now.edited_at,
    reply_body = now.reply_body, reply_at = now.reply_at, reply_edited_at = now.reply_edited_at, open_reports = r.open_reports - now.settled
  FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::int[], $6::text[], $7::text[], $8::jsonb[], $9::jsonb[], $10::text[],
    $11::timestamptz[], $12::text[], $13::timestamptz[], $14::timestamptz[], $15::int[])
    AS now (id, before, version, status, rating, title, body, images, held_for, rejection_reason, edited_at, reply_body, reply_at,
      reply_edited_at, settled)
  WHERE r.id = now.id AND r.version = now.before`;

const insertHistory = `
  INSERT INTO review_history (review_id, version, event, changed_by) SELECT * FROM unnest($1::uuid[], $2::int[], $3::jsonb[], $4::text[])`;

const columns = (...values: readonly unknown[]): readonly (readonly unknown[])[] => values.map((value) => [value]);

const heldFor = ({ standing }: Review): string | null => (standing.status === 'PENDING' ? JSON.stringify(standing.heldFor) : null);

const addNew = (unit: Unit, review: Review): Unit => {
  const { id, orderItemId, orderId, productId, variantId, sellerId, authorId, standing, content, postedAt } = review;
  const { rating, title, body, images } = content;
  const identity = [orderItemId, orderId, productId, variantId, sellerId, authorId];
  const words = [rating, title, body, JSON.stringify(images)];
  return unit.addRows(insertReviews, columns(id, 1, standing.status, ...identity, ...words, heldFor(review), postedAt));
};

const addChanged = (unit: Unit, review: Review, { version, settled }: { readonly version: number; readonly settled: number }): Unit => {
  const { id, standing, content, editedAt, reply } = review;
  const { rating, title, body, images } = content;
  const reason = standing.status === 'REJECTED' ? standing.reason : null;
  const words = [rating, title, body, JSON.stringify(images)];
  const answer = [reply?.body ?? null, reply?.at ?? null, reply?.editedAt ?? null];
  return unit.addRows(
    updateReviews,
    columns(id, version - 1, version, standing.status, ...words, heldFor(review), reason, editedAt ?? null, ...answer, settled),
    1,
  );
};

const addHistory = (
  unit: Unit,
  { now, event }: ReviewStep,
  { version, cause }: { readonly version: number; readonly cause: Cause },
): Unit => unit.addRows(insertHistory, columns(now.id, version, JSON.stringify(event), actorRef(cause.actor)));

const save = (db: Database, publications: ReviewPublications) => {
  return async ({ before, event, reportsSettled }: ReviewChange, cause: Cause): Promise<void> => {
    const now = evolve(before?.state, event);
    const step = { before: before?.state, now, event };
    const version = (before?.version ?? 0) + 1;
    const unit = before === undefined ? addNew(db.unit(cause), now) : addChanged(db.unit(cause), now, { version, settled: reportsSettled });
    addHistory(unit, step, { version, cause });
    addRatingChange(unit, now, ratingChange(before?.state, now));
    await unit.publish(publications(step, version)).commit();
  };
};

export const reviewRepository = (db: Database, publications: ReviewPublications): ReviewRepository => ({
  find: async (id) => {
    const [row] = await db.query<ReviewColumns>(`SELECT ${reviewColumns} FROM reviews r WHERE r.id = $1`, [id]);
    return row === undefined ? undefined : toFoundReview(row);
  },
  save: save(db, publications),
});
