import { currency, money, type Currency, type Money } from '@marketplace/kernel';
import type { Zone } from './countries';
import { packageLimitGrams } from './packing';
import type { Service } from './shipment';

/** In minor units: the price of the first kilogram of a package, and of each further kilogram or part of it. */
type Rate = readonly [first: bigint, further: bigint];
type PriceList = Readonly<Record<Service, Readonly<Record<Zone, Rate>>>>;

/** A price list per currency, in that currency's own minor units: JPY has none, so 700n is ¥700. Never converted. */
const priceLists: Readonly<Record<string, PriceList>> = {
  USD: {
    STANDARD: { DOMESTIC: [499n, 90n], REGIONAL: [899n, 190n], INTERNATIONAL: [1_499n, 490n] },
    EXPRESS: { DOMESTIC: [1_299n, 190n], REGIONAL: [2_499n, 490n], INTERNATIONAL: [3_999n, 990n] },
  },
  EUR: {
    STANDARD: { DOMESTIC: [459n, 80n], REGIONAL: [829n, 175n], INTERNATIONAL: [1_379n, 450n] },
    EXPRESS: { DOMESTIC: [1_199n, 175n], REGIONAL: [2_299n, 450n], INTERNATIONAL: [3_699n, 910n] },
  },
  GBP: {
    STANDARD: { DOMESTIC: [389n, 70n], REGIONAL: [699n, 150n], INTERNATIONAL: [1_169n, 380n] },
    EXPRESS: { DOMESTIC: [999n, 150n], REGIONAL: [1_949n, 380n], INTERNATIONAL: [3_129n, 770n] },
  },
  JPY: {
    STANDARD: { DOMESTIC: [750n, 135n], REGIONAL: [1_350n, 285n], INTERNATIONAL: [2_250n, 735n] },
    EXPRESS: { DOMESTIC: [1_950n, 285n], REGIONAL: [3_750n, 735n], INTERNATIONAL: [6_000n, 1_485n] },
  },
};

export type ServiceZone = { readonly service: Service; readonly zone: Zone };

/** The prices of one currency. */
export type PricedCurrency = { readonly currency: Currency; readonly prices: PriceList };

/** The price list of a currency; undefined if the currency is not supported. */
export const priceListOf = (code: string): PricedCurrency | undefined => {
  const prices = Object.hasOwn(priceLists, code) ? priceLists[code] : undefined;
  return prices === undefined ? undefined : { currency: currency(code), prices };
};

const packagePrice = ([first, further]: Rate, weightGrams: number): bigint =>
  first + further * BigInt(Math.max(0, Math.ceil(weightGrams / 1_000) - 1));

/** The price of sending a weight, split into as many packages as the weight limit requires. */
export const shippingCost = (weightGrams: number, { service, zone }: ServiceZone, { currency: code, prices }: PricedCurrency): Money => {
  const rate = prices[service][zone];
  const full = BigInt(Math.floor(weightGrams / packageLimitGrams)) * packagePrice(rate, packageLimitGrams);
  const rest = weightGrams % packageLimitGrams;
  return money(full + (rest > 0 ? packagePrice(rate, rest) : 0n), code);
};
