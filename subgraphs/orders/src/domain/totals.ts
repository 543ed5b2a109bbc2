import { add, includedTax, percent, sum, times, type Money, type Rate } from '@marketplace/kernel';

/**
 * Standard rates of value added or consumption tax by country of delivery, in percent, as published by the European
 * Commission (Taxes in Europe Database), HMRC, the Swiss FTA and Japan's NTA for 2026. Elsewhere prices carry no tax
 * that the platform collects.
 */
const standardRates: Readonly<Record<string, number>> = {
  AT: 20,
  BE: 21,
  BG: 20,
  CH: 8.1,
  CY: 19,
  CZ: 21,
  DE: 19,
  DK: 25,
  EE: 24,
  ES: 21,
  FI: 25.5,
  FR: 20,
  GB: 20,
  GR: 24,
  HR: 25,
  HU: 27,
  IE: 23,
  IT: 22,
  JP: 10,
  LT: 21,
  LU: 17,
  LV: 21,
  MT: 18,
  NL: 21,
  NO: 25,
  PL: 23,
  PT: 23,
  RO: 21,
  SE: 25,
  SI: 22,
  SK: 23,
};

export const taxRate = (countryCode: string): Rate => percent(standardRates[countryCode] ?? 0);

/** A line's total: the unit price, tax included, times the quantity. Rounding happens once, on the line's tax. */
export const lineTotals = (unitPrice: Money, quantity: number, countryCode: string): { readonly total: Money; readonly tax: Money } => {
  const total = times(unitPrice, quantity);
  return { total, tax: includedTax(total, taxRate(countryCode)) };
};

type Line = { readonly total: Money; readonly tax: Money };

/** An order's total is its lines and its delivery; its tax is the lines' taxes and the tax inside the delivery price. */
export const orderTotals = (
  lines: readonly Line[],
  shipping: Money,
  countryCode: string,
): { readonly total: Money; readonly tax: Money } => ({
  total: add(
    sum(
      lines.map((line) => line.total),
      shipping.currency,
    ),
    shipping,
  ),
  tax: add(
    sum(
      lines.map((line) => line.tax),
      shipping.currency,
    ),
    includedTax(shipping, taxRate(countryCode)),
  ),
});

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number people can read to each other: sixty random bits of the order's id as "7K3M-9QPX-2TBN". */
export const orderNumberOf = (orderId: string): string => {
  const bits = BigInt(`0x${orderId.replaceAll('-', '').slice(-15)}`);
  const letters = Array.from({ length: 12 }, (_, position) => crockford[Number((bits >> BigInt(55 - position * 5)) & 31n)] ?? '0').join('');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
};
