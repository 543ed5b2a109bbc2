/**
 * Digits after the decimal point of the currencies that do not have two, from ISO 4217 as listed in
 * Unicode CLDR 48 (supplemental currencyData, Unicode-3.0 licence), for legal-tender currencies.
 */
const exceptional: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

const twoDigits =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW';

const exponents: ReadonlyMap<string, number> = new Map([
  ...twoDigits.split(' ').map((code): [string, number] => [code, 2]),
  ...Object.entries(exceptional),
]);

declare const brand: unique symbol;

/** An ISO 4217 currency code with known decimal places. */
export type Currency = string & { readonly [brand]: 'Currency' };

export const isCurrency = (code: string): code is Currency => exponents.has(code);

/** Throws a RangeError on a code that is not an ISO 4217 currency in use. */
export const currency = (code: string): Currency => {
  if (!isCurrency(code)) throw new RangeError(`unknown currency ${code}`);
  return code;
};

/** The number of decimal places: JPY 0, USD 2, KWD 3. */
export const exponentOf = (code: Currency): number => exponents.get(code) ?? 2;

/** A currency with two decimals in ISO 4217 that is charged in whole units. */
const wholeOnly = 'MGA';

/**
 * The unit of charged amounts, in minor units. At most two decimals are charged, so that 5.124 KWD is charged as 5.120 or not at all. Card
 * payments require this for currencies with three decimals; see "Supported currencies" of Stripe (docs.stripe.com/currencies, zero-decimal
 * and three-decimal currencies).
 */
export const smallestCharge = (code: Currency): bigint => {
  if (code === wholeOnly) return 100n;
  return 10n ** BigInt(Math.max(exponentOf(code) - 2, 0));
};
