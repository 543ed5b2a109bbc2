import { idOf, instant, isRefused, toDecimal } from '@marketplace/kernel';
import { selectCarrier } from './carriers';
import { isCountry, zoneOf } from './countries';
import { estimate, optionsFor, quote, type Parcel } from './quote';

const monday = instant('2026-11-23T09:00:00Z');
const parcel = (seller: string, weightGrams = 1_000): Parcel => ({ sellerId: idOf(seller), weightGrams });
const to = (countryCode: string, currency = 'USD') => ({ origin: 'US', countryCode, currency, at: monday });

const pricesOf = (weightGrams: number, countryCode: string, currency = 'USD'): readonly string[] => {
  const options = optionsFor([parcel('a', weightGrams)], to(countryCode, currency));
  if (isRefused(options)) throw new Error(options.refused);
  return options.map((option) => `${option.service} ${toDecimal(option.price)}`);
};

describe('the delivery price', () => {
  it.each([
    ['US', ['STANDARD 4.99', 'EXPRESS 12.99']],
    ['CA', ['STANDARD 8.99', 'EXPRESS 24.99']],
    ['DE', ['STANDARD 14.99', 'EXPRESS 39.99']],
  ])('depends on the distance to %s', (country, prices) => {
    expect(pricesOf(1_000, country)).toEqual(prices);
  });

  it.each([
    [1, '4.99'],
    [1_000, '4.99'],
    [1_001, '5.89'],
    [30_000, '31.09'],
    [30_001, '36.08'],
  ])('increases with each started kilogram and each package: %i g', (weight, price) => {
    expect(pricesOf(weight, 'US')[0]).toBe(`STANDARD ${price}`);
  });

  it.each([
    ['EUR', '4.59'],
    ['GBP', '3.89'],
    ['JPY', '750'],
  ])('has a separate price in %s, with its decimal places', (currency, price) => {
    expect(pricesOf(1_000, 'US', currency)[0]).toBe(`STANDARD ${price}`);
  });
});

describe('a quote', () => {
  it('takes the cheapest option when the buyer chose none', () => {
    expect(quote([parcel('a'), parcel('b')], to('DE'), ['b:swiftpost:EXPRESS'])).toMatchObject([
      { sellerId: 'a', service: 'STANDARD', id: 'a:swiftpost:STANDARD' },
      { sellerId: 'b', service: 'EXPRESS' },
    ]);
  });

  it.each([
    ['an option that does not exist', ['a:snailmail:STANDARD']],
    ['an option of another seller', ['c:swiftpost:STANDARD']],
    ['two options for one seller', ['a:swiftpost:STANDARD', 'a:swiftpost:EXPRESS']],
    ['nonsense', ['']],
  ])('refuses %s', (_, ids) => {
    expect(quote([parcel('a')], to('DE'), ids)).toEqual({ refused: 'unknown-option' });
  });

  it.each(['KP', 'SY', 'AQ', 'XX', 'us', 'Germany'])('does not deliver to %s', (country) => {
    expect(quote([parcel('a')], to(country), [])).toEqual({ refused: 'destination-not-served' });
  });

  it.each(['CHF', 'XXX', 'toString'])('is refused in %s', (currency) => {
    expect(quote([parcel('a')], to('DE', currency), [])).toEqual({ refused: 'currency-not-served' });
  });
});

describe('an estimate', () => {
  it.each([
    ['the chosen option, and the cheapest for the others', ['b:swiftpost:EXPRESS'], ['STANDARD', 'EXPRESS']],
    ['the cheapest option without a choice', [], ['STANDARD', 'STANDARD']],
    ['the cheapest option when the choice is not available', ['a:snailmail:STANDARD', 'c:swiftpost:EXPRESS', ''], ['STANDARD', 'STANDARD']],
    ['one option for each seller', ['a:swiftpost:STANDARD', 'a:swiftpost:EXPRESS'], ['STANDARD', 'STANDARD']],
  ])('takes %s', (_, chosen, services) => {
    expect(estimate([parcel('a'), parcel('b')], to('DE'), chosen)).toMatchObject(services.map((service) => ({ service })));
  });

  it('is refused for an unsupported country or currency', () => {
    expect(estimate([parcel('a')], to('KP'), [])).toEqual({ refused: 'destination-not-served' });
    expect(estimate([parcel('a')], to('DE', 'CHF'), [])).toEqual({ refused: 'currency-not-served' });
  });
});

describe('the expected delivery', () => {
  const windowsOf = (at: string, country: string) => {
    const options = optionsFor([parcel('a')], { ...to(country), at: instant(at) });
    if (isRefused(options)) throw new Error(options.refused);
    return options.map(({ estimatedDelivery: { from, to: until } }) => `${from.slice(0, 10)} to ${until.slice(0, 10)}`);
  };

  it('counts business days from the order: one for the handover, then the transit', () => {
    expect(windowsOf('2026-11-23T09:00:00Z', 'US')).toEqual(['2026-11-26 to 2026-11-30', '2026-11-25 to 2026-11-25']);
  });

  it('does not count the weekend', () => {
    expect(windowsOf('2026-11-27T23:30:00Z', 'US')[1]).toBe('2026-12-01 to 2026-12-01');
    expect(windowsOf('2026-11-28T09:00:00Z', 'US')[1]).toBe('2026-12-01 to 2026-12-01');
  });

  it('is later for longer distances', () => {
    expect(windowsOf('2026-11-23T09:00:00Z', 'JP')).toEqual(['2026-12-03 to 2026-12-14', '2026-11-26 to 2026-11-30']);
  });
});

describe('choosing a carrier for a paid parcel', () => {
  const snail = { name: 'snailmail', services: ['STANDARD'] as const, notServed: ['JP'] };
  const swift = { name: 'swiftpost', services: ['STANDARD', 'EXPRESS'] as const, notServed: ['KP'] };
  const choose = (carrier: string, service: string, countryCode = 'DE') => selectCarrier({ carrier, service, countryCode }, [snail, swift]);

  it("takes the buyer's choice", () => {
    expect(choose('swiftpost', 'STANDARD')).toEqual({ carrier: 'swiftpost', service: 'STANDARD' });
  });

  it('takes another carrier with the same service when the choice is gone, does not serve the country, or lacks the service', () => {
    expect(choose('gone', 'STANDARD')).toEqual({ carrier: 'snailmail', service: 'STANDARD' });
    expect(choose('snailmail', 'STANDARD', 'JP')).toEqual({ carrier: 'swiftpost', service: 'STANDARD' });
    expect(choose('snailmail', 'EXPRESS')).toEqual({ carrier: 'swiftpost', service: 'EXPRESS' });
  });

  it('replaces an unknown service by the standard service', () => {
    expect(choose('swiftpost', 'TELEPORT')).toEqual({ carrier: 'swiftpost', service: 'STANDARD' });
  });
});

describe('countries', () => {
  it('are those of ISO 3166-1', () => {
    expect(['DE', 'US', 'JP', 'TW', 'ZW'].every(isCountry)).toBe(true);
    expect(['UK', 'EU', 'XX', '', 'de'].some(isCountry)).toBe(false);
  });

  it('are domestic, regional or international', () => {
    expect([zoneOf('DE', 'DE'), zoneOf('DE', 'FR'), zoneOf('DE', 'JP')]).toEqual(['DOMESTIC', 'REGIONAL', 'INTERNATIONAL']);
  });
});
