import type { ProductDocument } from './document';
import { folded } from './words';

/** The texts of a product by weight, from A (highest) to D (lowest). Folded, but not stemmed. */
export type SearchableText = { readonly a: string; readonly b: string; readonly c: string; readonly d: string };

/** The length of a description that is searchable. */
const maxDescriptionLength = 5_000;

/** Assigns weights: A title; B brand, categories and tags; C options, attributes and SKUs; D description. */
export const searchableText = (document: ProductDocument): SearchableText => ({
  a: folded(document.title),
  b: folded([document.brand ?? '', ...document.categories.map(({ name }) => name), ...document.tags].join(' ')),
  c: folded(
    [...document.options.flatMap(({ values }) => values), ...document.attributes.map(({ value }) => value), ...document.skus].join(' '),
  ),
  d: folded(document.description.slice(0, maxDescriptionLength)),
});

/** The distinct words of a text. */
export const wordsOfText = ({ a, b, c, d }: SearchableText): readonly string[] =>
  [...new Set([a, b, c, d].flatMap((text) => text.split(' ')))].filter((word) => word !== '');

/** The distinct words of a product. */
export const vocabularyOf = (document: ProductDocument): readonly string[] => wordsOfText(searchableText(document));
