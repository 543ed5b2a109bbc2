import { currency, exponentOf, isChargeable, money, type Money } from '@marketplace/kernel';

// Stripe's page "Supported currencies": what an amount counts is its own rule, and for these not ISO 4217's.
const zeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

const digitsOf = (code: string): number => (zeroDecimal.has(code) ? 0 : threeDecimal.has(code) ? 3 : 2);

/** The amount as Stripe counts it; undefined when Stripe cannot take exactly that much. */
export const toStripeAmount = (amount: Money): string | undefined => {
  if (!isChargeable(amount)) return undefined;
  const shift = digitsOf(amount.currency) - exponentOf(amount.currency);
  const factor = 10n ** BigInt(Math.abs(shift));
  return (shift < 0 ? amount.amount / factor : amount.amount * factor).toString();
};

/** Throws a RangeError on a currency or an amount that we cannot represent. */
export const fromStripeAmount = (counted: number, code: string): Money => {
  const known = currency(code.toUpperCase());
  const shift = exponentOf(known) - digitsOf(known);
  const factor = 10n ** BigInt(Math.abs(shift));
  const value = BigInt(counted);
  if (shift < 0 && value % factor !== 0n) throw new RangeError(`${counted.toString()} is no whole amount of ${known}`);
  return money(shift < 0 ? value / factor : value * factor, known);
};
