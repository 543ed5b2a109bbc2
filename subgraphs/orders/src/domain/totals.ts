import { includedTax, percent, subtract, sum, times, type Money, type Rate } from '@marketplace/kernel';

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

const taxRate = (countryCode: string): Rate => percent(standardRates[countryCode] ?? 0);

type Line = { readonly total: Money; readonly discount: Money; readonly tax: Money };
type Bought = { readonly unitPrice: Money; readonly quantity: number; readonly discount: Money };
type Delivery = { readonly price: Money; readonly discount: Money };

/**
 * A line's total is its unit price, tax included, times the quantity. The tax is inside what is left of it after the
 * discount, and rounded there, once.
 */
export const lineTotals = ({ unitPrice, quantity, discount }: Bought, countryCode: string): Line => {
  const total = times(unitPrice, quantity);
  return { total, discount, tax: includedTax(subtract(total, discount), taxRate(countryCode)) };
};

/** An order's total is its lines and its delivery, less what comes off them; its tax is the lines' taxes and that inside the delivery. */
export const orderTotals = (lines: readonly Line[], { price, discount }: Delivery, countryCode: string): Line => {
  const { currency } = price;
  const goods = lines.map((line) => subtract(line.total, line.discount));
  const delivery = subtract(price, discount);
  const ofAll = (amounts: readonly Money[]): Money => sum(amounts, currency);
  return {
    total: ofAll([...goods, delivery]),
    discount: ofAll([...lines.map((line) => line.discount), discount]),
    tax: ofAll([...lines.map((line) => line.tax), includedTax(delivery, taxRate(countryCode))]),
  };
};

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number people can read to each other: sixty random bits of the order's id as "7K3M-9QPX-2TBN". */
export const orderNumberOf = (orderId: string): string => {
  const bits = BigInt(`0x${orderId.replaceAll('-', '').slice(-15)}`);
  const letters = Array.from({ length: 12 }, (_, position) => crockford[Number((bits >> BigInt(55 - position * 5)) & 31n)] ?? '0').join('');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
};
