import { compare, currency, money, type Money } from '@marketplace/kernel';

/**
 * The maximum amount of cash on delivery by currency, in minor units: about 500 US dollars each, rounded. Couriers do not collect
 * other currencies.
 */
const maxAmounts: Readonly<Record<string, bigint>> = {
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

/** True when cash on delivery is available for an amount. */
export const isCashOnDeliveryOffered = (amount: Money): boolean => {
  const limit = Object.hasOwn(maxAmounts, amount.currency) ? maxAmounts[amount.currency] : undefined;
  return limit !== undefined && compare(amount, money(limit, currency(amount.currency))) <= 0;
};
