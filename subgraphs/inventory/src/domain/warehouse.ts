import { refuse, type Refusal, type WarehouseId } from '@marketplace/kernel';

export type Warehouse = {
  readonly id: WarehouseId;
  /** The unique code: "DE-BER-1". */
  readonly code: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
};

export type WarehouseTerms = Omit<Warehouse, 'id'>;

export type WarehouseRefusal = Refusal<'invalid-code' | 'invalid-name' | 'invalid-country-code'>;

const codePattern = /^[A-Z0-9][A-Z0-9-]{1,19}$/;
const countryCodePattern = /^[A-Z]{2}$/;

/** The refusal of invalid terms; undefined when they are valid. */
export const invalidTerms = ({ code, name, countryCode }: WarehouseTerms): WarehouseRefusal | undefined => {
  if (!codePattern.test(code)) return refuse('invalid-code', { path: ['code'] });
  if (name.trim() === '' || name.length > 100) return refuse('invalid-name', { path: ['name'] });
  if (!countryCodePattern.test(countryCode)) return refuse('invalid-country-code', { path: ['countryCode'] });
  return undefined;
};

export const isSameWarehouse = (a: WarehouseTerms, b: WarehouseTerms): boolean =>
  a.code === b.code && a.name === b.name && a.countryCode === b.countryCode;
