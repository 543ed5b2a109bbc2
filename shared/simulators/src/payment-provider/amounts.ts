import { isCurrency } from '@marketplace/kernel';
import { invalidParameter } from './faults';

// From Stripe's page "Supported currencies": the smallest unit is not always that of ISO 4217.
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '));
const wholeUnitsInHundredths = new Set(['isk', 'ugx']);

const largest = 99_999_999;

const digitsOf = (currency: string): number => (zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2);

/** Formats an amount as in the provider's messages, such as `$21.45`. */
export const printed = (amount: number, currency: string): string =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount / 10 ** digitsOf(currency));

export const checkCurrency = (currency: string): string => {
  if (/^[a-z]{3}$/.test(currency) && isCurrency(currency.toUpperCase())) return currency;
  throw invalidParameter(`Invalid currency: ${currency}. It must be a supported three-letter ISO code, in lower case.`, {
    param: 'currency',
  });
};

const stepOf = (currency: string): number => (threeDecimal.has(currency) ? 10 : wholeUnitsInHundredths.has(currency) ? 100 : 1);

export const checkAmount = (amount: number, currency: string, param: string): number => {
  if (amount < 1) {
    throw invalidParameter('This value must be greater than or equal to 1.', { code: 'parameter_invalid_integer', param });
  }
  if (amount > largest) {
    throw invalidParameter(`Amount must be no more than ${printed(largest, currency)}`, { code: 'amount_too_large', param });
  }
  const step = stepOf(currency);
  if (amount % step !== 0) {
    throw invalidParameter(`Invalid amount: in ${currency} it must be divisible by ${step}.`, { code: 'invalid_charge_amount', param });
  }
  return amount;
};

/** 2.9 % and a fixed 30 of the small unit where the currency has one: enough to make fees visible in a reconciliation. */
export const feeOf = (amount: number, currency: string): number =>
  Math.min(amount, Math.round((amount * 29) / 1000) + (digitsOf(currency) === 0 ? 0 : 30));
