import { isRefused, type Cause, type CheckoutId } from '@marketplace/kernel';
import { estimate, optionsFor, quote, type Parcel, type ShippingOption } from '../domain/quote';
import type { Ports } from './ports';

type CartDestination = { readonly countryCode: string; readonly currency: string };

/** A checkout that asks what delivery costs. */
export type QuoteRequest = CartDestination & {
  readonly checkoutId: CheckoutId;
  readonly parcels: readonly Parcel[];
  readonly optionIds: readonly string[];
};

export type Quotes = ReturnType<typeof createQuotes>;

/** What delivery costs: shown with a cart, promised to a checkout. */
export const createQuotes = ({ quotes, clock, origin }: Pick<Ports, 'quotes' | 'clock' | 'origin'>) => ({
  /** Answers a checkout, once: with a price per seller, or why there is none. */
  answer: async ({ checkoutId, parcels, optionIds, countryCode, currency }: QuoteRequest, cause: Cause): Promise<void> => {
    const answer = quote(parcels, { origin, countryCode, currency, at: clock() }, optionIds);
    await quotes.save(checkoutId, isRefused(answer) ? { rejected: answer.refused } : { quotes: answer }, cause);
  },

  /** The ways to have a cart delivered; none where nobody delivers, or not in that currency. */
  options: (parcels: readonly Parcel[], to: CartDestination): readonly ShippingOption[] => {
    const options = optionsFor(parcels, { origin, ...to, at: clock() });
    return isRefused(options) ? [] : options;
  },

  /** What delivery of a cart would go by, for each seller; undefined where nobody delivers, or not in that currency. */
  estimate: (parcels: readonly Parcel[], to: CartDestination, chosenIds: readonly string[]): readonly ShippingOption[] | undefined => {
    const options = estimate(parcels, { origin, ...to, at: clock() }, chosenIds);
    return isRefused(options) ? undefined : options;
  },
});
