import { LRUCache } from 'lru-cache';
import type { SellerId } from '@marketplace/kernel';
import type { Database, Unit } from '@marketplace/platform';
import type { SellerStore } from '../../application/ports';
import { Sellers } from './tables';

type NamedSeller = { readonly id: SellerId; readonly name: string };

/** Adds the seller's name to listings written before the name was known. */
const addToListings = (unit: Unit, { id, name }: NamedSeller, which: 'unnamed' | 'all'): Unit =>
  unit.addRows(
    `UPDATE product_listing l SET listing = l.listing || jsonb_build_object('sellerName', s.name)
     FROM unnest($1::uuid[], $2::text[]) AS s (seller_id, name)
     WHERE l.seller_id = s.seller_id AND l.listing->>'sellerName' ${which === 'unnamed' ? 'IS NULL' : 'IS DISTINCT FROM s.name'}`,
    [[id], [name]],
  );

export const sellerStore = (db: Database): SellerStore => {
  // For the responses of mutations; lists read the name with the listing.
  const names = new LRUCache<SellerId, string>({ max: 10_000, ttl: 60_000 });
  return {
    isApproved: async (id) => (await db.select(Sellers, 'WHERE seller_id = $1 AND approved_at IS NOT NULL', [id])).length > 0,
    nameOf: async (id) => {
      const known = names.get(id);
      if (known !== undefined) return known;
      const [seller] = await db.select(Sellers, 'WHERE seller_id = $1', [id]);
      if (seller !== undefined) names.set(id, seller.name);
      return seller?.name;
    },
    // If the application arrives after the approval, the name is already known.
    recordName: (seller, cause) => {
      const unit = db.unit(cause).insert(Sellers, [{ ...seller, approvedAt: null }], { ignoreConflicts: true });
      return addToListings(unit, seller, 'unnamed').commit();
    },
    recordApproval: async (seller, cause) => {
      const unit = db.unit(cause).upsert(Sellers, [seller], ['id']);
      await addToListings(unit, seller, 'all').commit(() => void names.delete(seller.id));
    },
  };
};
