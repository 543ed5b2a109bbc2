import { pricesFromJson, pricesToJson, type DocumentJson, type ProductDocument } from '../domain/document';
import { facetPlace, mostFacets, mostValues, type FacetEntry } from '../domain/facets';
import { highlightsOf } from '../domain/highlights';
import { bucketStart } from '../domain/price-buckets';
import type { Facet, Hit, ListedProduct, Place } from './ports';

/** What a list shows of a product, as an index keeps it: most searches read no whole document. */
export type Card = Omit<ListedProduct, 'prices'> & Pick<DocumentJson, 'prices'>;

export const cardOf = (document: ProductDocument): Card => ({
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

export const listedProduct = (card: Card): ListedProduct => ({ ...card, prices: pricesFromJson(card) });

/** The words as they stand in documents, by language, that a query finds; null where there are none. */
export type FoundWords = Readonly<Record<string, readonly string[]>> | null;

/** What an engine next to the documents has of a hit; language and description only where words are to be shown in them. */
export type FoundCard = { readonly card: Card; readonly language?: string; readonly description?: string };

export const toHit = ({ card, language, description = '' }: FoundCard, place: Place, found: FoundWords): Hit => {
  const words = language === undefined ? [] : (found?.[language] ?? []);
  return {
    document: listedProduct(card),
    place,
    highlights: words.length === 0 ? [] : highlightsOf({ title: card.title, description }, new Set(words)),
  };
};

/** Half of the room for what was found by name or by word, the rest for products; what one leaves the other takes. */
export const shareRoom = <Found>(others: readonly Found[], products: readonly Found[], limit: number): readonly Found[] => {
  const share = Math.max(Math.ceil(limit / 2), limit - products.length);
  const chosen = others.slice(0, share);
  return [...chosen, ...products.slice(0, limit - chosen.length)];
};

/** A value, and how many products have it. */
export type CountedEntry = FacetEntry & { readonly count: number };

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const mostFrequentFirst = (a: CountedEntry, b: CountedEntry): number =>
  b.count - a.count || compareText(a.label, b.label) || compareText(a.value, b.value);

/** Sellers may write a value differently; it is shown as most of them do. */
const merged = (entries: readonly CountedEntry[]): readonly CountedEntry[] => {
  const byValue = new Map<string, CountedEntry>();
  for (const entry of [...entries].sort(mostFrequentFirst)) {
    const known = byValue.get(entry.value);
    byValue.set(entry.value, known === undefined ? entry : { ...known, count: known.count + entry.count });
  }
  return [...byValue.values()].sort(mostFrequentFirst);
};

/** Prices and stars have an order of their own; of the rest the most frequent come first, as they are. */
const ordered = (key: string, values: Facet['values']): Facet['values'] => {
  if (key === 'price') return [...values].sort((a, b) => bucketStart(a.value) - bucketStart(b.value));
  return key === 'rating' ? [...values].sort((a, b) => compareText(b.value, a.value)) : values;
};

/** The facets as they are shown: those of every product first, then the most frequent, no more of each than there may be. */
export const shownFacets = (entries: readonly CountedEntry[]): readonly Facet[] => {
  const byKey = new Map<string, CountedEntry[]>();
  for (const entry of entries) {
    const key = entry.key.startsWith('price:') ? 'price' : entry.key;
    byKey.set(key, [...(byKey.get(key) ?? []), entry]);
  }
  return [...byKey]
    .map(([key, own]) => {
      const values = merged(own).slice(0, mostValues);
      return { key, label: values[0]?.name ?? '', values, weight: values.reduce((sum, { count }) => sum + count, 0) };
    })
    .sort((a, b) => facetPlace(a.key) - facetPlace(b.key) || b.weight - a.weight || compareText(a.key, b.key))
    .slice(0, mostFacets)
    .map(({ key, label, values }) => ({
      key,
      label,
      values: ordered(
        key,
        values.map(({ value, label: own, count }) => ({ value, label: own, count })),
      ),
    }));
};
