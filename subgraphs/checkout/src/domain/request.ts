import { refuse, type Refusal } from '@marketplace/kernel';

export type RequestRefusal = Refusal<'invalid-address' | 'invalid-cart' | 'invalid-payment-method' | 'invalid-shipping-options'>;

type Address = Readonly<Record<string, string | undefined>>;

type Rule = { readonly field: string; readonly shape: RegExp; readonly optional?: boolean };

/** What a carrier can print on a label. A country is an ISO 3166-1 alpha-2 code; a phone number is in E.164. */
const addressRules: readonly Rule[] = [
  { field: 'name', shape: /^\S[^\p{Cc}]{0,99}$/u },
  { field: 'line1', shape: /^\S[^\p{Cc}]{0,199}$/u },
  { field: 'line2', shape: /^[^\p{Cc}]{0,200}$/u, optional: true },
  { field: 'city', shape: /^\S[^\p{Cc}]{0,99}$/u },
  { field: 'postalCode', shape: /^[A-Za-z0-9][A-Za-z0-9 -]{0,15}$/ },
  { field: 'region', shape: /^[^\p{Cc}]{0,100}$/u, optional: true },
  { field: 'countryCode', shape: /^[A-Z]{2}$/ },
  { field: 'phone', shape: /^\+?[0-9 ()-]{5,25}$/, optional: true },
];

const fault = (address: Address): string | undefined =>
  addressRules.find(({ field, shape, optional }) => {
    const value = address[field];
    return value === undefined ? optional !== true : !shape.test(value);
  })?.field;

type Asked = {
  readonly shippingAddress: Address;
  readonly expectedCartVersion: number;
  readonly shippingOptionIds: readonly string[];
  readonly paymentMethod: AskedMethod;
};

/** A card by the provider's token, or cash at the door; never both. */
export type AskedMethod = { readonly token?: string | undefined; readonly cashOnDelivery?: boolean | undefined };

export type MethodRefusal = Refusal<'invalid-payment-method'>;

/** Whether a text can be a token of the payment provider. */
export const checkToken = (token: string | undefined): MethodRefusal | undefined =>
  /^[\x21-\x7e]{1,200}$/.test(token ?? '') ? undefined : refuse('invalid-payment-method', { path: ['paymentMethod', 'token'] });

const checkMethod = ({ token, cashOnDelivery }: AskedMethod): MethodRefusal | undefined => {
  if (cashOnDelivery !== true) return checkToken(token);
  return token === undefined ? undefined : refuse('invalid-payment-method', { path: ['paymentMethod'] });
};

/** Whether a request can become a checkout at all; what others know of (cart, stock, card) they decide. */
export const checkRequest = (asked: Asked): RequestRefusal | undefined => {
  const field = fault(asked.shippingAddress);
  if (field !== undefined) return refuse('invalid-address', { path: ['shippingAddress', field] });
  if (!Number.isInteger(asked.expectedCartVersion) || asked.expectedCartVersion < 0)
    return refuse('invalid-cart', { path: ['expectedCartVersion'] });
  if (asked.shippingOptionIds.length > 100 || asked.shippingOptionIds.some((id) => id.length > 200))
    return refuse('invalid-shipping-options', { path: ['shippingOptionIds'] });
  return checkMethod(asked.paymentMethod);
};
