import { moneyFromJson, moneyToJson, type Money } from '@marketplace/kernel';

const isMoneyJson = (value: object): value is { amount: string; currency: string } =>
  'amount' in value && 'currency' in value && typeof value.amount === 'string' && typeof value.currency === 'string';

const isMoney = (value: object): value is Money => 'amount' in value && 'currency' in value && typeof value.amount === 'bigint';

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (isMoney(value)) return moneyToJson(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
};

const rich = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(rich);
  if (typeof value !== 'object' || value === null) return value;
  if (isMoneyJson(value)) return moneyFromJson(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rich(member)]));
};

/** Domain values as JSON text; money with its amount as text, since JSON numbers are not exact. */
export const toJson = (value: unknown): string => JSON.stringify(plain(value));

/** What `toJson` wrote, as it was; the caller says what that is, of columns that this context has written itself. */
export const fromJson = (stored: unknown): unknown => rich(stored);
