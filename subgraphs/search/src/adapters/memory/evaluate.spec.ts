import fc from 'fast-check';
import { idOf, type ProductId } from '@marketplace/kernel';
import { evaluate, type Query } from './evaluate';
import { createSegment, type Entry, type Figures } from './segment';
import { emptyScratch, matchWords } from './text-match';

/** Facet values by ID: 0 to 2 are brands, 3 to 5 colors, 6 and 7 availability. */
const facetKeys = ['brand', 'brand', 'brand', 'option:colour', 'option:colour', 'option:colour', 'availability', 'availability'];

const words = ['red', 'wool', 'lamp', 'boots'];

type Change = { readonly id: number; readonly entry: Omit<Entry, 'productId' | 'text'> | undefined };

const figures = (price: number, available: boolean, sold: number): Figures => ({
  seq: 1n,
  prices: [{ currency: 'USD', min: price, max: price + 5 }],
  available,
  rating: 400,
  ratingRank: 4_000,
  sold,
  popularity: sold,
  published: 0,
  facets: [available ? 6 : 7],
});

const entry: fc.Arbitrary<Omit<Entry, 'productId' | 'text'>> = fc
  .record({
    words: fc.uniqueArray(fc.tuple(fc.constantFrom(...words), fc.integer({ min: 0, max: 3 })), { selector: ([word]) => word }),
    brand: fc.integer({ min: 0, max: 2 }),
    colours: fc.uniqueArray(fc.integer({ min: 3, max: 5 })),
    price: fc.integer({ min: 0, max: 20 }),
    available: fc.boolean(),
    sold: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ words: own, brand, colours, price, available, sold }) => ({
    words: own,
    facets: [brand, ...colours],
    figures: figures(price, available, sold),
  }));

const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({ id: fc.integer({ min: 0, max: 9 }), entry: fc.option(entry, { nil: undefined, freq: 4 }) }),
  { minLength: 1, maxLength: 40 },
);

const searches = fc.record({
  typed: fc.option(fc.array(fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }), {
    nil: undefined,
  }),
  brands: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1 }), { nil: undefined }),
  colours: fc.option(fc.uniqueArray(fc.integer({ min: 3, max: 5 }), { minLength: 1 }), { nil: undefined }),
  available: fc.option(fc.boolean(), { nil: undefined }),
  atMost: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
  isAscending: fc.boolean(),
  limit: fc.integer({ min: 1, max: 4 }),
});

type Search = typeof searches extends fc.Arbitrary<infer T> ? T : never;
type Known = Entry;

const priceOf = (known: Known): number => known.figures.prices[0]?.min ?? 0;

/** The conditions of a search, by the facet that is counted without each. */
const conditions = ({ brands, colours, available, atMost }: Search): readonly (readonly [string, (known: Known) => boolean])[] => [
  ...(brands === undefined ? [] : [['brand', (known: Known) => known.facets.some((facet) => brands.includes(facet))] as const]),
  ...(colours === undefined ? [] : [['option:colour', (known: Known) => known.facets.some((facet) => colours.includes(facet))] as const]),
  ...(available === undefined ? [] : [['availability', (known: Known) => known.figures.available === available] as const]),
  ...(atMost === undefined ? [] : [['price:USD', (known: Known) => priceOf(known) <= atMost] as const]),
];

const fits = ({ typed }: Search, known: Known): boolean =>
  typed === undefined || typed.every((alternatives) => known.words.some(([word]) => alternatives.includes(word)));

/** The expected result of a search, computed by a full scan. */
const expected = (search: Search, all: readonly Known[]) => {
  const tests = conditions(search);
  const passing = (without?: string): readonly Known[] =>
    all.filter((known) => fits(search, known) && tests.every(([key, test]) => key === without || test(known)));
  const hits = [...passing()].sort((a, b) => {
    const up = priceOf(a) - priceOf(b) || (a.productId < b.productId ? -1 : 1);
    return search.isAscending ? up : -up;
  });
  const counts = facetKeys.map(
    (key, facet) => passing(key).filter((known) => known.facets.includes(facet) || known.figures.facets.includes(facet)).length,
  );
  return { total: hits.length, ids: hits.map(({ productId }) => productId), counts };
};

const built = (all: readonly Change[]) => {
  const segment = createSegment();
  const known = new Map<ProductId, Known>();
  for (const { id, entry: own } of all) {
    const productId = idOf<'Product'>(`product-${id.toString()}`);
    if (own === undefined) {
      segment.remove(productId);
      known.delete(productId);
    } else {
      const whole = { ...own, productId, text: JSON.stringify([own.words, own.facets]) };
      segment.put(whole);
      known.set(productId, whole);
    }
  }
  return { segment, known: [...known.values()] };
};

const scratch = emptyScratch();

const queryOf = (search: Search, segment: ReturnType<typeof createSegment>): Query => {
  const lists = search.typed?.map((alternatives) => alternatives.flatMap((word) => segment.words.get(word) ?? []));
  const { brands, colours, available, atMost, isAscending, limit } = search;
  return {
    match: lists === undefined ? undefined : matchWords(lists, segment.ids.length, scratch),
    filters: [
      ...(brands === undefined ? [] : [{ key: 'brand', values: brands }]),
      ...(colours === undefined ? [] : [{ key: 'option:colour', values: colours }]),
      ...(available === undefined ? [] : [{ key: 'availability', passes: (own: Figures) => own.available === available }]),
      ...(atMost === undefined
        ? []
        : [{ key: 'price:USD', passes: (_: Figures, price?: { min: number }) => price !== undefined && price.min <= atMost }]),
    ],
    currency: 'USD',
    value: (_, price) => price?.min ?? 0,
    isAscending,
    limit,
    facets: facetKeys,
  };
};

describe('a segment', () => {
  it('finds, counts and sorts like a full scan, after any changes', () => {
    fc.assert(
      fc.property(changes, fc.array(searches, { minLength: 1, maxLength: 5 }), (all, some) => {
        const { segment, known } = built(all);
        for (const search of some) {
          const right = expected(search, known);
          const { total, hits, counts } = evaluate(segment, queryOf(search, segment));
          expect({ total, ids: hits.map(({ id }) => id), counts: [...counts] }).toEqual({
            ...right,
            ids: right.ids.slice(0, search.limit),
          });
        }
      }),
      { numRuns: 400 },
    );
  });

  it('returns every hit once over all pages', () => {
    fc.assert(
      fc.property(changes, searches, (all, search) => {
        const { segment, known } = built(all);
        const seen: ProductId[] = [];
        let after: Query['after'];
        for (;;) {
          const { hits } = evaluate(segment, { ...queryOf(search, segment), after });
          after = hits.at(-1);
          if (after === undefined) break;
          seen.push(...hits.map(({ id }) => id));
        }
        expect(seen).toEqual(expected(search, known).ids);
      }),
      { numRuns: 200 },
    );
  });

  it('ranks a word in the title above one in the description, and each word by its highest weight', () => {
    const segment = createSegment();
    const put = (name: string, own: Entry['words']): void =>
      segment.put({ productId: idOf(name), text: name, words: own, facets: [], figures: figures(1, true, 0) });
    put('described', [['lamp', 0]]);
    put('titled', [['lamp', 3]]);
    put('either', [
      ['lamp', 0],
      ['light', 3],
    ]);
    const lists = ['lamp', 'light'].flatMap((word) => segment.words.get(word) ?? []);
    const { ordinals, scores } = matchWords([lists], segment.ids.length, scratch);
    const scored = [...ordinals].map((ordinal, index) => [segment.ids[ordinal], Math.round((scores[index] ?? 0) * 10)]);
    expect(Object.fromEntries(scored as [string, number][])).toEqual({ described: 1, titled: 10, either: 10 });
  });
});
