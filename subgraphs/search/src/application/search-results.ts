import { pricesFromJson, pricesToJson, type DocumentJson, type ProductDocument } from '../domain/document';
import { facetRank, maxFacets, maxFacetValues, type FacetEntry } from '../domain/facets';
import { highlightsOf } from '../domain/highlights';
import { bucketStart } from '../domain/price-buckets';
import type { Facet, Hit, ListedProduct, CursorPosition } from './ports';

/** The data of a product in search results, as stored in an index: most searches need no whole document. */
export type ProductSummary = Omit<ListedProduct, 'prices'> & Pick<DocumentJson, 'prices'>;

export const summaryOf = (document: ProductDocument): ProductSummary => ({
  productId: document.productId,
  slug: document.slug,
  title: document.title,
  image: document.image,
  prices: pricesToJson(document),
  rating: document.rating,
  sellerId: document.sellerId,
  sellerName: document.sellerName,
  available: document.available,
});

export const listedProduct = (summary: ProductSummary): ListedProduct => ({ ...summary, prices: pricesFromJson(summary) });

/** The words of documents that match a query, by language; null if there are none. */
export type MatchedWords = Readonly<Record<string, readonly string[]>> | null;

/** A product found in the database. Language and description are present only if matches are to be highlighted. */
export type FoundProduct = { readonly summary: ProductSummary; readonly language?: string; readonly description?: string };

export const toHit = ({ summary, language, description = '' }: FoundProduct, position: CursorPosition, matched: MatchedWords): Hit => {
  const words = language === undefined ? [] : (matched?.[language] ?? []);
  return {
    document: listedProduct(summary),
    position,
    highlights: words.length === 0 ? [] : highlightsOf({ title: summary.title, description }, new Set(words)),
  };
};

/** Shares the slots of a list: half for products, half for other suggestions. Either side takes slots that the other leaves. */
export const shareSlots = <Found>(others: readonly Found[], products: readonly Found[], limit: number): readonly Found[] => {
  const share = Math.max(Math.ceil(limit / 2), limit - products.length);
  const chosen = others.slice(0, share);
  return [...chosen, ...products.slice(0, limit - chosen.length)];
};

/** A facet value and the number of products that have it. */
export type CountedEntry = FacetEntry & { readonly count: number };

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const mostFrequentFirst = (a: CountedEntry, b: CountedEntry): number =>
  b.count - a.count || compareText(a.label, b.label) || compareText(a.value, b.value);

/** Merges different spellings of a value and keeps the most frequent one. */
const merged = (entries: readonly CountedEntry[]): readonly CountedEntry[] => {
  const byValue = new Map<string, CountedEntry>();
  for (const entry of [...entries].sort(mostFrequentFirst)) {
    const known = byValue.get(entry.value);
    byValue.set(entry.value, known === undefined ? entry : { ...known, count: known.count + entry.count });
  }
  return [...byValue.values()].sort(mostFrequentFirst);
};

/** Prices ascend, ratings descend; other values stay in order of frequency. */
const ordered = (key: string, values: Facet['values']): Facet['values'] => {
  if (key === 'price') return [...values].sort((a, b) => bucketStart(a.value) - bucketStart(b.value));
  return key === 'rating' ? [...values].sort((a, b) => compareText(b.value, a.value)) : values;
};

/** The facets to show: standard facets first, then the most frequent, limited in number and values. */
export const presentFacets = (entries: readonly CountedEntry[]): readonly Facet[] => {
  const byKey = new Map<string, CountedEntry[]>();
  for (const entry of entries) {
    const key = entry.key.startsWith('price:') ? 'price' : entry.key;
    byKey.set(key, [...(byKey.get(key) ?? []), entry]);
  }
  return [...byKey]
    .map(([key, own]) => {
      const values = merged(own).slice(0, maxFacetValues);
      return { key, label: values[0]?.name ?? '', values, weight: values.reduce((sum, { count }) => sum + count, 0) };
    })
    .sort((a, b) => facetRank(a.key) - facetRank(b.key) || b.weight - a.weight || compareText(a.key, b.key))
    .slice(0, maxFacets)
    .map(({ key, label, values }) => ({
      key,
      label,
      values: ordered(
        key,
        values.map(({ value, label: own, count }) => ({ value, label: own, count })),
      ),
    }));
};
