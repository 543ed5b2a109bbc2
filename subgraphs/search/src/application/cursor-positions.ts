import type { CursorPosition, SearchRequest } from './ports';

/** The properties of a search that determine the order of its hits. */
export type SortedBy = Pick<SearchRequest, 'sort' | 'text'>;

/** True for an order by text score. Each engine has scores of its own. */
export const sortsByTextScore = ({ sort, text }: SortedBy): boolean => sort === 'RELEVANCE' && text !== undefined;

/** The highest timestamp of JavaScript, in milliseconds since 1970. */
const maxTimestamp = 8_640_000_000_000_000n;
/** The highest price, in 64 bits. Products without a price have it. */
const maxInt64 = 2n ** 63n - 1n;

/** The sort value of products without a price, lowest price first. All engines use it, so each can continue a list of another. */
export const missingPrice = maxInt64.toString();

const rangeOf = ({ sort }: SortedBy): readonly [min: bigint, max: bigint] => {
  switch (sort) {
    case 'PRICE_ASC':
    case 'PRICE_DESC':
      return [-1n, maxInt64];
    case 'NEWEST':
      return [-maxTimestamp, maxTimestamp];
    case 'RELEVANCE':
    case 'BEST_SELLING':
    case 'RATING':
      return [0n, BigInt(Number.MAX_SAFE_INTEGER)];
  }
};

/**
 * True when the position is possible in this order: an integer in the range of the sort value. Positions come from clients, which
 * can forge them; a valid one is only a number to compare with.
 */
export const isIntegerPosition = (order: SortedBy, { value }: CursorPosition): boolean => {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(value)) return false;
  const [min, max] = rangeOf(order);
  const number = BigInt(value);
  return number >= min && number <= max;
};
