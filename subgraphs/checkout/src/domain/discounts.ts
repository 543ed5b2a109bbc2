import type { DiscountShare, FrozenLine, ShippingQuote } from './checkout';
import type { Discounts } from './saga-messages';

type Prices = { readonly lines: readonly FrozenLine[]; readonly quotes: readonly ShippingQuote[] };

const amountOf = (shares: readonly DiscountShare[]): bigint => shares.reduce((amount, share) => amount + BigInt(share.amount.amount), 0n);

type Allocation = { readonly shares: readonly DiscountShare[]; readonly price: bigint | undefined };

/** True when every share belongs to something that is bought, no price falls below zero, and the shares add up to the total. */
const fits = (allocations: readonly Allocation[], currency: string, total: Discounts['total']): boolean =>
  total.currency === currency &&
  allocations.every(
    ({ shares, price }) =>
      price !== undefined &&
      amountOf(shares) <= price &&
      shares.every(({ amount }) => amount.currency === currency && BigInt(amount.amount) >= 0n),
  ) &&
  allocations.reduce((sum, { shares }) => sum + amountOf(shares), 0n) === BigInt(total.amount);

const areUnique = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;

const withShares = <Priced extends object>(priced: Priced, shares: readonly DiscountShare[] | undefined): Priced =>
  shares === undefined ? priced : { ...priced, discounts: shares };

/** The prices with their discounts; undefined when a discount does not fit the purchase. */
export const applyDiscounts = (
  { currency, lines, quotes }: Prices & { readonly currency: string },
  { total, lines: lineDiscounts, delivery }: Discounts,
): Prices | undefined => {
  const prices = new Map(lines.map(({ lineId, unitPrice, quantity }) => [lineId, BigInt(unitPrice.amount) * BigInt(quantity)]));
  const deliveries = new Map(quotes.map(({ sellerId, price }) => [sellerId, BigInt(price.amount)]));
  const allocations = [
    ...lineDiscounts.map(({ lineId, discounts }) => ({ shares: discounts, price: prices.get(lineId) })),
    ...delivery.map(({ sellerId, discounts }) => ({ shares: discounts, price: deliveries.get(sellerId) })),
  ];
  const isUnambiguous = areUnique(lineDiscounts.map(({ lineId }) => lineId)) && areUnique(delivery.map(({ sellerId }) => sellerId));
  if (!isUnambiguous || !fits(allocations, currency, total)) return undefined;
  const byLine = new Map(lineDiscounts.map(({ lineId, discounts }) => [lineId, discounts]));
  const bySeller = new Map(delivery.map(({ sellerId, discounts }) => [sellerId, discounts]));
  return {
    lines: lines.map((line) => withShares(line, byLine.get(line.lineId))),
    quotes: quotes.map((quote) => withShares(quote, bySeller.get(quote.sellerId))),
  };
};
