import type { DiscountShare, FrozenLine, ShippingQuote } from './checkout';
import type { Discounts } from './news';

type Prices = { readonly lines: readonly FrozenLine[]; readonly quotes: readonly ShippingQuote[] };

const amountOf = (shares: readonly DiscountShare[]): bigint => shares.reduce((amount, share) => amount + BigInt(share.amount.amount), 0n);

type Taken = { readonly shares: readonly DiscountShare[]; readonly of: bigint | undefined };

/** Each part comes off something that exists, nothing falls below zero, and the parts make the whole. */
const fits = (taken: readonly Taken[], currency: string, total: Discounts['total']): boolean =>
  total.currency === currency &&
  taken.every(
    ({ shares, of }) =>
      of !== undefined &&
      amountOf(shares) <= of &&
      shares.every(({ amount }) => amount.currency === currency && BigInt(amount.amount) >= 0n),
  ) &&
  taken.reduce((sum, { shares }) => sum + amountOf(shares), 0n) === BigInt(total.amount);

const isEachOnce = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;

const withShares = <Priced extends object>(priced: Priced, shares: readonly DiscountShare[] | undefined): Priced =>
  shares === undefined ? priced : { ...priced, discounts: shares };

/** The prices with what comes off them; undefined when a discount does not fit what is bought. */
export const discounted = (
  { currency, lines, quotes }: Prices & { readonly currency: string },
  { total, lines: offLines, delivery }: Discounts,
): Prices | undefined => {
  const prices = new Map(lines.map(({ lineId, unitPrice, quantity }) => [lineId, BigInt(unitPrice.amount) * BigInt(quantity)]));
  const deliveries = new Map(quotes.map(({ sellerId, price }) => [sellerId, BigInt(price.amount)]));
  const taken = [
    ...offLines.map(({ lineId, discounts }) => ({ shares: discounts, of: prices.get(lineId) })),
    ...delivery.map(({ sellerId, discounts }) => ({ shares: discounts, of: deliveries.get(sellerId) })),
  ];
  const isWhole = isEachOnce(offLines.map(({ lineId }) => lineId)) && isEachOnce(delivery.map(({ sellerId }) => sellerId));
  if (!isWhole || !fits(taken, currency, total)) return undefined;
  const ofLine = new Map(offLines.map(({ lineId, discounts }) => [lineId, discounts]));
  const ofSeller = new Map(delivery.map(({ sellerId, discounts }) => [sellerId, discounts]));
  return {
    lines: lines.map((line) => withShares(line, ofLine.get(line.lineId))),
    quotes: quotes.map((quote) => withShares(quote, ofSeller.get(quote.sellerId))),
  };
};
