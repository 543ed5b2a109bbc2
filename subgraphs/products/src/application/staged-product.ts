import type { Change, Versioned } from '@marketplace/application';
import { evolve, type Product, type ProductEvent } from '../domain/product';
import type { ProductPorts } from './ports';

export type ProductChange = Change<Product, ProductEvent>;

const outcomeOf = ({ before, events }: ProductChange): Versioned<Product> => {
  const state = events.reduce<Product | undefined>(evolve, before?.state);
  if (state === undefined) throw new Error('a product has at least one event');
  return { version: (before?.version ?? 0) + events.length, announced: before?.announced ?? 0, state };
};

/**
 * A store that keeps to itself what is done to one product, so that several use cases become one write: a file's product
 * is changed, gets its variants and prices and is published, or nothing of it happened.
 */
export const stagedProduct = (
  real: ProductPorts,
): { readonly products: ProductPorts; readonly staged: () => ProductChange | undefined } => {
  let known: Versioned<Product> | undefined;
  let change: ProductChange | undefined;
  const find = async (id: string): Promise<Versioned<Product> | undefined> => {
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
      save: ([next]) => {
        if (next === undefined || next.events.length === 0) return Promise.resolve([]);
        change = change === undefined ? next : { ...change, events: [...change.events, ...next.events] };
        known = outcomeOf(change);
        return Promise.resolve([known]);
      },
    },
  };
};
