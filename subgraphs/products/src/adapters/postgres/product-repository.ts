import { idOf, type Cause } from '@marketplace/kernel';
import type { Database, OutgoingEvent, Unit } from '@marketplace/platform';
import { listingShape } from '../../application/listing.view';
import type { ProductChange, ProductRepository, ShelvedProduct } from '../../application/ports';
import type { Versioned } from '../../application/versioned';
import { evolve, type Product, type ProductEvent } from '../../domain/product';
import { categoryPaths } from './category-paths';
import { addProductRow, addSteps, listingColumns, upsertListing, type Step } from './product-parts';
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

type StandingRow = {
  readonly taken_sku: string | null;
  readonly taken_stock_unit: string | null;
  readonly slug_taken: boolean;
  readonly category_known: boolean;
};

const selectStanding = `
  SELECT (SELECT sku FROM product_variants WHERE seller_id = $1 AND sku = ANY ($2) AND id IS DISTINCT FROM $3 LIMIT 1) AS taken_sku,
    (SELECT stock_unit FROM product_variants WHERE seller_id = $1 AND stock_unit = ANY ($6) AND id IS DISTINCT FROM $3 LIMIT 1) AS taken_stock_unit,
    EXISTS (SELECT FROM products WHERE slug = $4) AS slug_taken,
    $5::uuid IS NULL OR EXISTS (SELECT FROM categories WHERE id = $5) AS category_known`;

/** Adds what happened to a product to a unit: state, prices, publication history, listing and announcements. */
export type AddChange = (unit: Unit, change: ProductChange, cause: Cause) => Promise<Unit>;

export const productChanges = (db: Database, announce: Announce): AddChange => {
  const pathOf = categoryPaths(db);
  return async (unit, change, cause) => {
    const steps = stepsOf(change);
    const last = steps.at(-1);
    if (last === undefined) return unit;
    const product = { state: last.after, version: last.version };
    addProductRow(unit, change.version, product).add(upsertListing, listingColumns(product));
    for (const step of steps) {
      const shelved = { product: step.after, categoryIds: await pathOf(step.after.details.categoryId) };
      unit.publish(...announce(shelved, step.event, step.version));
    }
    return addSteps(unit, steps, cause);
  };
};

export const productRepository = (db: Database, addChange: AddChange): ProductRepository => {
  const one = async (condition: string, id: string): Promise<Versioned<Product> | undefined> => {
    const [row] = await db.query<ProductRow>(`${selectProducts} WHERE ${condition}`, [id]);
    return row === undefined ? undefined : toProduct(row);
  };
  return {
    find: (id) => one('p.id = $1', id),
    findOfVariant: (id) => one('p.id = (SELECT product_id FROM product_variants WHERE id = $1)', id),
    findOfSchedule: (id) => one('p.id = (SELECT product_id FROM product_price_schedules WHERE id = $1)', id),
    withDueSchedules: async (at, limit) => {
      const rows = await db.query<{ product_id: string }>(
        `SELECT product_id FROM product_price_schedules WHERE due_at <= $1 GROUP BY product_id ORDER BY min(due_at), product_id LIMIT $2`,
        [at, limit],
      );
      return rows.map(({ product_id }) => idOf(product_id));
    },
    standingOf: async ({ sellerId, skus, stockUnits, variantId, slug, categoryId }) => {
      const claimed = [sellerId, skus, variantId ?? null, slug ?? null, categoryId ?? null, stockUnits];
      const [row] = await db.query<StandingRow>(selectStanding, claimed);
      return {
        takenSku: row?.taken_sku ?? undefined,
        takenStockUnit: row?.taken_stock_unit ?? undefined,
        slugTaken: row?.slug_taken ?? false,
        categoryKnown: row?.category_known ?? false,
      };
    },
    save: async (change, cause) => {
      if (change.events.length > 0) await (await addChange(db.unit(cause), change, cause)).commit();
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
