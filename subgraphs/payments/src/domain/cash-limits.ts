import { compare, currency, money, type Money } from '@marketplace/kernel';

/**
 * The most that couriers collect at one door, by currency, in its minor units: about 500 US dollars each, rounded to what
 * people call a round sum. Where a currency is not listed nobody collects it.
 */
const mostInCash: Readonly<Record<string, bigint>> = {
  AED: 180_000n,
  AUD: 75_000n,
  BRL: 270_000n,
  CAD: 70_000n,
  EGP: 2_400_000n,
  EUR: 46_000n,
  GBP: 40_000n,
  IDR: 800_000_000n,
  INR: 4_000_000n,
  JPY: 75_000n,
  KWD: 150_000n,
  MXN: 900_000n,
  MYR: 210_000n,
  PHP: 2_800_000n,
  PLN: 180_000n,
  RON: 220_000n,
  SAR: 180_000n,
  THB: 1_600_000n,
  TRY: 2_100_000n,
  USD: 50_000n,
  VND: 13_000_000n,
  ZAR: 850_000n,
};

/** Whether an amount may be paid at the door. */
export const isOfferedInCash = (amount: Money): boolean => {
  const most = Object.hasOwn(mostInCash, amount.currency) ? mostInCash[amount.currency] : undefined;
  return most !== undefined && compare(amount, money(most, currency(amount.currency))) <= 0;
};
