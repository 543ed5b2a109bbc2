import { idOf, isRefused, type Cause, type CheckoutId } from '@marketplace/kernel';
import type { checkoutEvents, DataOf } from '@marketplace/schema';
import { estimate, optionsFor, quote, type Parcel, type ShippingOption } from '../domain/quote';
import type { Ports } from './ports';

type QuoteRequest = DataOf<typeof checkoutEvents.ShippingQuoteRequestedV1>;

type CartDestination = { readonly countryCode: string; readonly currency: string };

export type Quotes = ReturnType<typeof createQuotes>;

/** What delivery costs: shown with a cart, promised to a checkout. */
export const createQuotes = ({ quotes, clock, origin }: Pick<Ports, 'quotes' | 'clock' | 'origin'>) => ({
  /** Answers a checkout, once: with a price per seller, or why there is none. */
  answer: async (request: QuoteRequest, cause: Cause): Promise<void> => {
    const checkoutId: CheckoutId = idOf(request.checkoutId);
    const parcels = request.parcels.map((parcel): Parcel => ({ sellerId: idOf(parcel.sellerId), weightGrams: parcel.weightGrams }));
    const to = { origin, countryCode: request.countryCode, currency: request.currency, at: clock() };
    const answer = quote(parcels, to, request.optionIds);
    await quotes.save(checkoutId, isRefused(answer) ? { rejected: answer.refused } : { quotes: answer }, cause);
  },

  /** The ways to have a cart delivered; none where nobody delivers, or not in that currency. */
  options: (parcels: readonly Parcel[], countryCode: string, currency: string): readonly ShippingOption[] => {
    const options = optionsFor(parcels, { origin, countryCode, currency, at: clock() });
    return isRefused(options) ? [] : options;
  },

  /** What delivery of a cart would go by, for each seller; undefined where nobody delivers, or not in that currency. */
  estimate: (parcels: readonly Parcel[], to: CartDestination, chosenIds: readonly string[]): readonly ShippingOption[] | undefined => {
    const options = estimate(parcels, { origin, ...to, at: clock() }, chosenIds);
    return isRefused(options) ? undefined : options;
  },
});
