import { currency, exponentOf, isChargeable, money, type Money } from '@marketplace/kernel';

// From Stripe's page "Supported currencies". The decimals of these currencies differ from ISO 4217.
const zeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

const digitsOf = (code: string): number => (zeroDecimal.has(code) ? 0 : threeDecimal.has(code) ? 3 : 2);

/** The amount in Stripe's units; undefined when Stripe cannot charge exactly this amount. */
export const toStripeAmount = (amount: Money): string | undefined => {
  if (!isChargeable(amount)) return undefined;
  const shift = digitsOf(amount.currency) - exponentOf(amount.currency);
  const factor = 10n ** BigInt(Math.abs(shift));
  return (shift < 0 ? amount.amount / factor : amount.amount * factor).toString();
};

/** Converts an amount in Stripe's units. Throws a RangeError if it cannot be represented. */
export const fromStripeAmount = (stripeAmount: number, code: string): Money => {
  const known = currency(code.toUpperCase());
  const shift = exponentOf(known) - digitsOf(known);
  const factor = 10n ** BigInt(Math.abs(shift));
  const value = BigInt(stripeAmount);
  if (shift < 0 && value % factor !== 0n) throw new RangeError(`${stripeAmount.toString()} is not a whole amount of ${known}`);
  return money(shift < 0 ? value / factor : value * factor, known);
};
