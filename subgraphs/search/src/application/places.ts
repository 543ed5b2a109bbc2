import type { Place, SearchRequest } from './ports';

/** What says in which order hits come. */
export type InOrder = Pick<SearchRequest, 'sort' | 'text'>;

/** By how well a text fits: there each engine has figures of its own. */
export const isByFit = ({ sort, text }: InOrder): boolean => sort === 'RELEVANCE' && text !== undefined;

/** The last millisecond that a moment can be, on either side of 1970. */
const farthestMoment = 8_640_000_000_000_000n;
/** Prices may be as high, in 64 bits, and that of a product without a price is the highest. */
const highest = 2n ** 63n - 1n;

/** How all engines write the price of a product without one, where the lowest comes first: each can go on behind the others. */
export const dearest = highest.toString();

const rangeOf = ({ sort }: InOrder): readonly [least: bigint, most: bigint] => {
  switch (sort) {
    case 'PRICE_ASC':
    case 'PRICE_DESC':
      return [-1n, highest];
    case 'NEWEST':
      return [-farthestMoment, farthestMoment];
    case 'RELEVANCE':
    case 'BEST_SELLING':
    case 'RATING':
      return [0n, BigInt(Number.MAX_SAFE_INTEGER)];
  }
};

/**
 * Whether a place can be one of this order, as all engines have them: a whole number, written as they write it. Places come back from
 * clients, who may have made them up; one that passes is no more than a number to be compared with.
 */
export const isWholePlace = (order: InOrder, { value }: Place): boolean => {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(value)) return false;
  const [least, most] = rangeOf(order);
  const figure = BigInt(value);
  return figure >= least && figure <= most;
};
