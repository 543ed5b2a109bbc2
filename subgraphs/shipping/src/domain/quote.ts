import { compare, isRefused, refuse, type Instant, type Money, type Refusal, type SellerId } from '@marketplace/kernel';
import { carriers, delivers } from './carriers';
import { zoneOf } from './countries';
import { estimateDelivery } from './eta';
import { priceListOf, shippingCost, type PricedCurrency } from './rates';
import type { DeliveryWindow, Service } from './shipment';

/** One way to have one seller's part of a cart delivered. */
export type ShippingOption = {
  readonly id: string;
  readonly sellerId: SellerId;
  readonly carrier: string;
  readonly service: Service;
  readonly price: Money;
  readonly estimatedDelivery: DeliveryWindow;
};

/** One seller's part of a cart. */
export type Parcel = { readonly sellerId: SellerId; readonly weightGrams: number };

/** What a quote depends on. The origin is the platform's: which warehouse it will be is only known once stock is held. */
export type Destination = { readonly origin: string; readonly countryCode: string; readonly currency: string; readonly at: Instant };

export type QuoteRejection = 'destination-not-served' | 'unknown-option' | 'currency-not-served';

const optionsOfParcel = (parcel: Parcel, to: Destination, list: PricedCurrency): readonly ShippingOption[] => {
  const { sellerId, weightGrams } = parcel;
  const zone = zoneOf(to.origin, to.countryCode);
  const going = carriers.filter((carrier) => delivers(carrier, to.countryCode));
  return going.flatMap(({ name: carrier, services }) =>
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

/** Every way to have the parcels delivered. Refusals: destination-not-served, currency-not-served. */
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

/** What each parcel would go by: the option chosen for its seller if there is one on offer, else the cheapest. A choice that is not on offer is passed over. */
export const estimate = (
  parcels: readonly Parcel[],
  to: Destination,
  chosenIds: readonly string[],
): readonly ShippingOption[] | Refusal<'destination-not-served' | 'currency-not-served'> => {
  const options = optionsFor(parcels, to);
  if (isRefused(options)) return options;
  return parcels.flatMap(({ sellerId }) => {
    const its = options.filter((option) => option.sellerId === sellerId);
    const picked = its.find((option) => chosenIds.includes(option.id)) ?? cheapest(its);
    return picked === undefined ? [] : [picked];
  });
};

/** One option per parcel: the one chosen, else the cheapest. A choice that is not on offer, or a second one for a seller, is refused. */
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
