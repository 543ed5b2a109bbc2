import { isCountry } from './countries';
import type { Service } from './shipment';

/** What a carrier offers, as far as choosing one goes. */
export type CarrierTerms = {
  readonly name: string;
  readonly services: readonly Service[];
  /** Where it does not deliver: no service there, or an embargo. */
  readonly notServed: readonly string[];
};

export const carriers: readonly CarrierTerms[] = [
  { name: 'swiftpost', services: ['STANDARD', 'EXPRESS'], notServed: ['AQ', 'BV', 'CU', 'HM', 'IR', 'KP', 'SY'] },
];

export const delivers = (carrier: CarrierTerms, countryCode: string): boolean =>
  isCountry(countryCode) && !carrier.notServed.includes(countryCode);

const isService = (text: string): text is Service => text === 'STANDARD' || text === 'EXPRESS';

export type Wish = { readonly carrier: string; readonly service: string; readonly countryCode: string };

/**
 * Who takes a parcel that was paid for: the carrier of the buyer's choice, else another one with the same service, else
 * anybody who goes there. A paid parcel has to leave, so there is always an answer while there is any carrier.
 */
export const selectCarrier = (
  wish: Wish,
  known: readonly CarrierTerms[] = carriers,
): { readonly carrier: string; readonly service: Service } => {
  const service = isService(wish.service) ? wish.service : 'STANDARD';
  const going = known.filter((carrier) => delivers(carrier, wish.countryCode));
  const offering = going.filter((carrier) => carrier.services.includes(service));
  const chosen = offering.find((carrier) => carrier.name === wish.carrier) ?? offering[0];
  if (chosen !== undefined) return { carrier: chosen.name, service };
  const [anybody] = going.length > 0 ? going : known;
  return { carrier: anybody?.name ?? wish.carrier, service: anybody?.services[0] ?? service };
};
