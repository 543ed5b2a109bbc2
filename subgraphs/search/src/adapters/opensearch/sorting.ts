import { defined, idOf } from '@marketplace/kernel';
import { missingPrice, sortsByTextScore, isIntegerPosition, type SortedBy } from '../../application/cursor-positions';
import type { CursorPosition, SearchRequest } from '../../application/ports';
import type { MatchMode } from './text-clauses';
import type { Clause } from './query';

type Order = { readonly field: string; readonly order: 'asc' | 'desc'; readonly missing?: number };

/** The sort field and direction. Products without a price in the currency come last. */
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

/** Missing prices get a value that is exact in JavaScript, unlike the one of `_last`. */
export const sortClause = (request: SearchRequest): readonly Clause[] => {
  const { field, order, missing } = orderOf(request);
  const first =
    field === '_score'
      ? { _score: { order } }
      : { [field]: { order, ...defined({ missing, unmapped_type: missing === undefined ? undefined : 'long' }) } };
  return [first, { productId: { order } }];
};

const modePrefixes: Readonly<Record<MatchMode, string>> = { strict: 's', lenient: 'l' };

/** The match mode of the page that a position belongs to; undefined for positions not by text score. */
export const matchModeOf = ({ value }: CursorPosition): MatchMode | undefined =>
  value.startsWith('s') ? 'strict' : value.startsWith('l') ? 'lenient' : undefined;

export const positionOf = (request: SearchRequest, mode: MatchMode, [value, id]: readonly [number, string]): CursorPosition => {
  const plain = request.sort === 'PRICE_ASC' && value === Number.MAX_SAFE_INTEGER ? missingPrice : value.toString();
  return { value: sortsByTextScore(request) ? `${modePrefixes[mode]}${plain}` : plain, id: idOf(id) };
};

/** The highest score, a 32-bit float. */
const maxScore = 3.402_823_466_385_288_6e38;

const isScore = ({ value }: CursorPosition): boolean => {
  const [, score] = /^[sl](\d+(?:\.\d+)?(?:e[+-]\d+)?)$/.exec(value) ?? [];
  return score !== undefined && Number(score) <= maxScore;
};

/** Validates a position: a text score in the order of relevance, otherwise an integer that is equal for all engines. */
export const isValidPosition = (order: SortedBy, position: CursorPosition): boolean =>
  sortsByTextScore(order) ? isScore(position) : isIntegerPosition(order, position);

/** The value of `search_after`. Indexed numbers do not exceed the safe integers of JavaScript. */
export const searchAfter = ({ value, id }: CursorPosition): readonly [number, string] => [
  matchModeOf({ value, id }) === undefined ? Math.min(Number(value), Number.MAX_SAFE_INTEGER) : Number(value.slice(1)),
  id,
];
