import { analyze, editDistance, editsAllowed } from './analysis';
import { exactOf, exactValues, type Indexed } from './documents';
import type { Field, Mapping } from './mapping';
import { textOf } from './reading';
import { type Fields, illegal, notSimulated } from './refusal';

/** The score of a document; undefined if it does not match. */
export type Score = (document: Indexed) => number | undefined;

/** The terms of a field to highlight. */
export type Mark = { readonly field: string; readonly fits: (term: string) => boolean };

export type Compiled = { readonly score: Score; readonly marks: readonly Mark[] };

export type Scene = {
  readonly mapping: Mapping;
  /** Records a field that is not in the mapping. OpenSearch ignores it silently. */
  readonly stranger: (field: string) => void;
};

export const nothing: Compiled = { score: () => undefined, marks: [] };

export const fieldIn = ({ mapping, stranger }: Scene, path: string): Field | undefined => {
  const field = mapping.fields.get(path);
  if (field === undefined) stranger(path);
  return field;
};

export type MatchOptions = {
  readonly text: unknown;
  readonly isAnd: boolean;
  readonly fuzziness: unknown;
  readonly prefixLength: number;
  readonly allWhenEmpty: boolean;
};

export const matchKeys = [
  'boost',
  'fuzziness',
  'fuzzy_transpositions',
  'lenient',
  'max_expansions',
  'operator',
  'prefix_length',
  'query',
  'zero_terms_query',
];

export const matchOptions = (given: Fields): MatchOptions => {
  const operator = textOf(given['operator'] ?? 'or').toLowerCase();
  if (operator !== 'or' && operator !== 'and')
    throw illegal(`No enum constant org.opensearch.index.query.Operator.${operator.toUpperCase()}`);
  if (given['query'] === undefined) throw illegal('[match] requires query value');
  editsAllowed(given['fuzziness'], 0);
  return {
    text: given['query'],
    isAnd: operator === 'and',
    fuzziness: given['fuzziness'],
    prefixLength: Number(given['prefix_length'] ?? 0),
    allWhenEmpty: textOf(given['zero_terms_query'] ?? 'none').toLowerCase() === 'all',
  };
};

/** The score of an indexed term for a query term: 1 if equal, less for a larger edit distance. */
const closeness =
  (wanted: string, { fuzziness, prefixLength }: MatchOptions) =>
  (term: string): number => {
    if (term === wanted) return 1;
    const edits = editsAllowed(fuzziness, Array.from(wanted).length);
    if (edits === 0 || !term.startsWith(wanted.slice(0, prefixLength))) return 0;
    const distance = editDistance(wanted, term, edits);
    return distance === undefined ? 0 : Math.max(0, 1 - distance / Math.min(Array.from(wanted).length, Array.from(term).length));
  };

/** Matches one field with the terms of a text. Every matching term scores 1, as with the similarity "boolean". */
export const matchField = (scene: Scene, path: string, options: MatchOptions): Compiled => {
  const field = fieldIn(scene, path);
  if (field === undefined) return nothing;
  if (field.kind !== 'text') {
    const wanted = exactOf(field, options.text);
    return { score: (document) => (exactValues(document, path).includes(wanted) ? 1 : undefined), marks: [] };
  }
  if (!field.isScoredPlainly) throw notSimulated(`a score by BM25 (of ${path}; give it the similarity boolean)`);
  const wanted = analyze(field.analyzer, textOf(options.text)).map(({ term }) => closeness(term, options));
  if (wanted.length === 0) return { score: () => (options.allWhenEmpty ? 1 : undefined), marks: [] };
  return {
    score: (document) => {
      const terms = (document.values.get(path) ?? []).flatMap((value) =>
        value.kind === 'text' ? value.tokens.map(({ term }) => term) : [],
      );
      const found = wanted.map((worth) => terms.reduce((best, term) => Math.max(best, worth(term)), 0));
      const isEnough = options.isAnd ? found.every((worth) => worth > 0) : found.some((worth) => worth > 0);
      return isEnough ? found.reduce((sum, worth) => sum + worth, 0) : undefined;
    },
    marks: [{ field: path, fits: (term) => wanted.some((worth) => worth(term) > 0) }],
  };
};
