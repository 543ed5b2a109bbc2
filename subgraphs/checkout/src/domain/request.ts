import { refuse, type Refusal } from '@marketplace/kernel';

export type RequestRefusal = Refusal<'invalid-address' | 'invalid-cart' | 'invalid-payment-method' | 'invalid-shipping-options'>;

type Address = Readonly<Record<string, string | undefined>>;

type Rule = { readonly field: string; readonly shape: RegExp; readonly optional?: boolean };

/** Formats that a carrier can print on a label. A country is an ISO 3166-1 alpha-2 code. */
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

const invalidField = (address: Address): string | undefined =>
  addressRules.find(({ field, shape, optional }) => {
    const value = address[field];
    return value === undefined ? optional !== true : !shape.test(value);
  })?.field;

type RequestFields = {
  readonly shippingAddress: Address;
  readonly expectedCartVersion: number;
  readonly shippingOptionIds: readonly string[];
  readonly paymentMethod: PaymentMethod;
};

/** A card as the provider's token, or cash on delivery; never both. */
export type PaymentMethod = { readonly token?: string | undefined; readonly cashOnDelivery?: boolean | undefined };

export type MethodRefusal = Refusal<'invalid-payment-method'>;

/** Refuses a text that cannot be a token of the payment provider. */
export const checkToken = (token: string | undefined): MethodRefusal | undefined =>
  /^[\x21-\x7e]{1,200}$/.test(token ?? '') ? undefined : refuse('invalid-payment-method', { path: ['paymentMethod', 'token'] });

const checkMethod = ({ token, cashOnDelivery }: PaymentMethod): MethodRefusal | undefined => {
  if (cashOnDelivery !== true) return checkToken(token);
  return token === undefined ? undefined : refuse('invalid-payment-method', { path: ['paymentMethod'] });
};

/** Refuses malformed requests. The cart, the stock and the card are checked by their own contexts. */
export const checkRequest = (request: RequestFields): RequestRefusal | undefined => {
  const field = invalidField(request.shippingAddress);
  if (field !== undefined) return refuse('invalid-address', { path: ['shippingAddress', field] });
  if (!Number.isInteger(request.expectedCartVersion) || request.expectedCartVersion < 0)
    return refuse('invalid-cart', { path: ['expectedCartVersion'] });
  if (request.shippingOptionIds.length > 100 || request.shippingOptionIds.some((id) => id.length > 200))
    return refuse('invalid-shipping-options', { path: ['shippingOptionIds'] });
  return checkMethod(request.paymentMethod);
};
