import type { ProductDocument } from './document';
import { folded } from './words';

/** The words of a product by how much a match in them says: A the most, D the least. Folded, ready to be stemmed. */
export type SearchableText = { readonly a: string; readonly b: string; readonly c: string; readonly d: string };

/** What describes at more length than this says little with its end. */
const longestDescription = 5_000;

/** Title; brand, categories and tags; options, attributes and stock numbers; description. */
export const searchableText = (document: ProductDocument): SearchableText => ({
  a: folded(document.title),
  b: folded([document.brand ?? '', ...document.categories.map(({ name }) => name), ...document.tags].join(' ')),
  c: folded(
    [...document.options.flatMap(({ values }) => values), ...document.attributes.map(({ value }) => value), ...document.skus].join(' '),
  ),
  d: folded(document.description.slice(0, longestDescription)),
});

/** Every word of a text, once. */
export const wordsOfText = ({ a, b, c, d }: SearchableText): readonly string[] =>
  [...new Set([a, b, c, d].flatMap((text) => text.split(' ')))].filter((word) => word !== '');

/** Every word that finds the product, once. */
export const vocabularyOf = (document: ProductDocument): readonly string[] => wordsOfText(searchableText(document));
