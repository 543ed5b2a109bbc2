import type { CashOnDelivery, Parcel, Recipient, ShipmentOrder } from './records';

export type FieldError = { readonly field: string; readonly message: string };

/** Everything that is wrong with a request, at once. */
export type Checked = { readonly order: ShipmentOrder } | { readonly errors: readonly FieldError[] };

type Json = Readonly<Record<string, unknown>>;

type TextRule = { readonly longest: number; readonly pattern?: RegExp; readonly optional?: true };

const orderFields = ['reference', 'service', 'recipient', 'parcels', 'cashOnDelivery'];
const cashRules: Readonly<Record<string, TextRule>> = {
  amount: { longest: 18, pattern: /^(?!0+(\.0+)?$)\d+(\.\d{1,3})?$/ },
  currency: { longest: 3, pattern: /^[A-Z]{3}$/ },
};
const recipientRules: Readonly<Record<string, TextRule>> = {
  name: { longest: 60 },
  line1: { longest: 60 },
  line2: { longest: 60, optional: true },
  city: { longest: 60 },
  postalCode: { longest: 12, pattern: /^[A-Z0-9][A-Z0-9 -]*$/i, optional: true },
  region: { longest: 40, optional: true },
  countryCode: { longest: 2, pattern: /^[A-Z]{2}$/ },
  phone: { longest: 20, pattern: /^\+?[0-9 ()-]{5,}$/, optional: true },
};
const withoutPostalCodes = new Set(['AE', 'AG', 'BO', 'BS', 'BZ', 'GH', 'HK', 'JM', 'MO', 'QA', 'UG', 'ZW']);
const notServed = new Set(['AQ', 'BV', 'HM', 'KP', 'SY']);
const heaviestGrams = 31_500;
const mostParcels = 20;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const unknownFields = (value: Json, known: readonly string[], prefix: string): readonly FieldError[] =>
  Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => ({ field: `${prefix}${name}`, message: 'is not a known field' }));

const textErrors = (value: unknown, field: string, rule: TextRule): readonly FieldError[] => {
  if (value === undefined && rule.optional === true) return [];
  if (typeof value !== 'string' || value.trim() === '') return [{ field, message: 'must not be empty' }];
  if (value.length > rule.longest) return [{ field, message: `must have at most ${rule.longest} characters` }];
  return rule.pattern === undefined || rule.pattern.test(value) ? [] : [{ field, message: 'has the wrong form' }];
};

const destinationErrors = ({ countryCode, postalCode }: Json): readonly FieldError[] => {
  const country = String(countryCode);
  const served = notServed.has(country) ? [{ field: 'recipient.countryCode', message: 'is not served' }] : [];
  const missing = postalCode === undefined && !withoutPostalCodes.has(country);
  return missing ? [...served, { field: 'recipient.postalCode', message: 'must not be empty' }] : served;
};

const recipientErrors = (recipient: unknown): readonly FieldError[] => {
  if (!isObject(recipient)) return [{ field: 'recipient', message: 'must be an object' }];
  return [
    ...unknownFields(recipient, Object.keys(recipientRules), 'recipient.'),
    ...Object.entries(recipientRules).flatMap(([name, rule]) => textErrors(recipient[name], `recipient.${name}`, rule)),
    ...destinationErrors(recipient),
  ];
};

const weightErrors = (parcel: unknown, index: number): readonly FieldError[] => {
  const field = `parcels[${index}].weightGrams`;
  const grams = isObject(parcel) ? parcel['weightGrams'] : undefined;
  if (typeof grams !== 'number' || !Number.isInteger(grams) || grams < 1) return [{ field, message: 'must be a positive whole number' }];
  return grams > heaviestGrams ? [{ field, message: `must be at most ${heaviestGrams}` }] : [];
};

const parcelsErrors = (parcels: unknown): readonly FieldError[] => {
  if (!Array.isArray(parcels) || parcels.length < 1 || parcels.length > mostParcels) {
    return [{ field: 'parcels', message: `must be a list of 1 to ${mostParcels} parcels` }];
  }
  return parcels.flatMap(weightErrors);
};

const cashErrors = (cash: unknown): readonly FieldError[] => {
  if (cash === undefined) return [];
  if (!isObject(cash)) return [{ field: 'cashOnDelivery', message: 'must be an object' }];
  return [
    ...unknownFields(cash, Object.keys(cashRules), 'cashOnDelivery.'),
    ...Object.entries(cashRules).flatMap(([name, rule]) => textErrors(cash[name], `cashOnDelivery.${name}`, rule)),
  ];
};

const errorsOf = (body: Json): readonly FieldError[] => [
  ...unknownFields(body, orderFields, ''),
  ...textErrors(body['reference'], 'reference', { longest: 64 }),
  ...(body['service'] === 'STANDARD' || body['service'] === 'EXPRESS'
    ? []
    : [{ field: 'service', message: 'must be STANDARD or EXPRESS' }]),
  ...recipientErrors(body['recipient']),
  ...parcelsErrors(body['parcels']),
  ...cashErrors(body['cashOnDelivery']),
];

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const readOrder = (text: string): Checked => {
  const body = parse(text);
  if (!isObject(body)) return { errors: [{ field: '', message: 'the body must be a JSON object' }] };
  const errors = errorsOf(body);
  if (errors.length > 0) return { errors };
  return {
    order: {
      reference: String(body['reference']),
      service: body['service'] === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
      recipient: body['recipient'] as Recipient,
      parcels: body['parcels'] as readonly Parcel[],
      ...(body['cashOnDelivery'] === undefined ? {} : { cashOnDelivery: body['cashOnDelivery'] as CashOnDelivery }),
    },
  };
};
