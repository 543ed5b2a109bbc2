import { defined } from '@marketplace/kernel';
import type { DocumentCategory, ProductDocument } from './document';
import { averageHundredths } from './ranking';
import { priceBuckets } from './price-buckets';
import { foldValue } from './words';

/** A facet value of a product. */
export type FacetEntry = {
  /** category, seller, brand, price:<currency>, rating, availability, attribute:<name>, option:<name>. */
  readonly key: string;
  /** The name of the facet, in its original spelling. */
  readonly name: string;
  /** The value to filter by. */
  readonly value: string;
  /** The label to display. */
  readonly label: string;
  /** The parent of a category. */
  readonly parent?: string;
};

export const attributeKey = (name: string): string => `attribute:${foldValue(name)}`;
export const optionKey = (name: string): string => `option:${foldValue(name)}`;
export const priceKey = (currency: string): string => `price:${currency}`;

/** The limits of facets per search and of values per facet. */
export const maxFacets = 20;
export const maxFacetValues = 30;

const categoryEntries = (categories: readonly DocumentCategory[]): readonly FacetEntry[] =>
  categories.map(({ id, name }, position) => {
    const parent = categories[position - 1];
    return { key: 'category', name: 'Category', value: id, label: name, ...defined({ parent: parent?.id }) };
  });

/** A product with 4.5 stars counts as "4 and up", "3 and up", and so on. */
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

/** The facet values of a product, without duplicates. */
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

/** The rank of a facet: standard facets first, then options, then attributes. */
export const facetRank = (key: string): number => {
  const [kind = ''] = key.split(':');
  const fixed = fixedOrder.indexOf(kind);
  if (fixed >= 0) return fixed;
  return kind === 'option' ? fixedOrder.length : fixedOrder.length + 1;
};
