/** ISO 3166-1 alpha-2, officially assigned codes. */
const assigned = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR ' +
    'CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ' +
    'ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ ' +
    'MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI ' +
    'SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
  ).split(' '),
);

export const isCountry = (code: string): boolean => assigned.has(code);

/** The distance of a delivery, as in the carriers' price lists. */
export type Zone = 'DOMESTIC' | 'REGIONAL' | 'INTERNATIONAL';

/** Countries that carriers price as one region. */
const regions: readonly ReadonlySet<string>[] = [
  'AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK SM VA',
  'CA MX PM PR US VI',
  'CN HK JP KR MO TW',
  'BN ID KH LA MY PH SG TH VN',
  'AU NZ',
  'AE BH KW OM QA SA',
].map((codes) => new Set(codes.split(' ')));

export const zoneOf = (origin: string, destination: string): Zone => {
  if (origin === destination) return 'DOMESTIC';
  return regions.some((region) => region.has(origin) && region.has(destination)) ? 'REGIONAL' : 'INTERNATIONAL';
};
