import { currency as currencyOf, defined, moneyFromJson, moneyToJson, sum, times } from '@marketplace/kernel';
import type { Checkout, DiscountShare, FrozenLine, ShippingQuote } from './checkout';

/** The lines of the frozen cart; empty before. */
export const linesOf = ({ progress }: Checkout): readonly FrozenLine[] => ('lines' in progress ? progress.lines : []);
/** The delivery quotes; empty before. */
export const quotesOf = ({ progress }: Checkout): readonly ShippingQuote[] => ('quotes' in progress ? progress.quotes : []);
/** The coupon codes on the cart; empty once the discounts are final. */
export const couponCodesOf = ({ progress }: Checkout): readonly string[] => ('couponCodes' in progress ? progress.couponCodes : []);
/** The currency of the checkout; empty until the cart is frozen. */
export const currencyIn = ({ progress }: Checkout): string => ('currency' in progress ? progress.currency : '');

const bySeller = (lines: readonly FrozenLine[]): ReadonlyMap<string, readonly FrozenLine[]> => {
  const sellers = new Map<string, FrozenLine[]>();
  for (const line of lines) sellers.set(line.sellerId, [...(sellers.get(line.sellerId) ?? []), line]);
  return sellers;
};

/** The parcel of each seller with its weight and value, which determine the price of delivery. */
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

const discountsIn = (discounts: readonly DiscountShare[] | undefined) => defined({ discounts: discounts && [...discounts] });

const toOrderLine = ({ lineId: _line, sellerId: _seller, options, discounts, ...line }: FrozenLine) => ({
  ...line,
  options: [...options],
  ...discountsIn(discounts),
});

const toDelivery = ({ sellerId: _seller, discounts, ...shipping }: ShippingQuote) => ({ ...shipping, ...discountsIn(discounts) });

/**
 * The content of one order per seller: its lines and its delivery quote, with their discounts. Throws when a seller has no
 * quote.
 */
export const sellerOrdersOf = (checkout: Checkout) => {
  const quotes = quotesOf(checkout);
  return [...bySeller(linesOf(checkout))].map(([sellerId, lines]) => {
    const quote = quotes.find((each) => each.sellerId === sellerId);
    if (quote === undefined) throw new Error(`no delivery quote for seller ${sellerId}`);
    return { sellerId, lines: lines.map(toOrderLine), shipping: toDelivery(quote) };
  });
};
