import { currency as currencyOf, money, toDecimal } from '@marketplace/kernel';
import type { PriceRange } from './document';

/** A stretch of prices that products are counted by; both ends belong to it. */
export type PriceBucket = { readonly value: string; readonly label: string };

const steps = [1n, 2n, 5n];

/** The place of an amount in the series 1, 2, 5, 10, 20, 50 … of minor units; nothing costs less than the first. */
const bucketOf = (amount: bigint): number => {
  const digits = amount.toString();
  const leading = BigInt(digits.charAt(0));
  const step = leading < 2n ? 0 : leading < 5n ? 1 : 2;
  return amount < 1n ? 0 : (digits.length - 1) * 3 + step;
};

const startOf = (bucket: number): bigint => (steps[bucket % 3] ?? 1n) * 10n ** BigInt(Math.floor(bucket / 3));

/** Where a price facet's values begin, in minor units: the order that they are shown in. */
export const bucketStart = (value: string): number => Number(value.split('-')[0] ?? 0);

const bucketAt = (bucket: number, code: string): PriceBucket => {
  const currency = currencyOf(code);
  const low = toDecimal(money(bucket === 0 ? 0n : startOf(bucket), currency));
  const high = toDecimal(money(startOf(bucket + 1) - 1n, currency));
  return { value: `${low}-${high}`, label: `${low} – ${high}` };
};

/** The stretches that a range touches: those whose filter finds it. */
export const priceBuckets = ({ currency, min, max }: PriceRange): readonly PriceBucket[] => {
  const [first, last] = [bucketOf(min), bucketOf(max)];
  return Array.from({ length: last - first + 1 }, (_, offset) => bucketAt(first + offset, currency));
};
