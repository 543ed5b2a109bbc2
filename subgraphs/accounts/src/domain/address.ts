import { refuse, type Id, type Refusal } from '@marketplace/kernel';
import { cleanText, isCountry } from './input';

export type AddressId = Id<'Address'>;

/** A delivery address. Personal data. */
export type Address = {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string;
  readonly city: string;
  readonly postalCode: string;
  readonly region?: string;
  readonly countryCode: string;
  readonly phone?: string;
};

export type AddressRefusal = Refusal<'address-invalid' | 'country-unknown'>;

export const maxAddresses = 20;

const maxLengths = { name: 100, line1: 200, line2: 200, city: 100, postalCode: 20, region: 100, countryCode: 2, phone: 30 } as const;

type Field = keyof typeof maxLengths;

const required: readonly Field[] = ['name', 'line1', 'city', 'postalCode', 'countryCode'];
const optional: readonly Field[] = ['line2', 'region', 'phone'];

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

/** Validates and normalizes an address: trims every line and omits empty optional ones. */
export const addressOf = (input: Address): Address | AddressRefusal => {
  const given = [...required, ...optional.filter((field) => !isBlank(input[field]))];
  const invalid = given.find((field) => cleanText(input[field] ?? '', maxLengths[field]) === undefined);
  if (invalid !== undefined) return refuse('address-invalid', { path: [invalid] });
  if (!isCountry(input.countryCode.trim())) return refuse('country-unknown', { path: ['countryCode'] });
  const { name, line1, city, postalCode, countryCode } = input;
  const requiredLines = {
    name: name.trim(),
    line1: line1.trim(),
    city: city.trim(),
    postalCode: postalCode.trim(),
    countryCode: countryCode.trim(),
  };
  const optionalLines = optional.flatMap((field) => (given.includes(field) ? [[field, (input[field] ?? '').trim()] as const] : []));
  return { ...requiredLines, ...Object.fromEntries(optionalLines) };
};
