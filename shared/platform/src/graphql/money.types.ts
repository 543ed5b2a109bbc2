import { LRUCache } from 'lru-cache';
import { Arg, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { currency, exponentOf, fromDecimal, toDecimal, type Money } from '@marketplace/kernel';
import { t } from './fields';
import { inputType, objectType } from './types';

const amountText = 'The amount as a decimal with the digits of the currency, such as "12.50" USD, "1250" JPY or "1.250" KWD.';
const currencyText = 'The three-letter ISO 4217 currency code.';

export const MoneyType = objectType(
  'Money',
  'A monetary amount with its currency.',
  { amount: t.string(amountText), currency: t.string(currencyText), formatted: t.hidden<string>().optional() },
  { isShareable: true },
);
export type MoneyType = InstanceType<typeof MoneyType>;

export const MoneyInput = inputType('MoneyInput', 'A monetary amount with its currency.', {
  amount: t.string('The amount as a decimal with the digits of the currency, such as "12.50" USD or "1250" JPY.'),
  currency: t.string(currencyText),
});
export type MoneyInput = InstanceType<typeof MoneyInput>;

/** Parses an amount; undefined if it is invalid or has more digits than the currency. */
export const readMoney = ({ amount, currency: code }: MoneyInput): Money | undefined => {
  try {
    return fromDecimal(amount, code);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

// Creating an Intl formatter is slow.
const formatters = new LRUCache<string, Intl.NumberFormat>({ max: 500 });

const isLocale = (text: string): boolean => {
  try {
    return Intl.NumberFormat.supportedLocalesOf(text).length > 0;
  } catch {
    return false;
  }
};

const formatterOf = (locale: string, code: string): Intl.NumberFormat => {
  const key = `${locale} ${code}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const digits = exponentOf(currency(code));
  const made = new Intl.NumberFormat(isLocale(locale) ? locale : 'en', {
    style: 'currency',
    currency: code,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formatters.set(key, made);
  return made;
};

/** Formats an amount for a locale, exactly for amounts of any size. Falls back to English. */
export const formatMoney = (money: Money, locale: string): string =>
  formatterOf(locale, money.currency).format(toDecimal(money) as unknown as number);

@Resolver(() => MoneyType)
export class MoneyResolver {
  @Directive('@shareable')
  @FieldResolver(() => String, { description: 'The amount formatted for a locale, such as "$12.50" in en or "12,50 $" in de.' })
  formatted(
    @Root() money: MoneyType,
    @Arg('locale', () => String, { defaultValue: 'en', description: 'The locale, as a BCP 47 language tag.' }) locale: string,
  ): string {
    return formatMoney(fromDecimal(money.amount, money.currency), locale);
  }
}

export const toMoneyType = (money: Money): MoneyType => ({ amount: toDecimal(money), currency: money.currency });
