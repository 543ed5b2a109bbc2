import { readSearch, type FiltersInput } from './search-requests';

const reading = (filters: FiltersInput) => readSearch({ filters });

describe('a search', () => {
  it('without arguments lists all products by popularity, with prices in USD', () => {
    expect(readSearch({ query: '  ' })).toEqual({ language: 'en', filters: {}, currency: 'USD', sort: 'RELEVANCE' });
  });

  it('compares prices in the currency of its price filter', () => {
    expect(reading({ price: { min: '10', max: '20.50', currency: 'EUR' } })).toMatchObject({
      currency: 'EUR',
      filters: { price: { min: 1_000n, max: 2_050n } },
    });
    expect(reading({ currency: 'JPY' })).toMatchObject({ currency: 'JPY' });
  });

  it('merges filters with the same name, and ignores those without values', () => {
    const attributes = [
      { name: 'Material', values: ['Wool'] },
      { name: 'material', values: ['Silk'] },
      { name: 'Origin', values: [] },
    ];
    expect(reading({ attributes, brands: [], options: [] })).toMatchObject({ filters: { attributes: [{ values: ['Wool', 'Silk'] }] } });
  });

  it.each<[string, Parameters<typeof readSearch>[0], string]>([
    ['a query that is too long', { query: 'a'.repeat(201) }, 'query-too-long'],
    ['too many words', { query: 'a '.repeat(13) }, 'too-many-words'],
    ['an unknown currency', { filters: { currency: 'XYZ' } }, 'currency-unknown'],
    ['two currencies', { filters: { currency: 'EUR', price: { currency: 'USD' } } }, 'currencies-differ'],
    ['a price that is none', { filters: { price: { min: '1.999', currency: 'USD' } } }, 'price-invalid'],
    ['a negative price', { filters: { price: { min: '-1', currency: 'USD' } } }, 'price-invalid'],
    ['a range that is turned round', { filters: { price: { min: '2', max: '1', currency: 'USD' } } }, 'price-invalid'],
    ['more than five stars', { filters: { ratingAtLeast: 5.1 } }, 'rating-invalid'],
    ['stars that are no number', { filters: { ratingAtLeast: Number.NaN } }, 'rating-invalid'],
    ['too many values', { filters: { brands: Array.from({ length: 51 }, (_, n) => n.toString()) } }, 'too-many-values'],
    [
      'too many values in many filters of one name',
      { filters: { attributes: Array.from({ length: 50_000 }, (_, n) => ({ name: 'Material', values: [n.toString()] })) } },
      'too-many-values',
    ],
    ['a value that is too long', { filters: { brands: ['b'.repeat(201)] } }, 'value-too-long'],
    [
      'too many names',
      { filters: { options: Array.from({ length: 21 }, (_, n) => ({ name: n.toString(), values: ['x'] })) } },
      'too-many-filters',
    ],
  ])('refuses %s', (_, input, reason) => {
    expect(readSearch(input)).toMatchObject({ refused: reason });
  });
});
