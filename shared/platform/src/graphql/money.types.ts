import { LRUCache } from 'lru-cache';
import { Arg, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { currency, exponentOf, fromDecimal, toDecimal, type Money } from '@marketplace/kernel';
import { t } from './fields';
import { inputType, objectType } from './types';

const amountText = 'The exact decimal in the currency\'s own digits: "12.50" in USD, "1250" in JPY, "1.250" in KWD.';
const currencyText = 'The ISO 4217 code of the currency.';

export const MoneyType = objectType(
  'Money',
  'An exact amount of money in one currency.',
  { amount: t.string(amountText), currency: t.string(currencyText), formatted: t.hidden<string>().optional() },
  { isShareable: true },
);
export type MoneyType = InstanceType<typeof MoneyType>;

export const MoneyInput = inputType('MoneyInput', 'An exact amount of money in one currency.', {
  amount: t.string('The exact decimal in the currency\'s own digits: "12.50" in USD, "1250" in JPY.'),
  currency: t.string(currencyText),
});
export type MoneyInput = InstanceType<typeof MoneyInput>;

/** What a client wrote; undefined when it is no amount of a currency, in that currency's own digits. */
export const readMoney = ({ amount, currency: code }: MoneyInput): Money | undefined => {
  try {
    return fromDecimal(amount, code);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

// Intl is slow to ask and to set up; both answers depend on the locale and the currency alone.
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

/** The amount as people of a locale write it; an unknown locale reads as English. Exact for amounts of any size. */
export const formatMoney = (money: Money, locale: string): string =>
  formatterOf(locale, money.currency).format(toDecimal(money) as unknown as number);

@Resolver(() => MoneyType)
export class MoneyResolver {
  @Directive('@shareable')
  @FieldResolver(() => String, { description: 'The amount as people of a locale write it: "$12.50" in en, "12,50 $" in de.' })
  formatted(
    @Root() money: MoneyType,
    @Arg('locale', () => String, { defaultValue: 'en', description: 'A BCP 47 language tag.' }) locale: string,
  ): string {
    return formatMoney(fromDecimal(money.amount, money.currency), locale);
  }
}

export const toMoneyType = (money: Money): MoneyType => ({ amount: toDecimal(money), currency: money.currency });
