import { currency as currencyOf, exponentOf, smallestCharge, type Currency } from './currency';

/** An exact amount in the minor units of its currency (cents for USD, yen for JPY, fils for KWD). Can be negative in ledgers. */
export type Money = { readonly amount: bigint; readonly currency: Currency };

export const money = (amount: bigint, currency: Currency): Money => ({ amount, currency });

export const zero = (currency: Currency): Money => money(0n, currency);

const requireSame = (a: Money, b: Money): void => {
  if (a.currency !== b.currency) throw new RangeError(`cannot mix ${a.currency} and ${b.currency}`);
};

export const add = (a: Money, b: Money): Money => {
  requireSame(a, b);
  return money(a.amount + b.amount, a.currency);
};

export const subtract = (a: Money, b: Money): Money => {
  requireSame(a, b);
  return money(a.amount - b.amount, a.currency);
};

export const negate = (a: Money): Money => money(-a.amount, a.currency);

export const times = (a: Money, quantity: number): Money => money(a.amount * BigInt(quantity), a.currency);

/** The sum of amounts in one currency. The currency is an argument because the list can be empty. */
export const sum = (amounts: readonly Money[], currency: Currency): Money => amounts.reduce(add, zero(currency));

export const compare = (a: Money, b: Money): -1 | 0 | 1 => {
  requireSame(a, b);
  if (a.amount === b.amount) return 0;
  return a.amount < b.amount ? -1 : 1;
};

export const equals = (a: Money, b: Money): boolean => a.currency === b.currency && a.amount === b.amount;
export const isZero = (a: Money): boolean => a.amount === 0n;
export const isNegative = (a: Money): boolean => a.amount < 0n;
export const isPositive = (a: Money): boolean => a.amount > 0n;

/** Returns true if the amount can be charged or refunded exactly. Zero always can. */
export const isChargeable = (a: Money): boolean => a.amount % smallestCharge(a.currency) === 0n;

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Divides and rounds half to even, in the same way for both signs. Throws a RangeError if the divisor is not positive. */
export const divideHalfEven = (dividend: bigint, divisor: bigint): bigint => {
  if (divisor <= 0n) throw new RangeError('the divisor must be positive');
  const magnitude = absolute(dividend);
  const quotient = magnitude / divisor;
  const twice = (magnitude % divisor) * 2n;
  const roundsUp = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  const rounded = roundsUp ? quotient + 1n : quotient;
  return dividend < 0n ? -rounded : rounded;
};

/** An exact rate: 19 % is `{ numerator: 19n, denominator: 100n }`. */
export type Rate = { readonly numerator: bigint; readonly denominator: bigint };

export const percent = (value: number): Rate => ({ numerator: BigInt(Math.round(value * 10_000)), denominator: 1_000_000n });

/** The portion of an amount at a rate, rounded half to even. */
export const portion = (a: Money, rate: Rate): Money => money(divideHalfEven(a.amount * rate.numerator, rate.denominator), a.currency);

/** The tax included in a gross amount: amount * rate / (1 + rate), rounded half to even. */
export const includedTax = (gross: Money, rate: Rate): Money =>
  money(divideHalfEven(gross.amount * rate.numerator, rate.denominator + rate.numerator), gross.currency);

/**
 * Splits an amount in proportion to weights, so that the parts add up to the whole: largest remainders first, ties to the earlier part. If
 * all weights are zero, the parts are equal. Throws on an empty list or a negative weight.
 */
export const allocate = (whole: Money, weights: readonly bigint[]): readonly Money[] => {
  if (weights.length === 0 || weights.some((weight) => weight < 0n)) throw new RangeError('weights must exist and not be negative');
  const total = weights.reduce((a, b) => a + b, 0n);
  const shares = total === 0n ? weights.map(() => 1n) : weights;
  const base = total === 0n ? BigInt(weights.length) : total;
  const magnitude = absolute(whole.amount);
  const parts = shares.map((share, position) => ({
    position,
    floor: (magnitude * share) / base,
    remainder: (magnitude * share) % base,
  }));
  const missing = Number(magnitude - parts.reduce((a, part) => a + part.floor, 0n));
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.position - b.position : a.remainder > b.remainder ? -1 : 1,
  );
  const raised = new Set(byRemainder.slice(0, missing).map((part) => part.position));
  const sign = whole.amount < 0n ? -1n : 1n;
  return parts.map((part) => money(sign * (part.floor + (raised.has(part.position) ? 1n : 0n)), whole.currency));
};

/**
 * The share of unit k of n in a total, by cumulative rounding: the shares add up to the total, in any order. k counts from 1. Throws a
 * RangeError if k is not from 1 to n.
 */
export const unitShare = (total: Money, k: number, n: number): Money => {
  if (!Number.isInteger(k) || !Number.isInteger(n) || k < 1 || k > n) throw new RangeError('k must be within 1 to n');
  const upTo = (count: number): bigint => divideHalfEven(total.amount * BigInt(count), BigInt(n));
  return money(upTo(k) - upTo(k - 1), total.currency);
};

/** The amount as a decimal with the digits of its currency: "12.50", "-0.05", "1250" (JPY), "1.250" (KWD). */
export const toDecimal = (a: Money): string => {
  const exponent = exponentOf(a.currency);
  const digits = absolute(a.amount)
    .toString()
    .padStart(exponent + 1, '0');
  const sign = a.amount < 0n ? '-' : '';
  return exponent === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
};

/** The maximum of a bigint column. */
const largest = 2n ** 63n - 1n;

/** Parses an exact decimal. Throws a RangeError on anything else, including more digits than the currency has or a column can store. */
export const fromDecimal = (text: string, code: string): Money => {
  const currency = currencyOf(code);
  const exponent = exponentOf(currency);
  const match = /^(-?)(\d{1,19})(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > exponent) throw new RangeError(`not an amount in ${code}: ${text.slice(0, 40)}`);
  const magnitude = BigInt(`${match[2] ?? ''}${fraction.padEnd(exponent, '0')}`);
  if (magnitude > largest) throw new RangeError(`not an amount in ${code}: ${text}`);
  return money(match[1] === '-' ? -magnitude : magnitude, currency);
};

/** Money in events and stored JSON, with amounts as text because JSON numbers are not exact. */
export type MoneyJson = { readonly amount: string; readonly currency: string };

export const moneyToJson = (a: Money): MoneyJson => ({ amount: a.amount.toString(), currency: a.currency });
export const moneyFromJson = (json: MoneyJson): Money => money(BigInt(json.amount), currencyOf(json.currency));
