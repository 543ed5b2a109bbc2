import { conditionsOf, type Condition } from '../../application/conditions';
import type { FacetName } from '../../application/index-copy';
import { dearest } from '../../application/places';
import { mostCounted, type Place, type ProductSort, type SearchRequest } from '../../application/ports';
import type { CountedEntry } from '../../application/shown';
import { mostValues, priceKey } from '../../domain/facets';
import type { FilterGroup, Ranked, Value } from './evaluate';
import type { FacetNames } from './facet-names';

type Order = { readonly value: Value; readonly isAscending: boolean };

/** What hits are ordered by; the same figures as the other engines order by, but for how well a text fits. */
export const orderOf = (sort: ProductSort, hasText: boolean): Order => {
  const down = (value: Value): Order => ({ value, isAscending: false });
  switch (sort) {
    case 'RELEVANCE':
      return down(hasText ? ({ popularity }, _, fit) => Math.round(fit * (1_000 + popularity) * 1_000) : ({ popularity }) => popularity);
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

export const placeOf = ({ id, value }: Ranked): Place => ({ id, value: value === Infinity ? dearest : value.toString() });

export const rankedAt = ({ id, value }: Place): Ranked => ({ id, value: value === dearest ? Infinity : Number(value) });

const groupOf = (condition: Condition, names: FacetNames): FilterGroup => {
  const { key } = condition;
  switch (condition.by) {
    case 'values':
      // Values that no product has find nothing.
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

const frequent = (a: Counted, b: Counted): number =>
  b.count - a.count || compareText(a.name.label, b.name.label) || compareText(a.name.value, b.name.value);

/** The most frequent values of each facet: of categories those right below the chosen one, of prices those in the currency. */
export const countedEntries = (counts: Uint32Array, names: FacetNames, { filters, currency }: SearchRequest): readonly CountedEntry[] => {
  const byKey = new Map<string, Counted[]>();
  const [chosen, price] = [filters.categoryId ?? null, priceKey(currency)];
  for (let id = 0; id < counts.length; id += 1) {
    const count = counts[id] ?? 0;
    const name = count === 0 ? undefined : names.of(id);
    if (name === undefined || (name.key === 'category' && name.parent !== chosen)) continue;
    if (name.key.startsWith('price:') && name.key !== price) continue;
    const known = byKey.get(name.key);
    if (known === undefined) byKey.set(name.key, [{ name, count }]);
    else known.push({ name, count });
  }
  return [...byKey.values()].flatMap((counted) =>
    counted
      .sort(frequent)
      .slice(0, mostValues)
      .map(({ name: { key, name, value, label }, count }): CountedEntry => ({
        key,
        name,
        value,
        label,
        count: Math.min(count, mostCounted),
      })),
  );
};
