import type { FacetName, IndexSource } from '../../application/index-source';

/** The facet values by ID and by name. IDs are never reused; labels can change. */
export type FacetNames = {
  readonly keys: readonly (string | undefined)[];
  readonly of: (id: number) => FacetName | undefined;
  readonly numberOf: (key: string, value: string) => number | undefined;
  /** True for a facet derived from figures, which change often. */
  readonly isFigure: (id: number) => boolean;
  /** Increases with every change of any facet value. */
  readonly revision: () => bigint;
  /** Reads new and changed facet values. */
  readonly refresh: () => Promise<void>;
};

const figureKeys = /^(price:|rating$|availability$)/;

export const facetNames = ({ facetNamesAfter }: Pick<IndexSource, 'facetNamesAfter'>): FacetNames => {
  const names: (FacetName | undefined)[] = [];
  const keys: (string | undefined)[] = [];
  const figures = new Set<number>();
  const numbers = new Map<string, number>();
  let revision = -1n;
  return {
    keys,
    of: (id) => names[id],
    numberOf: (key, value) => numbers.get(`${key}\n${value}`),
    isFigure: (id) => figures.has(id),
    revision: () => revision,
    refresh: async () => {
      for (const row of await facetNamesAfter(revision)) {
        revision = row.revision;
        names[row.id] = row;
        keys[row.id] = row.key;
        numbers.set(`${row.key}\n${row.value}`, row.id);
        if (figureKeys.test(row.key)) figures.add(row.id);
      }
    },
  };
};
