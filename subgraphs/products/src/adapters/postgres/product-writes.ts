import type { Versioned } from '@marketplace/application';
import type { Unit } from '@marketplace/platform';
import { optionsKey } from '../../domain/options';
import { currencyOf } from '../../domain/pricing';
import { firstPublishedAt, type Product } from '../../domain/product';
import type { VariantDetails } from '../../domain/variant';
import { addListings } from './listing-writes';
import { addPrices, addSchedules, before, type ProductWrite } from './price-writes';
import { Attributes, Images, Products, Variants } from './tables';

const productColumns = ({ state: product, version, announced }: Versioned<Product>) => {
  const { images: _images, attributes: _attributes, brand = null, ...texts } = product.details;
  return {
    ...{ version, announced, brand, ...texts },
    status: product.status,
    currency: currencyOf(product.variants) ?? null,
    firstPublishedAt: firstPublishedAt(product) ?? null,
    changedAt: product.changedAt,
  };
};

const addProducts = (unit: Unit, changes: readonly ProductWrite[]): void => {
  const created = changes.filter(({ from }) => from === 0);
  unit.insert(
    Products,
    created.map(({ after }) => {
      const { id, sellerId, slug, createdAt } = after.state;
      return { id, sellerId, slug, createdAt, ...productColumns(after) };
    }),
  );
  unit.update(
    Products,
    changes
      .filter(({ from }) => from > 0)
      .map(({ from, after }) => ({ where: { id: after.state.id, version: from }, set: productColumns(after) })),
  );
};

/** Positions beyond the end of a list that became shorter. */
const removedPositions = (change: ProductWrite, list: 'images' | 'attributes') => {
  const { id: productId, details } = change.after.state;
  const last = before(change)?.details[list].length ?? 0;
  return Array.from({ length: Math.max(0, last - details[list].length) }, (_, n) => ({ productId, position: details[list].length + n }));
};

/** Overwrites remaining positions and deletes those beyond the new end; no row is affected twice. */
const addLists = (unit: Unit, changes: readonly ProductWrite[]): void => {
  const changed = changes.filter(({ steps }) =>
    steps.some(({ event }) => event.type === 'ProductCreated' || event.type === 'DetailsChanged'),
  );
  const products = changed.map(({ after }) => after.state);
  unit.upsert(
    Images,
    products.flatMap(({ id: productId, details }) => details.images.map(({ url, alt }, position) => ({ productId, position, url, alt }))),
    ['productId', 'position'],
  );
  unit.delete(
    Images,
    changed.flatMap((change) => removedPositions(change, 'images')),
  );
  unit.upsert(
    Attributes,
    products.flatMap(({ id: productId, details }) =>
      details.attributes.map(({ name, value, type, unit: counted, searchable }, position) => ({
        ...{ productId, position, name, value, type, searchable },
        unit: counted ?? null,
      })),
    ),
    ['productId', 'position'],
  );
  unit.delete(
    Attributes,
    changed.flatMap((change) => removedPositions(change, 'attributes')),
  );
};

const variantColumns = ({ sku, options, weightGrams, stockUnit }: VariantDetails) => ({
  ...{ sku, options, weightGrams, stockUnit: stockUnit ?? null },
  optionsKey: optionsKey(options),
});

const addVariants = (unit: Unit, changes: readonly ProductWrite[]): void => {
  const added = changes.flatMap((change) => {
    const { id: productId, sellerId, variants } = change.after.state;
    const known = before(change)?.variants.length ?? 0;
    return variants
      .slice(known)
      .map((variant, n) => ({ id: variant.id, productId, sellerId, position: known + n, ...variantColumns(variant) }));
  });
  const changed = changes.flatMap(({ steps }) => steps.flatMap(({ event }) => (event.type === 'VariantChanged' ? [event.variant] : [])));
  unit.insert(Variants, added);
  unit.update(
    Variants,
    changed.map((variant) => ({ where: { id: variant.id }, set: variantColumns(variant) })),
  );
};

/** Adds all writes of the changes. A change has at most one event per variant, price and schedule, so no row is affected twice. */
export const addChanges = (unit: Unit, changes: readonly ProductWrite[]): void => {
  addProducts(unit, changes);
  addLists(unit, changes);
  addVariants(unit, changes);
  addPrices(unit, changes);
  addSchedules(unit, changes);
  addListings(
    unit,
    changes.map(({ after }) => after),
  );
};
