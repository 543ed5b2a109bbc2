import { mostCounted, type Filters, type Place, type ProductSort, type SearchRequest } from '../../../application/ports';
import { attributeKey, mostValues, optionKey, priceKey } from '../../../domain/facets';
import { foldValue } from '../../../domain/words';
import type { FacetRow } from '../facet-sql';
import type { FigureGroup, Ranked, Value, ValueGroup } from './evaluate';
import type { FacetName, FacetNames } from './facet-names';

/** As PostgreSQL writes a price that is not there, so that a page begun here can be gone on with there. */
const dearest = '9223372036854775807';

type Order = { readonly value: Value; readonly isAscending: boolean };

/** What hits are ordered by; the same figures as PostgreSQL orders by, but for how well a text fits. */
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

const priceGroup = (currency: string, { min, max }: NonNullable<Filters['price']>): FigureGroup => {
  const [low, high] = [min === undefined ? -Infinity : Number(min), max === undefined ? Infinity : Number(max)];
  return { key: priceKey(currency), passes: (_, price) => price !== undefined && price.max >= low && price.min <= high };
};

/** Products pass by what they cost, how they are rated, whether they are there. */
export const figureGroups = ({ filters, currency }: SearchRequest): readonly FigureGroup[] => {
  const { price, ratingAtLeast, available } = filters;
  return [
    ...(price === undefined ? [] : [priceGroup(currency, price)]),
    ...(ratingAtLeast === undefined ? [] : [{ key: 'rating', passes: ({ rating }: { rating: number }) => rating >= ratingAtLeast * 100 }]),
    ...(available === undefined
      ? []
      : [{ key: 'availability', passes: (figures: { available: boolean }) => figures.available === available }]),
  ];
};

/** Products pass by what they are; values that no product has find nothing. */
export const valueGroups = ({ filters }: SearchRequest, names: FacetNames): readonly ValueGroup[] => {
  const { categoryId, sellerIds, brands, attributes, options } = filters;
  const anyOf = (key: string, values: readonly string[]): ValueGroup => ({
    key,
    values: values.flatMap((value) => names.numberOf(key, value) ?? []),
  });
  return [
    ...(categoryId === undefined ? [] : [anyOf('category', [categoryId])]),
    ...(sellerIds === undefined ? [] : [anyOf('seller', sellerIds)]),
    ...(brands === undefined ? [] : [anyOf('brand', brands.map(foldValue))]),
    ...(attributes ?? []).map(({ name, values }) => anyOf(attributeKey(name), values.map(foldValue))),
    ...(options ?? []).map(({ name, values }) => anyOf(optionKey(name), values.map(foldValue))),
  ];
};

type Counted = { readonly name: FacetName; readonly count: number };

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const frequent = (a: Counted, b: Counted): number =>
  b.count - a.count || compareText(a.name.label, b.name.label) || compareText(a.name.value, b.name.value);

/** The most frequent values of each facet: of categories those right below the chosen one, of prices those in the currency. */
export const facetRows = (counts: Uint32Array, names: FacetNames, { filters, currency }: SearchRequest): readonly FacetRow[] => {
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
      .map(({ name, count }): FacetRow => [name.key, name.name, name.value, name.label, Math.min(count, mostCounted)]),
  );
};
