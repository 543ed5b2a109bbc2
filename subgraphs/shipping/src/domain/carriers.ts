import { isCountry } from './countries';
import type { Service } from './shipment';

/** The services and coverage of a carrier. */
export type CarrierTerms = {
  readonly name: string;
  readonly services: readonly Service[];
  /** Countries without service, or under embargo. */
  readonly notServed: readonly string[];
};

export const carriers: readonly CarrierTerms[] = [
  { name: 'swiftpost', services: ['STANDARD', 'EXPRESS'], notServed: ['AQ', 'BV', 'CU', 'HM', 'IR', 'KP', 'SY'] },
];

export const delivers = (carrier: CarrierTerms, countryCode: string): boolean =>
  isCountry(countryCode) && !carrier.notServed.includes(countryCode);

const isService = (text: string): text is Service => text === 'STANDARD' || text === 'EXPRESS';

export type ShippingChoice = { readonly carrier: string; readonly service: string; readonly countryCode: string };

/**
 * The carrier for a paid parcel: the buyer's choice, otherwise another carrier with the same service, otherwise any carrier
 * that serves the country. A paid parcel must be sent, so there is a result as long as any carrier exists.
 */
export const selectCarrier = (
  choice: ShippingChoice,
  known: readonly CarrierTerms[] = carriers,
): { readonly carrier: string; readonly service: Service } => {
  const service = isService(choice.service) ? choice.service : 'STANDARD';
  const serving = known.filter((carrier) => delivers(carrier, choice.countryCode));
  const offering = serving.filter((carrier) => carrier.services.includes(service));
  const chosen = offering.find((carrier) => carrier.name === choice.carrier) ?? offering[0];
  if (chosen !== undefined) return { carrier: chosen.name, service };
  const [fallback] = serving.length > 0 ? serving : known;
  return { carrier: fallback?.name ?? choice.carrier, service: fallback?.services[0] ?? service };
};
