import type { ProductId } from '@marketplace/kernel';
import { evolve, type Product } from '../domain/product';
import type { ProductChange, ProductRepository } from './ports';
import type { Versioned } from './versioned';

const outcomeOf = ({ version, before, events }: ProductChange): Versioned<Product> => {
  const state = events.reduce<Product | undefined>(evolve, before);
  if (state === undefined) throw new Error('a product has at least one event');
  return { version: version + events.length, state };
};

/**
 * A repository that keeps to itself what is done to one product, so that several use cases become one write: a file's product
 * is changed, gets its variants and prices and is published, or nothing of it happened.
 */
export const stagedProduct = (
  real: ProductRepository,
): { readonly products: ProductRepository; readonly staged: () => ProductChange | undefined } => {
  let known: Versioned<Product> | undefined;
  let change: ProductChange | undefined;
  const find = async (id: ProductId): Promise<Versioned<Product> | undefined> => {
    if (known?.state.id !== id) known = (await real.find(id)) ?? known;
    return known?.state.id === id ? known : undefined;
  };
  return {
    staged: () => change,
    products: {
      ...real,
      find,
      findOfVariant: (id) =>
        known?.state.variants.some((variant) => variant.id === id) === true ? Promise.resolve(known) : real.findOfVariant(id),
      save: (next) => {
        change = change === undefined ? next : { ...change, events: [...change.events, ...next.events] };
        known = outcomeOf(change);
        return Promise.resolve();
      },
    },
  };
};
