import { conditionsOf, type Condition } from '../../application/conditions';
import type { FacetName } from '../../application/index-source';
import { missingPrice } from '../../application/cursor-positions';
import { maxCount, type CursorPosition, type ProductSort, type SearchRequest } from '../../application/ports';
import type { CountedEntry } from '../../application/search-results';
import { maxFacetValues, priceKey } from '../../domain/facets';
import type { FilterGroup, Ranked, SortValue } from './evaluate';
import type { FacetNames } from './facet-names';

type Order = { readonly value: SortValue; readonly isAscending: boolean };

/** The sort value and direction of a sort order. The values equal those of the other engines, except text scores. */
export const orderOf = (sort: ProductSort, hasText: boolean): Order => {
  const down = (value: SortValue): Order => ({ value, isAscending: false });
  switch (sort) {
    case 'RELEVANCE':
      return down(
        hasText ? ({ popularity }, _, score) => Math.round(score * (1_000 + popularity) * 1_000) : ({ popularity }) => popularity,
      );
    case 'PRICE_ASC':
      return { value: (_, price) => price?.min ?? Infinity, isAscending: true };
    case 'PRICE_DESC':
      return down((_, price) => price?.max ?? -1);
    case 'NEWEST':
      return down(({ published }) => published);
    case 'BEST_SELLING':
      return down(({ sold }) => sold);
    case 'RATING':
      return down(({ ratingRank }) => ratingRank);
  }
};

export const positionOf = ({ id, value }: Ranked): CursorPosition => ({ id, value: value === Infinity ? missingPrice : value.toString() });

export const rankedFrom = ({ id, value }: CursorPosition): Ranked => ({ id, value: value === missingPrice ? Infinity : Number(value) });

const groupOf = (condition: Condition, names: FacetNames): FilterGroup => {
  const { key } = condition;
  switch (condition.by) {
    case 'values':
      // Values that no product has match nothing.
      return { key, values: condition.values.flatMap((value) => names.numberOf(key, value) ?? []) };
    case 'price': {
      const { min, max } = condition.range;
      const [low, high] = [min === undefined ? -Infinity : Number(min), max === undefined ? Infinity : Number(max)];
      return { key, passes: (_, price) => price !== undefined && price.max >= low && price.min <= high };
    }
    case 'rating':
      return { key, passes: ({ rating }) => rating >= condition.atLeast * 100 };
    case 'availability':
      return { key, passes: ({ available }) => available === condition.available };
  }
};

export const filterGroups = (request: SearchRequest, names: FacetNames): readonly FilterGroup[] =>
  conditionsOf(request).map((condition) => groupOf(condition, names));

type Counted = { readonly name: FacetName; readonly count: number };

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const mostFrequentFirst = (a: Counted, b: Counted): number =>
  b.count - a.count || compareText(a.name.label, b.name.label) || compareText(a.name.value, b.name.value);

/** The most mostFrequentFirst values of each facet. Categories are the children of the filtered one; prices are in the currency of the search. */
export const countedEntries = (counts: Uint32Array, names: FacetNames, { filters, currency }: SearchRequest): readonly CountedEntry[] => {
  const byKey = new Map<string, Counted[]>();
  const [parent, price] = [filters.categoryId ?? null, priceKey(currency)];
  for (let id = 0; id < counts.length; id += 1) {
    const count = counts[id] ?? 0;
    const name = count === 0 ? undefined : names.of(id);
    if (name === undefined || (name.key === 'category' && name.parent !== parent)) continue;
    if (name.key.startsWith('price:') && name.key !== price) continue;
    const known = byKey.get(name.key);
    if (known === undefined) byKey.set(name.key, [{ name, count }]);
    else known.push({ name, count });
  }
  return [...byKey.values()].flatMap((counted) =>
    counted
      .sort(mostFrequentFirst)
      .slice(0, maxFacetValues)
      .map(({ name: { key, name, value, label }, count }): CountedEntry => ({
        key,
        name,
        value,
        label,
        count: Math.min(count, maxCount),
      })),
  );
};
