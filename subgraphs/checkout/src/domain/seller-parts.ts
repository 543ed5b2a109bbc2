import { currency as currencyOf, moneyFromJson, moneyToJson, sum, times } from '@marketplace/kernel';
import type { Checkout, DiscountShare, FrozenLine, ShippingQuote } from './checkout';

/** What is being bought, once the cart is frozen. */
export const linesOf = ({ progress }: Checkout): readonly FrozenLine[] => ('lines' in progress ? progress.lines : []);
/** What delivery costs, once it is quoted. */
export const quotesOf = ({ progress }: Checkout): readonly ShippingQuote[] => ('quotes' in progress ? progress.quotes : []);
/** The codes on the cart; empty once the discounts stand. */
export const couponCodesOf = ({ progress }: Checkout): readonly string[] => ('couponCodes' in progress ? progress.couponCodes : []);
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

const copied = (discounts: readonly DiscountShare[] | undefined): { readonly discounts?: DiscountShare[] } =>
  discounts === undefined ? {} : { discounts: [...discounts] };

const toOrderLine = ({ lineId: _line, sellerId: _seller, options, discounts, ...line }: FrozenLine) => ({
  ...line,
  options: [...options],
  ...copied(discounts),
});

const toDelivery = ({ sellerId: _seller, discounts, ...shipping }: ShippingQuote) => ({ ...shipping, ...copied(discounts) });

/**
 * What becomes one order for each seller: its lines and the delivery quoted for them, with what comes off either. Throws
 * when a seller has no quote.
 */
export const sellersOf = (checkout: Checkout) => {
  const quotes = quotesOf(checkout);
  return [...bySeller(linesOf(checkout))].map(([sellerId, lines]) => {
    const quote = quotes.find((each) => each.sellerId === sellerId);
    if (quote === undefined) throw new Error(`shipping quoted nothing for seller ${sellerId}`);
    return { sellerId, lines: lines.map(toOrderLine), shipping: toDelivery(quote) };
  });
};
