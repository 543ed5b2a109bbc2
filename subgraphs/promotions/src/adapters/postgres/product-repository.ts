import type { Database } from '@marketplace/platform';
import type { ProductRepository } from '../../application/ports';

export const productRepository = (db: Database): ProductRepository => ({
  // News can come late and twice; only what is newer than the copy counts.
  learn: ({ productId, version, categoryIds }, cause) =>
    db
      .unit(cause)
      .add(
        `INSERT INTO products_known AS known (product_id, version, category_ids) VALUES ($1, $2, $3)
         ON CONFLICT (product_id) DO UPDATE SET version = excluded.version, category_ids = excluded.category_ids
         WHERE known.version < excluded.version`,
        [productId, version, categoryIds],
      )
      .commit(),
  learnMove: ({ categoryId, version, path }, cause) =>
    db
      .unit(cause)
      .add(
        `INSERT INTO categories_moved AS known (category_id, version, path) VALUES ($1, $2, $3)
         ON CONFLICT (category_id) DO UPDATE SET version = excluded.version, path = excluded.path WHERE known.version < excluded.version`,
        [categoryId, version, path],
      )
      .commit(),
});
