import type { DocumentCategory, ProductDocument } from './document';
import { averageHundredths } from './ranking';
import { priceBuckets } from './price-buckets';
import { foldValue } from './words';

/** A value that products are counted by. */
export type FacetEntry = {
  /** category, seller, brand, price:<currency>, rating, availability, attribute:<name>, option:<name>. */
  readonly key: string;
  /** What the key is called, as somebody wrote it. */
  readonly name: string;
  /** What a filter names. */
  readonly value: string;
  /** What people read. */
  readonly label: string;
  /** Of a category: the one that it lies in. */
  readonly parent?: string;
};

export const attributeKey = (name: string): string => `attribute:${foldValue(name)}`;
export const optionKey = (name: string): string => `option:${foldValue(name)}`;
export const priceKey = (currency: string): string => `price:${currency}`;

/** Facets end with these many values, and a search with these many facets. */
export const mostFacets = 20;
export const mostValues = 30;

const categoryEntries = (categories: readonly DocumentCategory[]): readonly FacetEntry[] =>
  categories.map(({ id, name }, position) => {
    const parent = categories[position - 1];
    return { key: 'category', name: 'Category', value: id, label: name, ...(parent === undefined ? {} : { parent: parent.id }) };
  });

/** Four and a half stars are counted as four and up, three and up, and so on. */
const ratingEntries = (document: ProductDocument): readonly FacetEntry[] =>
  [4, 3, 2, 1]
    .filter((stars) => averageHundredths(document.rating) >= stars * 100)
    .map((stars) => ({ key: 'rating', name: 'Rating', value: stars.toString(), label: `${stars.toString()} and up` }));

const priceEntries = ({ prices }: ProductDocument): readonly FacetEntry[] =>
  prices.flatMap((range) =>
    priceBuckets(range).map(({ value, label }) => ({ key: priceKey(range.currency), name: 'Price', value, label })),
  );

const distinct = (entries: readonly FacetEntry[]): readonly FacetEntry[] => {
  const seen = new Map(entries.map((entry) => [`${entry.key}\n${entry.value}`, entry]));
  return [...seen.values()];
};

/** By what a product is counted, each value once. */
export const facetEntries = (document: ProductDocument): readonly FacetEntry[] =>
  distinct([
    ...categoryEntries(document.categories),
    { key: 'seller', name: 'Seller', value: document.sellerId, label: document.sellerName },
    ...(document.brand === null ? [] : [{ key: 'brand', name: 'Brand', value: foldValue(document.brand), label: document.brand }]),
    ...priceEntries(document),
    ...ratingEntries(document),
    {
      key: 'availability',
      name: 'Availability',
      value: document.available.toString(),
      label: document.available ? 'Available' : 'Not available',
    },
    ...document.options.flatMap(({ name, values }) =>
      values.map((value) => ({ key: optionKey(name), name, value: foldValue(value), label: value })),
    ),
    ...document.attributes.map(({ name, value }) => ({ key: attributeKey(name), name, value: foldValue(value), label: value })),
  ]);

const fixedOrder = ['category', 'price', 'brand', 'seller', 'rating', 'availability'];

/** Those that every product has first, then options, then attributes. */
export const facetPlace = (key: string): number => {
  const [kind = ''] = key.split(':');
  const fixed = fixedOrder.indexOf(kind);
  if (fixed >= 0) return fixed;
  return kind === 'option' ? fixedOrder.length : fixedOrder.length + 1;
};
