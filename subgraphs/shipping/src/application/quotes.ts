import { isRefused, type Cause, type CheckoutId } from '@marketplace/kernel';
import { estimate, optionsFor, quote, type Parcel, type ShippingOption } from '../domain/quote';
import type { Ports } from './ports';

type CartDestination = { readonly countryCode: string; readonly currency: string };

/** A checkout's request for delivery prices. */
export type QuoteRequest = CartDestination & {
  readonly checkoutId: CheckoutId;
  readonly parcels: readonly Parcel[];
  readonly optionIds: readonly string[];
};

export type Quotes = ReturnType<typeof createQuotes>;

/** The use cases of delivery prices, for carts and checkouts. */
export const createQuotes = ({ quotes, clock, origin }: Pick<Ports, 'quotes' | 'clock' | 'origin'>) => ({
  /** Answers a checkout once, with a price per seller or a rejection. */
  answer: async ({ checkoutId, parcels, optionIds, countryCode, currency }: QuoteRequest, cause: Cause): Promise<void> => {
    const answer = quote(parcels, { origin, countryCode, currency, at: clock() }, optionIds);
    await quotes.save(checkoutId, isRefused(answer) ? { rejected: answer.refused } : { quotes: answer }, cause);
  },

  /** The delivery options of a cart; empty when the country or the currency is not supported. */
  options: (parcels: readonly Parcel[], to: CartDestination): readonly ShippingOption[] => {
    const options = optionsFor(parcels, { origin, ...to, at: clock() });
    return isRefused(options) ? [] : options;
  },

  /** The estimated delivery option for each seller of a cart; undefined when the country or the currency is not supported. */
  estimate: (parcels: readonly Parcel[], to: CartDestination, chosenIds: readonly string[]): readonly ShippingOption[] | undefined => {
    const options = estimate(parcels, { origin, ...to, at: clock() }, chosenIds);
    return isRefused(options) ? undefined : options;
  },
});
