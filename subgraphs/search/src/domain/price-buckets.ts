import { currency as currencyOf, money, toDecimal } from '@marketplace/kernel';
import type { PriceRange } from './document';

/** A price range that facets count by, both ends included. */
export type PriceBucket = { readonly value: string; readonly label: string };

const steps = [1n, 2n, 5n];

/** The index of the bucket of an amount. Buckets start at 1, 2, 5, 10, 20, 50 … minor units. */
const bucketOf = (amount: bigint): number => {
  const digits = amount.toString();
  const leading = BigInt(digits.charAt(0));
  const step = leading < 2n ? 0 : leading < 5n ? 1 : 2;
  return amount < 1n ? 0 : (digits.length - 1) * 3 + step;
};

const startOf = (bucket: number): bigint => (steps[bucket % 3] ?? 1n) * 10n ** BigInt(Math.floor(bucket / 3));

/** The lower end of a price facet value, which the values are sorted by. */
export const bucketStart = (value: string): number => Number(value.split('-')[0] ?? 0);

const bucketAt = (bucket: number, code: string): PriceBucket => {
  const currency = currencyOf(code);
  const low = toDecimal(money(bucket === 0 ? 0n : startOf(bucket), currency));
  const high = toDecimal(money(startOf(bucket + 1) - 1n, currency));
  return { value: `${low}-${high}`, label: `${low} – ${high}` };
};

/** The buckets that overlap a price range. */
export const priceBuckets = ({ currency, min, max }: PriceRange): readonly PriceBucket[] => {
  const [first, last] = [bucketOf(min), bucketOf(max)];
  return Array.from({ length: last - first + 1 }, (_, offset) => bucketAt(first + offset, currency));
};
