import { LRUCache } from 'lru-cache';
import { Arg, Directive, Field, InputType, ObjectType, Resolver, FieldResolver, Root } from 'type-graphql';
import { currency, exponentOf, fromDecimal, toDecimal, type Money } from '@marketplace/kernel';

@Directive('@shareable')
@ObjectType('Money', { description: 'An exact amount of money in one currency.' })
export class MoneyType {
  @Field(() => String, { description: 'The exact decimal in the currency\'s own digits: "12.50" in USD, "1250" in JPY, "1.250" in KWD.' })
  amount!: string;

  @Field(() => String, { description: 'The ISO 4217 code of the currency.' })
  currency!: string;

  formatted?: string;
}

@InputType('MoneyInput', { description: 'An exact amount of money in one currency.' })
export class MoneyInput {
  @Field(() => String, { description: 'The exact decimal in the currency\'s own digits: "12.50" in USD, "1250" in JPY.' })
  amount!: string;

  @Field(() => String, { description: 'The ISO 4217 code of the currency.' })
  currency!: string;
}

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
