import type { FacetName, IndexSource } from '../../application/index-copy';

/** The facet values by number and by name. Numbers are never given twice; what a value is called may change. */
export type FacetNames = {
  readonly keys: readonly (string | undefined)[];
  readonly of: (id: number) => FacetName | undefined;
  readonly numberOf: (key: string, value: string) => number | undefined;
  /** Whether the facet follows from figures, which change often. */
  readonly isFigure: (id: number) => boolean;
  /** Grows with every change of any of them. */
  readonly revision: () => bigint;
  /** Reads what is new or has been renamed. */
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
