import { refuse, type Refusal, type WarehouseId } from '@marketplace/kernel';

export type Warehouse = {
  readonly id: WarehouseId;
  /** What people call it, unique: "DE-BER-1". */
  readonly code: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
};

export type WarehouseTerms = Omit<Warehouse, 'id'>;

export type WarehouseRefusal = Refusal<'invalid-code' | 'invalid-name' | 'invalid-country-code'>;

const codeShape = /^[A-Z0-9][A-Z0-9-]{1,19}$/;
const countryShape = /^[A-Z]{2}$/;

/** Why a warehouse cannot be described like this; undefined when it can. */
export const invalidTerms = ({ code, name, countryCode }: WarehouseTerms): WarehouseRefusal | undefined => {
  if (!codeShape.test(code)) return refuse('invalid-code', { path: ['code'] });
  if (name.trim() === '' || name.length > 100) return refuse('invalid-name', { path: ['name'] });
  if (!countryShape.test(countryCode)) return refuse('invalid-country-code', { path: ['countryCode'] });
  return undefined;
};

export const isSameWarehouse = (a: WarehouseTerms, b: WarehouseTerms): boolean =>
  a.code === b.code && a.name === b.name && a.countryCode === b.countryCode;
