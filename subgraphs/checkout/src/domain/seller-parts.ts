import { currency as currencyOf, moneyFromJson, moneyToJson, sum, times } from '@marketplace/kernel';
import type { Checkout, FrozenLine } from './checkout';

/** What is being bought, once the cart is frozen. */
export const linesOf = ({ progress }: Checkout): readonly FrozenLine[] => ('lines' in progress ? progress.lines : []);
/** The currency of the checkout; empty until the cart is frozen. */
export const currencyIn = ({ progress }: Checkout): string => ('currency' in progress ? progress.currency : '');

const bySeller = (lines: readonly FrozenLine[]): ReadonlyMap<string, readonly FrozenLine[]> => {
  const sellers = new Map<string, FrozenLine[]>();
  for (const line of lines) sellers.set(line.sellerId, [...(sellers.get(line.sellerId) ?? []), line]);
  return sellers;
};

/** What each seller sends: its weight and its worth, which delivery is priced by. */
export const parcelsOf = (checkout: Checkout) =>
  [...bySeller(linesOf(checkout))].map(([sellerId, lines]) => ({
    sellerId,
    weightGrams: lines.reduce((weight, line) => weight + line.weightGrams * line.quantity, 0),
    value: moneyToJson(
      sum(
        lines.map((line) => times(moneyFromJson(line.unitPrice), line.quantity)),
        currencyOf(currencyIn(checkout)),
      ),
    ),
  }));

/** What becomes one order for each seller: its lines and the delivery quoted for them. Throws when a seller has no quote. */
export const sellersOf = (checkout: Checkout) => {
  const quotes = 'quotes' in checkout.progress ? checkout.progress.quotes : [];
  return [...bySeller(linesOf(checkout))].map(([sellerId, lines]) => {
    const quote = quotes.find((each) => each.sellerId === sellerId);
    if (quote === undefined) throw new Error(`shipping quoted nothing for seller ${sellerId}`);
    const { sellerId: _seller, ...shipping } = quote;
    return { sellerId, lines: lines.map(({ sellerId: _of, ...line }) => ({ ...line, options: [...line.options] })), shipping };
  });
};
