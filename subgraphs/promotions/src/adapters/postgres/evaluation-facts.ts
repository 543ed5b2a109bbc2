import { actorRef } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { CouponAttempts, ProductRepository, SegmentRepository } from '../../application/ports';
import { BuyerSegments, CategoriesMoved, ProductsKnown } from './tables';

/** Events can come late and twice: only what is newer than the copy counts. */
export const productRepository = (db: Database): ProductRepository => ({
  learn: (product, cause) =>
    db
      .unit(cause)
      .upsert(ProductsKnown, [product], { by: ['productId'], newer: 'version' })
      .commit(),
  learnMove: (category, cause) =>
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
        // In one order, so that two such writes never wait for each other.
        [...add].sort().map((userId) => ({ userId, segment, addedBy })),
        { unlessThere: true },
      )
      .commit();
  },
  size: (segment) => db.repository(BuyerSegments).countBy({ segment }),
});

export const couponAttempts = (db: Database): CouponAttempts => ({
  note: async (buyerId, codes, at) => {
    await db.query(
      `INSERT INTO coupon_attempts (user_id, code, attempted_at) SELECT $1, code, $3 FROM unnest($2::text[]) AS attempt (code) ORDER BY code
       ON CONFLICT (user_id, code) DO UPDATE SET attempted_at = excluded.attempted_at`,
      [buyerId, codes, at],
    );
  },
  forget: async (before) => (await db.query('DELETE FROM coupon_attempts WHERE attempted_at <= $1 RETURNING 1', [before])).length,
});
