import { compare, isRefused, refuse, type Instant, type Money, type Refusal, type SellerId } from '@marketplace/kernel';
import { carriers, delivers } from './carriers';
import { zoneOf } from './countries';
import { estimateDelivery } from './eta';
import { priceListOf, shippingCost, type PricedCurrency } from './rates';
import type { DeliveryWindow, Service } from './shipment';

/** A delivery option for one seller's items of a cart. */
export type ShippingOption = {
  readonly id: string;
  readonly sellerId: SellerId;
  readonly carrier: string;
  readonly service: Service;
  readonly price: Money;
  readonly estimatedDelivery: DeliveryWindow;
};

/** One seller's items of a cart. */
export type Parcel = { readonly sellerId: SellerId; readonly weightGrams: number };

/** The inputs of a quote. The origin is the same for all orders, because the warehouse is unknown until stock is reserved. */
export type Destination = { readonly origin: string; readonly countryCode: string; readonly currency: string; readonly at: Instant };

export type QuoteRejection = 'destination-not-served' | 'unknown-option' | 'currency-not-served';

const optionsOfParcel = (parcel: Parcel, to: Destination, list: PricedCurrency): readonly ShippingOption[] => {
  const { sellerId, weightGrams } = parcel;
  const zone = zoneOf(to.origin, to.countryCode);
  const serving = carriers.filter((carrier) => delivers(carrier, to.countryCode));
  return serving.flatMap(({ name: carrier, services }) =>
    services.map((service) => ({
      id: `${sellerId}:${carrier}:${service}`,
      sellerId,
      carrier,
      service,
      price: shippingCost(weightGrams, { service, zone }, list),
      estimatedDelivery: estimateDelivery(to.at, service, zone),
    })),
  );
};

/** All delivery options for the parcels. Refusals: destination-not-served, currency-not-served. */
export const optionsFor = (
  parcels: readonly Parcel[],
  to: Destination,
): readonly ShippingOption[] | Refusal<'destination-not-served' | 'currency-not-served'> => {
  if (!carriers.some((carrier) => delivers(carrier, to.countryCode))) return refuse('destination-not-served');
  const list = priceListOf(to.currency);
  return list === undefined ? refuse('currency-not-served') : parcels.flatMap((parcel) => optionsOfParcel(parcel, to, list));
};

const cheapest = (options: readonly ShippingOption[]): ShippingOption | undefined =>
  options.reduce<ShippingOption | undefined>(
    (best, option) => (best === undefined || compare(option.price, best.price) < 0 ? option : best),
    undefined,
  );

/** One option per parcel: the chosen option, otherwise the cheapest. Ignores a choice that is not available. */
export const estimate = (
  parcels: readonly Parcel[],
  to: Destination,
  chosenIds: readonly string[],
): readonly ShippingOption[] | Refusal<'destination-not-served' | 'currency-not-served'> => {
  const options = optionsFor(parcels, to);
  if (isRefused(options)) return options;
  return parcels.flatMap(({ sellerId }) => {
    const sellerOptions = options.filter((option) => option.sellerId === sellerId);
    const picked = sellerOptions.find((option) => chosenIds.includes(option.id)) ?? cheapest(sellerOptions);
    return picked === undefined ? [] : [picked];
  });
};

/** One option per parcel: the chosen option, otherwise the cheapest. Refuses a choice that is not available, or a second one for a seller. */
export const quote = (
  parcels: readonly Parcel[],
  to: Destination,
  chosenIds: readonly string[],
): readonly ShippingOption[] | Refusal<QuoteRejection> => {
  const options = optionsFor(parcels, to);
  if (isRefused(options)) return options;
  const chosen = [...new Set(chosenIds)].map((id) => options.find((option) => option.id === id));
  const sellers = chosen.map((option) => option?.sellerId);
  if (sellers.includes(undefined) || new Set(sellers).size < sellers.length) return refuse('unknown-option');
  return parcels.flatMap(({ sellerId }) => {
    const picked =
      chosen.find((option) => option?.sellerId === sellerId) ?? cheapest(options.filter((option) => option.sellerId === sellerId));
    return picked === undefined ? [] : [picked];
  });
};
