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

describe('what delivery costs', () => {
  it.each([
    ['US', ['STANDARD 4.99', 'EXPRESS 12.99']],
    ['CA', ['STANDARD 8.99', 'EXPRESS 24.99']],
    ['DE', ['STANDARD 14.99', 'EXPRESS 39.99']],
  ])('depends on how far %s is', (country, prices) => {
    expect(pricesOf(1_000, country)).toEqual(prices);
  });

  it.each([
    [1, '4.99'],
    [1_000, '4.99'],
    [1_001, '5.89'],
    [30_000, '31.09'],
    [30_001, '36.08'],
  ])('rises with each kilogram begun and each package: %i g', (weight, price) => {
    expect(pricesOf(weight, 'US')[0]).toBe(`STANDARD ${price}`);
  });

  it.each([
    ['EUR', '4.59'],
    ['GBP', '3.89'],
    ['JPY', '750'],
  ])('has a price of its own in %s, in its own digits', (currency, price) => {
    expect(pricesOf(1_000, 'US', currency)[0]).toBe(`STANDARD ${price}`);
  });
});

describe('a quote', () => {
  it('takes the cheapest option where the buyer chose none', () => {
    expect(quote([parcel('a'), parcel('b')], to('DE'), ['b:swiftpost:EXPRESS'])).toMatchObject([
      { sellerId: 'a', service: 'STANDARD', id: 'a:swiftpost:STANDARD' },
      { sellerId: 'b', service: 'EXPRESS' },
    ]);
  });

  it.each([
    ['an option that does not exist', ['a:snailmail:STANDARD']],
    ['an option of somebody else', ['c:swiftpost:STANDARD']],
    ['two options for one seller', ['a:swiftpost:STANDARD', 'a:swiftpost:EXPRESS']],
    ['nonsense', ['']],
  ])('refuses %s', (_, ids) => {
    expect(quote([parcel('a')], to('DE'), ids)).toEqual({ refused: 'unknown-option' });
  });

  it.each(['KP', 'SY', 'AQ', 'XX', 'us', 'Germany'])('does not deliver to %s', (country) => {
    expect(quote([parcel('a')], to(country), [])).toEqual({ refused: 'destination-not-served' });
  });

  it.each(['CHF', 'XXX', 'toString'])('is not made in %s', (currency) => {
    expect(quote([parcel('a')], to('DE', currency), [])).toEqual({ refused: 'currency-not-served' });
  });
});

describe('an estimate', () => {
  it.each([
    ['what was chosen, and the cheapest for the others', ['b:swiftpost:EXPRESS'], ['STANDARD', 'EXPRESS']],
    ['the cheapest where nothing was chosen', [], ['STANDARD', 'STANDARD']],
    ['the cheapest where the choice is not on offer', ['a:snailmail:STANDARD', 'c:swiftpost:EXPRESS', ''], ['STANDARD', 'STANDARD']],
    ['one option for each seller', ['a:swiftpost:STANDARD', 'a:swiftpost:EXPRESS'], ['STANDARD', 'STANDARD']],
  ])('takes %s', (_, chosen, services) => {
    expect(estimate([parcel('a'), parcel('b')], to('DE'), chosen)).toMatchObject(services.map((service) => ({ service })));
  });

  it('is not made where nobody delivers, or in no currency of ours', () => {
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

  it('counts days of work from the order: one to hand over, then the way', () => {
    expect(windowsOf('2026-11-23T09:00:00Z', 'US')).toEqual(['2026-11-26 to 2026-11-30', '2026-11-25 to 2026-11-25']);
  });

  it('does not count the weekend', () => {
    expect(windowsOf('2026-11-27T23:30:00Z', 'US')[1]).toBe('2026-12-01 to 2026-12-01');
    expect(windowsOf('2026-11-28T09:00:00Z', 'US')[1]).toBe('2026-12-01 to 2026-12-01');
  });

  it('is later the farther it goes', () => {
    expect(windowsOf('2026-11-23T09:00:00Z', 'JP')).toEqual(['2026-12-03 to 2026-12-14', '2026-11-26 to 2026-11-30']);
  });
});

describe('choosing a carrier for a parcel that is paid for', () => {
  const snail = { name: 'snailmail', services: ['STANDARD'] as const, notServed: ['JP'] };
  const swift = { name: 'swiftpost', services: ['STANDARD', 'EXPRESS'] as const, notServed: ['KP'] };
  const wish = (carrier: string, service: string, countryCode = 'DE') => selectCarrier({ carrier, service, countryCode }, [snail, swift]);

  it('takes the one that the buyer chose', () => {
    expect(wish('swiftpost', 'STANDARD')).toEqual({ carrier: 'swiftpost', service: 'STANDARD' });
  });

  it('takes another with the same service where the chosen one has left, does not go, or is not that fast', () => {
    expect(wish('gone', 'STANDARD')).toEqual({ carrier: 'snailmail', service: 'STANDARD' });
    expect(wish('snailmail', 'STANDARD', 'JP')).toEqual({ carrier: 'swiftpost', service: 'STANDARD' });
    expect(wish('snailmail', 'EXPRESS')).toEqual({ carrier: 'swiftpost', service: 'EXPRESS' });
  });

  it('sends an unknown service at the usual pace', () => {
    expect(wish('swiftpost', 'TELEPORT')).toEqual({ carrier: 'swiftpost', service: 'STANDARD' });
  });
});

describe('countries', () => {
  it('are those of ISO 3166-1', () => {
    expect(['DE', 'US', 'JP', 'TW', 'ZW'].every(isCountry)).toBe(true);
    expect(['UK', 'EU', 'XX', '', 'de'].some(isCountry)).toBe(false);
  });

  it('are near, in one region, or far', () => {
    expect([zoneOf('DE', 'DE'), zoneOf('DE', 'FR'), zoneOf('DE', 'JP')]).toEqual(['DOMESTIC', 'REGIONAL', 'INTERNATIONAL']);
  });
});
