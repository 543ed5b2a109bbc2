import { moneyFromJson, moneyToJson, type Money, type MoneyJson } from '@marketplace/kernel';
import type { JsonCodec } from '@marketplace/platform';

const isMoneyJson = (value: object): value is MoneyJson =>
  'amount' in value && 'currency' in value && typeof value.amount === 'string' && typeof value.currency === 'string';

const isMoney = (value: object): value is Money => 'amount' in value && 'currency' in value && typeof value.amount === 'bigint';

const mapped = (value: unknown, change: (member: object) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((member) => mapped(member, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(value) ?? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapped(member, change)]));
};

/** A domain value with its amounts as texts, since JSON numbers are not exact. */
export const toJson = (value: unknown): unknown => mapped(value, (member) => (isMoney(member) ? moneyToJson(member) : undefined));

/** A column of domain values that hold money at any depth. What is read is what this context has written. */
export const withMoney = <T>(): JsonCodec<T> => ({
  read: (stored: unknown) => mapped(stored, (member) => (isMoneyJson(member) ? moneyFromJson(member) : undefined)) as T,
  write: toJson,
});
