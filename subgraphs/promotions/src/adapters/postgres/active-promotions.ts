import type { SellerId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { ActivePromotions } from '../../application/ports';
import type { Promotion } from '../../domain/promotion';
import { toPromotion } from './rows';
import { Promotions } from './tables';

const oldestMilliseconds = 1_000;

type BySeller = ReadonlyMap<SellerId | undefined, readonly Promotion[]>;

/**
 * The active promotions that need no coupon, in memory: read again when this process has changed one, and else when they
 * are a second old. What a moment of staleness shows too much of is caught by the period, which is looked at each time,
 * and by the limits, which the database keeps.
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
    if (held !== undefined && now - held.since < oldestMilliseconds) return held.promotions;
    const fresh = { since: now, promotions: read() };
    held = fresh;
    // What could not be read is not kept: the next request tries again.
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
