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
 * Stages all changes of one product in memory, so that several use cases result in one write: an imported product is saved
 * with its variants, prices and status, or not at all.
 */
export const stagedProduct = (
  store: ProductPorts,
): { readonly products: ProductPorts; readonly staged: () => ProductChange | undefined } => {
  let known: Versioned<Product> | undefined;
  let change: ProductChange | undefined;
  const find = async (id: string): Promise<Versioned<Product> | undefined> => {
    if (known?.state.id !== id) known = (await store.find(id)) ?? known;
    return known?.state.id === id ? known : undefined;
  };
  return {
    staged: () => change,
    products: {
      ...store,
      find,
      findOfVariant: (id) =>
        known?.state.variants.some((variant) => variant.id === id) === true ? Promise.resolve(known) : store.findOfVariant(id),
      save: ([next]) => {
        if (next === undefined || next.events.length === 0) return Promise.resolve([]);
        change = change === undefined ? next : { ...change, events: [...change.events, ...next.events] };
        known = outcomeOf(change);
        return Promise.resolve([known]);
      },
    },
  };
};
