import { idOf } from '@marketplace/kernel';
import { dearest, isByFit, isWholePlace, type InOrder } from '../../application/places';
import type { Place, SearchRequest } from '../../application/ports';
import type { Manner } from './text-clauses';
import type { Clause } from './ask';

type Order = { readonly field: string; readonly order: 'asc' | 'desc'; readonly missing?: number };

/** What hits are ordered by; products without a price in the currency come last. */
const orderOf = ({ sort, text, currency }: Pick<SearchRequest, 'currency' | 'sort' | 'text'>): Order => {
  switch (sort) {
    case 'RELEVANCE':
      return { field: text === undefined ? 'popularity' : '_score', order: 'desc' };
    case 'PRICE_ASC':
      return { field: `prices.${currency}.min`, order: 'asc', missing: Number.MAX_SAFE_INTEGER };
    case 'PRICE_DESC':
      return { field: `prices.${currency}.max`, order: 'desc', missing: -1 };
    case 'NEWEST':
      return { field: 'published', order: 'desc' };
    case 'BEST_SELLING':
      return { field: 'sold', order: 'desc' };
    case 'RATING':
      return { field: 'ratingRank', order: 'desc' };
  }
};

/** Missing prices get a number that JavaScript says exactly; that of `_last` it does not. */
export const sortClause = (request: SearchRequest): readonly Clause[] => {
  const { field, order, missing } = orderOf(request);
  const first =
    field === '_score'
      ? { _score: { order } }
      : { [field]: { order, ...(missing === undefined ? {} : { missing, unmapped_type: 'long' }) } };
  return [first, { productId: { order } }];
};

const marks: Readonly<Record<Manner, string>> = { strict: 's', lenient: 'l' };

/** How the text was read for the page that a place ends; undefined for places that no text has led to. */
export const mannerOf = ({ value }: Place): Manner | undefined =>
  value.startsWith('s') ? 'strict' : value.startsWith('l') ? 'lenient' : undefined;

export const placeOf = (request: SearchRequest, manner: Manner, [value, id]: readonly [number, string]): Place => {
  const plain = request.sort === 'PRICE_ASC' && value === Number.MAX_SAFE_INTEGER ? dearest : value.toString();
  return { value: isByFit(request) ? `${marks[manner]}${plain}` : plain, id: idOf(id) };
};

/** A score has 32 bits. */
const highestScore = 3.402_823_466_385_288_6e38;

const isScore = ({ value }: Place): boolean => {
  const [, score] = /^[sl](\d+(?:\.\d+)?(?:e[+-]\d+)?)$/.exec(value) ?? [];
  return score !== undefined && Number(score) <= highestScore;
};

/** Scores are compared in the order of relevance only; everything else is the same number for all engines. */
export const isPlace = (order: InOrder, place: Place): boolean => (isByFit(order) ? isScore(place) : isWholePlace(order, place));

/** What `search_after` gets. An index has no higher numbers than those that JavaScript says exactly. */
export const afterOf = ({ value, id }: Place): readonly [number, string] => [
  mannerOf({ value, id }) === undefined ? Math.min(Number(value), Number.MAX_SAFE_INTEGER) : Number(value.slice(1)),
  id,
];
