import type { SellerId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { ActivePromotions } from '../../application/ports';
import type { Promotion } from '../../domain/promotion';
import { toPromotion } from './rows';
import { Promotions } from './tables';

const maxAgeMilliseconds = 1_000;

type BySeller = ReadonlyMap<SellerId | undefined, readonly Promotion[]>;

/**
 * Caches the active promotions that need no coupon. The cache is cleared when this process changes a promotion, and expires
 * after a second. A stale promotion is harmless: the evaluation checks its period, and the database enforces its limits.
 */
export const activePromotions = (db: Database): ActivePromotions => {
  let held: { readonly since: number; readonly promotions: Promise<BySeller> } | undefined;

  db.onCommit((events) => {
    if (events.some(({ aggregateType }) => aggregateType === 'Promotion')) held = undefined;
  });

  const read = async (): Promise<BySeller> => {
    const rows = await db.select(
      Promotions,
      `WHERE status = 'ACTIVE' AND NOT needs_coupon AND starts_at <= now() + interval '5 seconds' AND (ends_at IS NULL OR ends_at > now())
       ORDER BY id`,
    );
    const bySeller = new Map<SellerId | undefined, Promotion[]>();
    for (const promotion of rows.map(toPromotion)) {
      bySeller.set(promotion.sellerId, [...(bySeller.get(promotion.sellerId) ?? []), promotion]);
    }
    return bySeller;
  };

  const current = (): Promise<BySeller> => {
    const now = performance.now();
    if (held !== undefined && now - held.since < maxAgeMilliseconds) return held.promotions;
    const fresh = { since: now, promotions: read() };
    held = fresh;
    // A failed read is not cached, so the next request tries again.
    fresh.promotions.catch(() => {
      if (held === fresh) held = undefined;
    });
    return fresh.promotions;
  };

  return async (sellerIds) => {
    const bySeller = await current();
    return [undefined, ...sellerIds].flatMap((sellerId) => bySeller.get(sellerId) ?? []);
  };
};
