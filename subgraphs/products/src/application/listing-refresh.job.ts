import type { ProductRepository } from './ports';

const batch = 200;
const batchesAtOnce = 50;

/**
 * Rewrites listings that are missing or of an older shape. A listing is written together with its product, so there is
 * nothing to do until a release changes the shape or somebody empties the table.
 */
export const refreshListings = async (products: ProductRepository): Promise<number> => {
  let written = 0;
  for (let round = 0; round < batchesAtOnce; round += 1) {
    const ids = await products.withStaleListing(batch);
    for (const id of ids) {
      const product = await products.find(id);
      if (product !== undefined) await products.saveListing(product);
    }
    written += ids.length;
    if (ids.length < batch) break;
  }
  return written;
};
