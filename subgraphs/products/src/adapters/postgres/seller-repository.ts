import { LRUCache } from 'lru-cache';
import type { SellerId } from '@marketplace/kernel';
import type { Database, Unit } from '@marketplace/platform';
import type { SellerRepository } from '../../application/ports';

type Named = { readonly id: SellerId; readonly name: string };

/** A listing says who sells it: those that were written before are told as well. */
const addToListings = (unit: Unit, { id, name }: Named): Unit =>
  unit.add(
    `UPDATE product_listing SET listing = listing || jsonb_build_object('sellerName', $2::text)
     WHERE seller_id = $1 AND listing->>'sellerName' IS DISTINCT FROM $2`,
    [id, name],
  );

export const sellerRepository = (db: Database): SellerRepository => {
  // What a mutation answers with; a list reads the name with the listing.
  const names = new LRUCache<SellerId, string>({ max: 10_000, ttl: 60_000 });
  return {
    isApproved: async (id) => (await db.query('SELECT 1 FROM sellers_known WHERE seller_id = $1', [id])).length > 0,
    nameOf: async (id) => {
      const known = names.get(id);
      if (known !== undefined) return known;
      const [row] = await db.query<{ name: string }>('SELECT name FROM seller_names WHERE seller_id = $1', [id]);
      if (row !== undefined) names.set(id, row.name);
      return row?.name;
    },
    // An application can come late: the approval has said the name already.
    learn: async ({ id, name }, cause) => {
      const unit = db.unit(cause).add('INSERT INTO seller_names (seller_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, name]);
      await addToUnnamed(unit, { id, name }).commit();
    },
    approve: async ({ id, name }, cause) => {
      const unit = db
        .unit(cause)
        .add('INSERT INTO sellers_known (seller_id, name) VALUES ($1, $2) ON CONFLICT (seller_id) DO UPDATE SET name = excluded.name', [
          id,
          name,
        ])
        .add('INSERT INTO seller_names (seller_id, name) VALUES ($1, $2) ON CONFLICT (seller_id) DO UPDATE SET name = excluded.name', [
          id,
          name,
        ]);
      await addToListings(unit, { id, name }).commit();
      names.delete(id);
    },
  };
};

const addToUnnamed = (unit: Unit, { id, name }: Named): Unit =>
  unit.add(
    `UPDATE product_listing SET listing = listing || jsonb_build_object('sellerName', $2::text)
     WHERE seller_id = $1 AND listing->>'sellerName' IS NULL`,
    [id, name],
  );
