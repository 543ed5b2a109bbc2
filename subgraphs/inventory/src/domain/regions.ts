/**
 * ISO 3166-1 alpha-2 country codes by sub-region, from the United Nations' "Standard country or area codes for statistical
 * use" (M49). Taiwan (TW), which the list does not name, is in Eastern Asia. A country that is not listed has no region.
 */
const subRegions: Readonly<Record<string, string>> = {
  'Northern Africa': 'DZ EG LY MA SD TN EH',
  'Sub-Saharan Africa':
    'IO BI KM DJ ER ET TF KE MG MW MU YT MZ RE RW SC SO SS TZ UG ZM ZW AO CM CF TD CG CD GQ GA ST BW SZ LS NA ZA BJ BF CV CI GM GH GN GW LR ML MR NE NG SH SN SL TG',
  'Latin America and the Caribbean':
    'AI AG AW BS BB BQ VG KY CU CW DM DO GD GP HT JM MQ MS PR BL KN LC MF VC SX TT TC VI BZ CR SV GT HN MX NI PA AR BO BV BR CL CO EC FK GF GY PY PE GS SR UY VE',
  'Northern America': 'BM CA GL PM US',
  'Central Asia': 'KZ KG TJ TM UZ',
  'Eastern Asia': 'CN HK MO KP JP MN KR TW',
  'South-eastern Asia': 'BN KH ID LA MY MM PH SG TH TL VN',
  'Southern Asia': 'AF BD BT IN IR MV NP PK LK',
  'Western Asia': 'AM AZ BH CY GE IQ IL JO KW LB OM QA SA PS SY TR AE YE',
  'Eastern Europe': 'BY BG CZ HU PL MD RO RU SK UA',
  'Northern Europe': 'AX GG JE DK EE FO FI IS IE IM LV LT NO SJ SE GB',
  'Southern Europe': 'AL AD BA HR GI GR VA IT MT ME MK PT SM RS SI ES',
  'Western Europe': 'AT BE FR DE LI LU MC NL CH',
  'Australia and New Zealand': 'AU CX CC HM NZ NF',
  Melanesia: 'FJ NC PG SB VU',
  Micronesia: 'GU KI MH FM NR MP PW UM',
  Polynesia: 'AS CK PF NU PN WS TK TO TV WF',
};

const regionOfCountry: ReadonlyMap<string, string> = new Map(
  Object.entries(subRegions).flatMap(([region, countries]) => countries.split(' ').map((country): [string, string] => [country, region])),
);

/** The sub-region of a country. */
export const regionOf = (countryCode: string): string | undefined => regionOfCountry.get(countryCode);

/** The distance of a shipment: 0 within a country, 1 within a region, 2 between regions. */
export type Distance = 0 | 1 | 2;

export const distanceBetween = (from: string, to: string): Distance => {
  if (from === to) return 0;
  const region = regionOf(from);
  return region !== undefined && region === regionOf(to) ? 1 : 2;
};
