import { canonicalJson, defined, type ProductId } from '@marketplace/kernel';
import { aggregateStore, type Database, type EventMessage, type PlatformAggregateStore } from '@marketplace/platform';
import type { AppliedEvent, Versioned } from '@marketplace/application';
import type { CategorizedProduct, ProductLookUps } from '../../application/ports';
import { decide, type ProductCommand, type ProductRejection } from '../../domain/decide';
import { evolve, type Product, type ProductEvent } from '../../domain/product';
import { categoryPaths } from './cached-categories';
import { readProducts } from './product-rows';
import { addChanges } from './product-writes';

/** Converts an event to published events; provided by the nats adapter. */
export type ToProductEvents = (product: CategorizedProduct, event: ProductEvent, version: number) => readonly EventMessage[];

/** The product store for adapters, which can write more in the same unit. */
export type ProductAggregates = PlatformAggregateStore<Product, ProductCommand, ProductEvent, ProductRejection>;

/** Amounts are strings in the history, because JSON numbers are not exact enough. */
const record = ({ event, before, after }: AppliedEvent<Product, ProductEvent>) => ({
  event: JSON.parse(canonicalJson(event)) as unknown,
  at: event.at,
  ...defined({ before: before?.status }),
  after: after.status,
});

type Conflicting = {
  readonly takenSku: string | null;
  readonly takenStockUnit: string | null;
  readonly slugTaken: boolean;
  readonly categoryKnown: boolean;
};

const selectConflicts = `
  SELECT (SELECT sku FROM product_variants WHERE seller_id = $1 AND sku = ANY ($2) AND id IS DISTINCT FROM $3 LIMIT 1) AS "takenSku",
    (SELECT stock_unit FROM product_variants WHERE seller_id = $1 AND stock_unit = ANY ($6) AND id IS DISTINCT FROM $3 LIMIT 1) AS "takenStockUnit",
    EXISTS (SELECT FROM products WHERE slug = $4) AS "slugTaken",
    $5::uuid IS NULL OR EXISTS (SELECT FROM categories WHERE id = $5) AS "categoryKnown"`;

const productLookUps = (db: Database): ProductLookUps => {
  const one = async (condition: string, id: string): Promise<Versioned<Product> | undefined> =>
    (await readProducts(db, condition, [id]))[0];
  return {
    findOfVariant: (id) => one('p.id = (SELECT product_id FROM product_variants WHERE id = $1)', id),
    findOfSchedule: (id) => one('p.id = (SELECT product_id FROM product_price_schedules WHERE id = $1)', id),
    withDueSchedules: async (at, limit) => {
      const rows = await db.query<{ id: ProductId }>(
        `SELECT product_id AS id FROM product_price_schedules WHERE due_at <= $1 GROUP BY product_id ORDER BY min(due_at), product_id LIMIT $2`,
        [at, limit],
      );
      return rows.map(({ id }) => id);
    },
    conflictsOf: async ({ sellerId, skus, stockUnits, variantId, slug, categoryId }) => {
      const claimed = [sellerId, skus, variantId ?? null, slug ?? null, categoryId ?? null, stockUnits];
      const [found] = await db.query<Conflicting>(selectConflicts, claimed);
      if (found === undefined) throw new Error('a select without FROM has one row');
      const { takenSku, takenStockUnit, ...rest } = found;
      return { ...rest, ...defined({ takenSku, takenStockUnit }) };
    },
  };
};

/** Stores products with their variants, prices, schedules and listing. */
export const productStore = (db: Database, toEvents: ToProductEvents): ProductAggregates & ProductLookUps => {
  const pathOf = categoryPaths(db);
  const products = aggregateStore<Product, ProductCommand, ProductEvent, ProductRejection>(db, {
    name: 'Product',
    idOf: ({ id }) => id,
    decide,
    evolve,
    load: (ids) => readProducts(db, 'p.id = ANY ($1::uuid[])', [ids]),
    write: addChanges,
    toMessages: async ({ after: product, event, version }) => {
      const categoryIds = await pathOf(product.details.categoryId);
      return toEvents({ product, categoryIds }, event, version);
    },
    record,
  });
  return { ...products, ...productLookUps(db) };
};
