import { idOf } from '@marketplace/kernel';
import type { Database, OutgoingEvent } from '@marketplace/platform';
import { listingShape } from '../../application/listing.view';
import type { ProductChange, ProductRepository, ShelvedProduct } from '../../application/ports';
import type { Versioned } from '../../application/versioned';
import { evolve, type Product, type ProductEvent } from '../../domain/product';
import { categoryPaths } from './category-paths';
import { addProductRow, addStep, listingColumns, upsertListing, type Step } from './product-parts';
import { selectProducts, toProduct, type ProductRow } from './product-rows';

/** Turns what happened to a product into what the world is told of it; given by main.ts, from the nats adapter. */
export type Announce = (shelved: ShelvedProduct, event: ProductEvent, version: number) => readonly OutgoingEvent[];

/** Each event with the state after it and the version that it makes. */
const stepsOf = ({ version, before, events }: ProductChange): readonly Step[] => {
  let state = before;
  return events.map((event, position) => {
    const after = evolve(state, event);
    state = after;
    return { event, after, version: version + position + 1 };
  });
};

type StandingRow = { readonly taken_sku: string | null; readonly slug_taken: boolean; readonly category_known: boolean };

const selectStanding = `
  SELECT (SELECT sku FROM product_variants WHERE seller_id = $1 AND sku = ANY ($2) AND id IS DISTINCT FROM $3 LIMIT 1) AS taken_sku,
    EXISTS (SELECT FROM products WHERE slug = $4) AS slug_taken,
    $5::uuid IS NULL OR EXISTS (SELECT FROM categories WHERE id = $5) AS category_known`;

export const productRepository = (db: Database, announce: Announce): ProductRepository => {
  const pathOf = categoryPaths(db);
  const one = async (condition: string, id: string): Promise<Versioned<Product> | undefined> => {
    const [row] = await db.query<ProductRow>(`${selectProducts} WHERE ${condition}`, [id]);
    return row === undefined ? undefined : toProduct(row);
  };
  return {
    find: (id) => one('p.id = $1', id),
    findOfVariant: (id) => one('p.id = (SELECT product_id FROM product_variants WHERE id = $1)', id),
    standingOf: async ({ sellerId, skus, variantId, slug, categoryId }) => {
      const [row] = await db.query<StandingRow>(selectStanding, [sellerId, skus, variantId ?? null, slug ?? null, categoryId ?? null]);
      return { takenSku: row?.taken_sku ?? undefined, slugTaken: row?.slug_taken ?? false, categoryKnown: row?.category_known ?? false };
    },
    save: async (change, cause) => {
      const steps = stepsOf(change);
      const last = steps.at(-1);
      if (last === undefined) return;
      const product = { state: last.after, version: last.version };
      const unit = addProductRow(db.unit(cause), change.version, product).add(upsertListing, listingColumns(product));
      for (const step of steps) {
        const shelved = { product: step.after, categoryIds: await pathOf(step.after.details.categoryId) };
        addStep(unit, step, cause).publish(...announce(shelved, step.event, step.version));
      }
      await unit.commit();
    },
    withStaleListing: async (limit) => {
      const rows = await db.query<{ id: string }>(
        `SELECT p.id FROM products p LEFT JOIN product_listing l ON l.product_id = p.id
         WHERE l.product_id IS NULL OR l.shape < $1 OR l.version < p.version ORDER BY p.id LIMIT $2`,
        [listingShape, limit],
      );
      return rows.map(({ id }) => idOf(id));
    },
    saveListing: async (product) => {
      await db.query(upsertListing, listingColumns(product));
    },
  };
};
