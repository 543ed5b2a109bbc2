import { includedTax, percent, subtract, sum, times, type Money, type Rate } from '@marketplace/kernel';

/**
 * Standard rates of value added or consumption tax by country of delivery, in percent, as published by the European
 * Commission (Taxes in Europe Database), HMRC, the Swiss FTA and Japan's NTA for 2026. For other countries the platform
 * collects no tax.
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

type Totals = { readonly total: Money; readonly discount: Money; readonly tax: Money };
type LineInput = { readonly unitPrice: Money; readonly quantity: number; readonly discount: Money };
type ShippingCost = { readonly price: Money; readonly discount: Money };

/**
 * The totals of a line. The total is the unit price, including tax, times the quantity. The tax is included in the amount
 * after the discount and rounded once.
 */
export const lineTotals = ({ unitPrice, quantity, discount }: LineInput, countryCode: string): Totals => {
  const total = times(unitPrice, quantity);
  return { total, discount, tax: includedTax(subtract(total, discount), taxRate(countryCode)) };
};

/** The totals of an order: lines and delivery, less discounts. The tax is the tax of the lines and that of the delivery. */
export const orderTotals = (lines: readonly Totals[], { price, discount }: ShippingCost, countryCode: string): Totals => {
  const { currency } = price;
  const goods = lines.map((line) => subtract(line.total, line.discount));
  const delivery = subtract(price, discount);
  const total = (amounts: readonly Money[]): Money => sum(amounts, currency);
  return {
    total: total([...goods, delivery]),
    discount: total([...lines.map((line) => line.discount), discount]),
    tax: total([...lines.map((line) => line.tax), includedTax(delivery, taxRate(countryCode))]),
  };
};

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** An order number that people can read aloud, "7K3M-9QPX-2TBN": 60 random bits of the order's ID in Crockford's base 32. */
export const orderNumberOf = (orderId: string): string => {
  const bits = BigInt(`0x${orderId.replaceAll('-', '').slice(-15)}`);
  const letters = Array.from({ length: 12 }, (_, position) => crockford[Number((bits >> BigInt(55 - position * 5)) & 31n)] ?? '0').join('');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
};
