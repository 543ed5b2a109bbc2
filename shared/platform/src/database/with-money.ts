import { moneyFromJson, moneyToJson, type Money, type MoneyJson } from '@marketplace/kernel';
import type { JsonCodec } from './table';

const isAmount = (value: object): value is { readonly amount: unknown; readonly currency: unknown } =>
  'amount' in value && 'currency' in value && Object.keys(value).length === 2;

const isMoney = (value: object): value is Money => isAmount(value) && typeof value.amount === 'bigint';

const isMoneyJson = (value: object): value is MoneyJson =>
  isAmount(value) && typeof value.amount === 'string' && typeof value.currency === 'string';

const mapped = (value: unknown, change: (member: object) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((member) => mapped(member, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(value) ?? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapped(member, change)]));
};

/** The JSON codec for values that contain money at any depth. Amounts are stored as text, because JSON numbers are not exact. */
export const withMoney = <T>(): JsonCodec<T> => ({
  // The stored value was written by `write`.
  read: (stored: unknown) => mapped(stored, (member) => (isMoneyJson(member) ? moneyFromJson(member) : undefined)) as T,
  write: (value) => mapped(value, (member) => (isMoney(member) ? moneyToJson(member) : undefined)),
});
