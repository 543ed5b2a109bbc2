import type { SellerId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { ActivePromotions } from '../../application/ports';
import type { Promotion } from '../../domain/promotion';
import { promotionColumns, toPromotion, type PromotionColumns } from './promotion-rows';

const oldestMilliseconds = 1_000;

type Shelf = { readonly ofPlatform: readonly Promotion[]; readonly bySeller: ReadonlyMap<SellerId, readonly Promotion[]> };

const arrange = (promotions: readonly Promotion[]): Shelf => {
  const bySeller = new Map<SellerId, Promotion[]>();
  const ofPlatform: Promotion[] = [];
  for (const promotion of promotions) {
    const { sellerId } = promotion;
    if (sellerId === undefined) ofPlatform.push(promotion);
    else bySeller.set(sellerId, [...(bySeller.get(sellerId) ?? []), promotion]);
  }
  return { ofPlatform, bySeller };
};

/**
 * The active promotions that need no coupon, in memory: read again when this process has changed one, and else when they
 * are a second old. What a moment of staleness shows too much of is caught by the period, which is looked at each time,
 * and by the limits, which the database keeps.
 */
export const activePromotions = (db: Database): { readonly find: ActivePromotions; readonly forget: () => void } => {
  let held: { readonly since: number; readonly shelf: Promise<Shelf> } | undefined;

  const read = async (): Promise<Shelf> => {
    const rows = await db.query<PromotionColumns>(
      `SELECT ${promotionColumns('p')} FROM promotions p
       WHERE p.status = 'ACTIVE' AND NOT p.needs_coupon AND p.starts_at <= now() + interval '5 seconds' AND (p.ends_at IS NULL OR p.ends_at > now())
       ORDER BY p.id`,
    );
    return arrange(rows.map((row) => toPromotion(row).state));
  };

  const current = (): Promise<Shelf> => {
    const now = performance.now();
    if (held !== undefined && now - held.since < oldestMilliseconds) return held.shelf;
    const fresh = { since: now, shelf: read() };
    held = fresh;
    // What could not be read is not kept: the next who asks tries again.
    fresh.shelf.catch(() => {
      if (held === fresh) held = undefined;
    });
    return fresh.shelf;
  };

  return {
    find: async (sellerIds) => {
      const { ofPlatform, bySeller } = await current();
      return [...ofPlatform, ...sellerIds.flatMap((sellerId) => bySeller.get(sellerId) ?? [])];
    },
    forget: () => {
      held = undefined;
    },
  };
};
