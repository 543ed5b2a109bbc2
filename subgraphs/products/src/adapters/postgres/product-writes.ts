import type { Versioned } from '@marketplace/application';
import type { Unit } from '@marketplace/platform';
import { optionsKey } from '../../domain/options';
import { currencyOf } from '../../domain/pricing';
import { firstPublishedAt, type Product } from '../../domain/product';
import type { VariantFacts } from '../../domain/variant';
import { addListings } from './listing-writes';
import { addPrices, addSchedules, before, type Written } from './price-writes';
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

const addProducts = (unit: Unit, changes: readonly Written[]): void => {
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

/** Places of a list that is shorter now. */
const freedPlaces = (change: Written, list: 'images' | 'attributes') => {
  const { id: productId, details } = change.after.state;
  const last = before(change)?.details[list].length ?? 0;
  return Array.from({ length: Math.max(0, last - details[list].length) }, (_, n) => ({ productId, position: details[list].length + n }));
};

/** Places that stay are overwritten, and those beyond the new end are removed: the two never meet in a row. */
const addLists = (unit: Unit, changes: readonly Written[]): void => {
  const told = changes.filter(({ steps }) => steps.some(({ event }) => event.type === 'ProductCreated' || event.type === 'DetailsChanged'));
  const products = told.map(({ after }) => after.state);
  unit.upsert(
    Images,
    products.flatMap(({ id: productId, details }) => details.images.map(({ url, alt }, position) => ({ productId, position, url, alt }))),
    ['productId', 'position'],
  );
  unit.delete(
    Images,
    told.flatMap((change) => freedPlaces(change, 'images')),
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
    told.flatMap((change) => freedPlaces(change, 'attributes')),
  );
};

const variantColumns = ({ sku, options, weightGrams, stockUnit }: VariantFacts) => ({
  ...{ sku, options, weightGrams, stockUnit: stockUnit ?? null },
  optionsKey: optionsKey(options),
});

const addVariants = (unit: Unit, changes: readonly Written[]): void => {
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

/** All that changes of products write. Each variant, price and plan has one event at most in a change, so that no two parts meet in a row. */
export const addChanges = (unit: Unit, changes: readonly Written[]): void => {
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
