import fc from 'fast-check';
import { currency as currencyOf, fromDecimal, money, toDecimal } from '@marketplace/kernel';
import { facetEntries } from './facets';
import { aDocument } from './document.fixtures';
import { priceBuckets } from './price-buckets';

describe('the facets of a product', () => {
  it('are its categories, seller, brand, prices, ratings, availability, options and attributes', () => {
    const entries = facetEntries(
      aDocument({
        brand: 'Northlight',
        categories: [
          { id: 'c1', name: 'Clothes' },
          { id: 'c2', name: 'Jackets' },
        ],
        options: [{ name: 'Size', values: ['M', 'L'] }],
        attributes: [{ name: 'Material', value: 'Soft  Shell' }],
        prices: [{ currency: 'USD', min: 1_500n, max: 2_500n }],
        rating: { count: 1, histogram: [0, 0, 1, 0, 0] },
      }),
    );
    expect(entries.map(({ key, value, label }) => [key, value, label])).toEqual([
      ['category', 'c1', 'Clothes'],
      ['category', 'c2', 'Jackets'],
      ['seller', 's1', 'Seller'],
      ['brand', 'northlight', 'Northlight'],
      ['price:USD', '10.00-19.99', '10.00 – 19.99'],
      ['price:USD', '20.00-49.99', '20.00 – 49.99'],
      ['rating', '3', '3 and up'],
      ['rating', '2', '2 and up'],
      ['rating', '1', '1 and up'],
      ['availability', 'true', 'Available'],
      ['option:size', 'm', 'M'],
      ['option:size', 'l', 'L'],
      ['attribute:material', 'soft shell', 'Soft  Shell'],
    ]);
    expect(entries.find(({ value }) => value === 'c2')?.parent).toBe('c1');
  });

  it('contain each value once', () => {
    const entries = facetEntries(aDocument({ options: [{ name: 'Color', values: ['Red', 'RED'] }] }));
    expect(entries.filter(({ key }) => key === 'option:color')).toHaveLength(1);
  });

  it('have exactly the price ranges whose filter finds the product', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (a, b, code) => {
          const [min, max] = a < b ? [a, b] : [b, a];
          const currency = currencyOf(code);
          const ends = priceBuckets({ currency: code, min, max }).map(({ value }) =>
            value.split('-').map((text) => fromDecimal(text, code).amount),
          );
          for (const [low = 0n, high = 0n] of ends) expect(low <= max && high >= min).toBe(true);
          // The ranges have no gaps, from the lowest price to the highest.
          ends.forEach(([low], position) => {
            if (position > 0) expect(low).toBe((ends[position - 1]?.[1] ?? 0n) + 1n);
          });
          expect((ends[0]?.[0] ?? 1n) <= min && (ends.at(-1)?.[1] ?? 0n) >= max).toBe(true);
          expect(toDecimal(money(min, currency))).not.toBe('');
        },
      ),
    );
  });
});
