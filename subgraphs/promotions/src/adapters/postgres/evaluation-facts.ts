import { actorRef } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { CouponAttempts, ProductRepository, SegmentRepository } from '../../application/ports';
import { BuyerSegments, CategoriesMoved, ProductsKnown } from './tables';

/** Ignores events that are older than the stored copy, because events can arrive late and more than once. */
export const productRepository = (db: Database): ProductRepository => ({
  saveProduct: (product, cause) =>
    db
      .unit(cause)
      .upsert(ProductsKnown, [product], { by: ['productId'], newer: 'version' })
      .commit(),
  saveCategoryMove: (category, cause) =>
    db
      .unit(cause)
      .upsert(CategoriesMoved, [category], { by: ['categoryId'], newer: 'version' })
      .commit(),
});

export const segmentRepository = (db: Database): SegmentRepository => ({
  update: (segment, { add, remove }, cause) => {
    const addedBy = actorRef(cause.actor);
    return db
      .unit(cause)
      .delete(
        BuyerSegments,
        remove.map((userId) => ({ userId, segment })),
      )
      .insert(
        BuyerSegments,
        // Sorted, so that two such writes cannot deadlock.
        [...add].sort().map((userId) => ({ userId, segment, addedBy })),
        { ignoreConflicts: true },
      )
      .commit();
  },
  size: (segment) => db.repository(BuyerSegments).countBy({ segment }),
});

export const couponAttempts = (db: Database): CouponAttempts => ({
  record: async (buyerId, codes, at) => {
    await db.query(
      `INSERT INTO coupon_attempts (user_id, code, attempted_at) SELECT $1, code, $3 FROM unnest($2::text[]) AS attempt (code) ORDER BY code
       ON CONFLICT (user_id, code) DO UPDATE SET attempted_at = excluded.attempted_at`,
      [buyerId, codes, at],
    );
  },
  deleteBefore: async (before) => (await db.query('DELETE FROM coupon_attempts WHERE attempted_at <= $1 RETURNING 1', [before])).length,
});
