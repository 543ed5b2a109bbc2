import type { ProductId } from '@marketplace/kernel';
import type { ProductDocument } from '../domain/document';
import { attributeKey, facetEntries, optionKey, priceKey } from '../domain/facets';
import { averageHundredths, popularity, ratingRank } from '../domain/ranking';
import { foldValue } from '../domain/words';
import type { Facet, Filters, Hit, CursorPosition, ProductSort, SearchEngine, SearchRequest, SearchResult } from './ports';
import { assortment, categoryId, product, productId, sellerId, categories, texts } from './search-engine.fixtures';

/** An engine on an index of its own. */
export type EngineUnderTest = {
  readonly engine: SearchEngine;
  /** Adds documents to the live version, or removes products. Resolves when searches see the changes. */
  readonly load: (changes: readonly { readonly productId: ProductId; readonly document: ProductDocument | null }[]) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Asked = Partial<SearchRequest>;

const request = (asked: Asked): SearchRequest => ({
  language: 'en',
  filters: {},
  currency: 'USD',
  sort: 'RELEVANCE',
  limit: 100,
  include: { facets: false, total: true, highlights: false },
  ...asked,
});

const put = (documents: readonly ProductDocument[]) => documents.map((document) => ({ productId: document.productId, document }));

const ids = (hits: readonly Hit[]): readonly ProductId[] => hits.map(({ document }) => document.productId);

const sorted = <T>(values: readonly T[]): readonly T[] => [...values].sort();

/** A condition on a document, by the key of the facet that is counted without it. */
type Condition = readonly [key: string, passes: (document: ProductDocument) => boolean];

const hasAny = (document: ProductDocument, key: string, values: readonly string[]): boolean =>
  facetEntries(document).some((entry) => entry.key === key && values.includes(entry.value));

/** A second, simple implementation of the filters. */
const conditionsOf = ({ filters, currency }: SearchRequest): readonly Condition[] => {
  const { categoryId: category, sellerIds, price, ratingAtLeast, available, brands, attributes = [], options = [] } = filters;
  const anyOf = (key: string, values: readonly string[]): Condition => [key, (document) => hasAny(document, key, values)];
  const priced = ({ min, max }: NonNullable<Filters['price']>): Condition => [
    priceKey(currency),
    ({ prices }) =>
      prices.some((range) => range.currency === currency && range.max >= (min ?? 0n) && (max === undefined || range.min <= max)),
  ];
  return [
    ...(category === undefined ? [] : [anyOf('category', [category])]),
    ...(sellerIds === undefined ? [] : [anyOf('seller', sellerIds)]),
    ...(price === undefined ? [] : [priced(price)]),
    ...(ratingAtLeast === undefined ? [] : [['rating', ({ rating }) => averageHundredths(rating) >= ratingAtLeast * 100] as Condition]),
    ...(available === undefined ? [] : [['availability', (document) => document.available === available] as Condition]),
    ...(brands === undefined ? [] : [anyOf('brand', brands.map(foldValue))]),
    ...attributes.map(({ name, values }) => anyOf(attributeKey(name), values.map(foldValue))),
    ...options.map(({ name, values }) => anyOf(optionKey(name), values.map(foldValue))),
  ];
};

const passing = (documents: readonly ProductDocument[], asked: Asked, except?: string): readonly ProductDocument[] => {
  const conditions = conditionsOf(request(asked)).filter(([key]) => key !== except);
  return documents.filter((document) => conditions.every(([, passes]) => passes(document)));
};

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The facet counts, computed by a full scan. */
const countsOf = (documents: readonly ProductDocument[], asked: Asked): Counts => {
  const { filters, currency } = request(asked);
  const keys = new Set(documents.flatMap((document) => facetEntries(document).map(({ key }) => key)));
  const shown = [...keys].filter((key) => !key.startsWith('price:') || key === priceKey(currency));
  const counted = shown.map((key): [string, Record<string, number>] => {
    const counts: Record<string, number> = {};
    for (const document of passing(documents, asked, key)) {
      for (const entry of facetEntries(document)) {
        if (entry.key !== key || (key === 'category' && entry.parent !== filters.categoryId)) continue;
        counts[entry.value] = (counts[entry.value] ?? 0) + 1;
      }
    }
    return [key.startsWith('price:') ? 'price' : key, counts];
  });
  return Object.fromEntries(counted.filter(([, counts]) => Object.keys(counts).length > 0));
};

const shownCounts = (facets: readonly Facet[]): Counts =>
  Object.fromEntries(facets.map(({ key, values }) => [key, Object.fromEntries(values.map(({ value, count }) => [value, count]))]));

const priceIn = ({ prices }: Pick<ProductDocument, 'prices'>, currency: string) => prices.find((range) => range.currency === currency);

/** The sort value of each sort order, highest first. */
const orderings: Readonly<Record<ProductSort, (document: ProductDocument) => number>> = {
  RELEVANCE: popularity,
  PRICE_ASC: (document) => -Number(priceIn(document, 'USD')?.min ?? Number.MAX_SAFE_INTEGER),
  PRICE_DESC: (document) => Number(priceIn(document, 'USD')?.max ?? -1),
  NEWEST: ({ publishedAt }) => Date.parse(publishedAt),
  BEST_SELLING: ({ sold }) => sold,
  RATING: ({ rating }) => ratingRank(rating),
};

const filterCases: readonly (readonly [name: string, asked: Asked])[] = [
  ['nothing', {}],
  ['a category and what lies below it', { filters: { categoryId: categoryId('home') } }],
  ['a category further down', { filters: { categoryId: categoryId('audio') } }],
  ['sellers', { filters: { sellerIds: [sellerId(1), sellerId(3)] } }],
  ['an unknown seller', { filters: { sellerIds: [sellerId(99)] } }],
  ['a lowest price', { filters: { price: { min: 15_000n } } }],
  ['a highest price', { filters: { price: { max: 4_000n } } }],
  ['prices within a range', { filters: { price: { min: 4_000n, max: 9_000n } } }],
  ['prices in another currency', { currency: 'EUR', filters: { price: { min: 4_000n, max: 9_000n } } }],
  ['prices in a currency that nothing is priced in', { currency: 'CHF', filters: { price: { min: 0n } } }],
  ['having a price at all', { filters: { price: {} } }],
  ['a rating', { filters: { ratingAtLeast: 3.8 } }],
  ['what is available', { filters: { available: true } }],
  ['what is not available', { filters: { available: false } }],
  ['brands, however they are written', { filters: { brands: ['ACME', 'böhm'] } }],
  ['a brand full of signs', { filters: { brands: ['C.D.+ (E) [F] "G"', 'back\\slash', 'a|b&c~d#e@f'] } }],
  ['an attribute', { filters: { attributes: [{ name: 'material', values: ['oak', 'Glass*'] }] } }],
  ['an attribute whose name has signs in it', { filters: { attributes: [{ name: 'Feet: number', values: ['3'] }] } }],
  [
    'two attributes',
    {
      filters: {
        attributes: [
          { name: 'Material', values: ['Oak', 'Steel', '50% wool'] },
          { name: 'Feet: number', values: ['2', '4'] },
        ],
      },
    },
  ],
  ['an option', { filters: { options: [{ name: 'Colour', values: ['Red', 'off-white'] }] } }],
  [
    'many things at once',
    {
      currency: 'EUR',
      filters: {
        categoryId: categoryId('home'),
        sellerIds: [sellerId(1), sellerId(2), sellerId(3)],
        price: { min: 500n, max: 20_000n },
        ratingAtLeast: 2,
        available: true,
        options: [{ name: 'Colour', values: ['Red', 'Blue', 'Green'] }],
      },
    },
  ],
];

/** The tests that every engine passes. `start` returns an engine on an empty index. */
export const searchEngineContract = (name: string, start: () => Promise<EngineUnderTest>): void => {
  describe(`${name} as a search engine`, () => {
    let current: EngineUnderTest;
    const search = (asked: Asked): Promise<SearchResult> => current.engine.search(request(asked));
    const find = async (text: string, asked: Asked = {}): Promise<readonly ProductId[]> => ids((await search({ text, ...asked })).hits);

    /** All pages of a list, in order. */
    const walk = async (asked: Asked, between: (page: number) => Promise<void> = () => Promise.resolve()): Promise<readonly Hit[]> => {
      const hits: Hit[] = [];
      let after: CursorPosition | undefined;
      for (let page = 1; page < 100; page += 1) {
        const result = await search({ ...asked, ...(after === undefined ? {} : { after }) });
        hits.push(...result.hits);
        const strange = result.hits.filter(({ position }) => !current.engine.isValidPosition(request(asked), position));
        if (strange.length > 0) throw new Error('an engine rejects a position that it has returned');
        after = result.hits.at(-1)?.position;
        if (!result.hasMore || after === undefined) return hits;
        await between(page);
      }
      throw new Error('a list does not end');
    };

    describe('with texts', () => {
      beforeAll(async () => {
        current = await start();
        await current.load(put(texts));
      });
      afterAll(() => current.stop());

      it('finds words in other forms', async () => {
        expect(await find('running shoe')).toEqual([productId(1)]);
        expect(sorted(await find('shoes'))).toEqual([productId(1), productId(2)]);
        expect(await find('battery')).toEqual([productId(5)]);
      });

      it('stems each product in its own language', async () => {
        expect(await find('Laufschuh')).toEqual([productId(6)]);
        expect(await find('Bücher')).toContain(productId(7));
      });

      it('ignores accents and case', async () => {
        expect(await find('CAFETIERE')).toEqual([productId(8)]);
        expect(await find('gärten')).toEqual(await find('garten'));
      });

      it('requires every word, in any field', async () => {
        expect(await find('stride shoes')).toEqual([productId(1)]);
        expect(await find('crimson shoes')).toEqual([productId(1)]);
        expect(await find('nordhem wireless')).toEqual([productId(4)]);
        expect(await find('porcelain keyboard')).toEqual([]);
      });

      it('finds by brand, category, tag, attribute, option and SKU', async () => {
        for (const [text, number] of [
          ['tactile', 5],
          ['sport', 1],
          ['tenkeyless', 5],
          ['crimson', 1],
          ['KB-7741-X', 5],
        ] as const) {
          expect([text, await find(text)]).toEqual([text, [productId(number)]]);
        }
        expect(sorted(await find('audio'))).toEqual([productId(3), productId(4)]);
      });

      it('tolerates a missing, extra or wrong letter and transposed letters', async () => {
        expect(await find('hedphones')).toContain(productId(3));
        expect(await find('keyyboard')).toEqual([productId(5)]);
        expect(await find('kayboard')).toEqual([productId(5)]);
        expect(await find('keybaord')).toEqual([productId(5)]);
        expect(await find('mechanical keybaord')).toEqual([productId(5)]);
      });

      it('matches numbers exactly', async () => {
        expect(await find('keyboard 7741')).toEqual([productId(5)]);
        expect(await find('keyboard 7742')).toEqual([]);
        expect(await find('keybaord 7741')).toEqual([productId(5)]);
      });

      it('does not replace a word that has matches', async () => {
        await current.load(put([product(50, { title: 'Teepot' })]));
        expect(await find('teapot')).not.toContain(productId(50));
        expect(await find('teepot')).toEqual([productId(50)]);
        await current.load([{ productId: productId(50), document: null }]);
      });

      it('ranks a match in the title above one in the description', async () => {
        expect(await find('garden hose')).toEqual([productId(9), productId(10)]);
      });

      it('ranks products that sell and are available above others', async () => {
        expect(await find('teapot')).toEqual([productId(12), productId(11), productId(13)]);
      });

      it('applies other sort orders to the results of a text', async () => {
        expect(await find('teapot', { sort: 'BEST_SELLING', limit: 1 })).toEqual([productId(12)]);
        expect(sorted(ids(await walk({ text: 'teapot', sort: 'NEWEST', limit: 1 })))).toEqual([11, 12, 13].map(productId));
      });

      it('pages through the results of a text, with strict and lenient matching', async () => {
        const whole = await find('teapot');
        expect(ids(await walk({ text: 'teapot', limit: 1 }))).toEqual(whole);
        expect(ids(await walk({ text: 'tepaot', limit: 1 }))).toEqual(whole);
      });

      it('reports if there are more results', async () => {
        expect((await search({ text: 'teapot', limit: 2 })).hasMore).toBe(true);
        expect((await search({ text: 'teapot', limit: 3 })).hasMore).toBe(false);
      });

      it('filters the results of a text, and counts them', async () => {
        const { hits, total } = await search({ text: 'teapot', filters: { available: true } });
        expect([ids(hits), total]).toEqual([[productId(12), productId(11)], 2]);
      });

      it('includes both ends of a price filter', async () => {
        const found = async (min: bigint, max: bigint) => find('teapot', { filters: { price: { min, max } } });
        expect((await found(1_000n, 1_000n)).length).toBe(3);
        expect(await found(1_001n, 5_000n)).toEqual([]);
        expect(await found(0n, 999n)).toEqual([]);
      });

      it('counts the facets of the results of a text', async () => {
        const { facets } = await search({
          text: 'teapot',
          filters: { available: true },
          include: { facets: true, total: true, highlights: false },
        });
        expect(shownCounts(facets)['availability']).toEqual({ true: 2, false: 1 });
        expect(shownCounts(facets)['category']).toEqual({ [categories.home.id]: 2 });
      });

      it('highlights matches in title and description', async () => {
        const include = { facets: false, total: false, highlights: true };
        const [hit] = (await search({ text: 'shoe runs', include })).hits;
        const [title, description] = hit?.highlights ?? [];
        expect(title?.field).toBe('TITLE');
        expect(title?.snippets.map(({ text }) => text).join('')).toBe('Running shoes for women');
        expect(title?.snippets.filter(({ isMatch }) => isMatch).map(({ text }) => text)).toEqual(['Running', 'shoes']);
        expect(description?.field).toBe('DESCRIPTION');
        expect(description?.snippets.filter(({ isMatch }) => isMatch).map(({ text }) => text)).toEqual(['run']);
        expect(texts[0]?.description).toContain(description?.snippets.map(({ text }) => text).join(''));
      });

      it('highlights nothing without a text', async () => {
        const include = { facets: false, total: false, highlights: true };
        const { hits } = await search({ include, limit: 3 });
        expect(hits.flatMap(({ highlights }) => highlights)).toEqual([]);
      });

      it('marks words as they are written', async () => {
        const include = { facets: false, total: false, highlights: true };
        const [hit] = (await search({ text: 'cafetiere', include })).hits;
        expect(hit?.highlights[0]?.snippets[0]).toEqual({ text: 'Cafetière', isMatch: true });
      });

      it.each(['"', '\\', 'shoes AND (', '!&|<->*', "'; DROP TABLE product_index; --", ':*', '{}[]', '—', '\u0000', '  ', '🙂'])(
        'takes %j for what it is, a text',
        async (text) => {
          const { hits } = await search({ text });
          expect(hits.length).toBeLessThanOrEqual(texts.length);
          expect(await current.engine.suggest(text, 5)).toBeInstanceOf(Array);
        },
      );

      it('finds nothing for stop words, or without any word', async () => {
        expect(await find('zzzzqqqq')).toEqual([]);
        expect(await find('...')).toEqual([]);
      });

      it('suggests words, brands, categories and products with a prefix', async () => {
        const suggestions = await current.engine.suggest('hea', 8);
        expect(suggestions).toContainEqual({ text: 'Headphones', kind: 'CATEGORY', id: categories.headphones.id });
        expect(suggestions).toContainEqual({ text: 'headphones', kind: 'QUERY' });
        expect(suggestions).toContainEqual({ text: 'Wireless headphones', kind: 'PRODUCT', id: productId(3) });
        expect(await current.engine.suggest('Nord', 8)).toContainEqual({ text: 'Nordhem', kind: 'BRAND' });
        expect(await current.engine.suggest('bu', 8)).toContainEqual({ text: 'Bücher', kind: 'CATEGORY', id: categories.books.id });
      });

      it('suggests completions that occur with the words before', async () => {
        const suggestions = await current.engine.suggest('wireless he', 8);
        expect(suggestions).toContainEqual({ text: 'wireless headphones', kind: 'QUERY' });
        expect(suggestions.find(({ kind }) => kind === 'PRODUCT')).toEqual({
          text: 'Wireless headphones',
          kind: 'PRODUCT',
          id: productId(3),
        });
        expect(await current.engine.suggest('porcelain hea', 8)).toEqual([]);
      });

      it('suggests no more than requested, and nothing for an empty text', async () => {
        expect((await current.engine.suggest('h', 3)).length).toBeLessThanOrEqual(3);
        expect((await current.engine.suggest('te', 1)).length).toBe(1);
        expect(await current.engine.suggest('zzzz', 8)).toEqual([]);
        expect(await current.engine.suggest('   ', 8)).toEqual([]);
      });

      it('suggests another spelling that has results', async () => {
        expect(await current.engine.didYouMean('keyborad')).toBe('keyboard');
        expect(await current.engine.didYouMean('mechanicl keyboard')).toBe('mechanical keyboard');
        expect(await current.engine.didYouMean('headphones zzzzqqqq')).toBe('headphones');
        expect(await current.engine.didYouMean('zzzzqqqq')).toBeUndefined();
        expect(await current.engine.didYouMean('...')).toBeUndefined();
      });

      it('does not find removed products, and finds changed ones', async () => {
        await current.load(put([product(60, { title: 'Astrolabe', brand: 'Starry' })]));
        expect(await find('astrolabe')).toEqual([productId(60)]);
        await current.load(put([product(60, { title: 'Sextant', brand: 'Starry' })]));
        expect(await find('astrolabe')).toEqual([]);
        expect(await find('sextant')).toEqual([productId(60)]);
        await current.load([{ productId: productId(60), document: null }]);
        expect(await find('sextant')).toEqual([]);
        expect(await current.engine.suggest('sext', 8)).toEqual([]);
        expect(await current.engine.suggest('starr', 8)).toEqual([]);
        expect(await current.engine.didYouMean('sextent')).toBeUndefined();
        const { facets, hits } = await search({ include: { facets: true, total: true, highlights: false } });
        expect(ids(hits)).not.toContain(productId(60));
        expect(shownCounts(facets)['brand']).not.toHaveProperty('starry');
      });
    });

    describe('with an assortment', () => {
      const all = assortment(120);

      beforeAll(async () => {
        current = await start();
        await current.load(put(all));
      });
      afterAll(() => current.stop());

      it.each(filterCases)('filters by %s', async (_, asked) => {
        const { hits, total } = await search({ ...asked, limit: 200 });
        const expected = passing(all, asked).map((document) => document.productId);
        expect(sorted(ids(hits))).toEqual(sorted(expected));
        expect(total).toBe(expected.length);
      });

      it.each(filterCases)('counts facets under %s', async (_, asked) => {
        const { facets } = await search({ ...asked, include: { facets: true, total: false, highlights: false } });
        expect(shownCounts(facets)).toEqual(countsOf(all, asked));
      });

      it.each(filterCases)('counts facets of a text under %s', async (_, asked) => {
        const fitting = new Set(await find('lamp', { limit: 200 }));
        const documents = all.filter((document) => fitting.has(document.productId));
        const { facets, total } = await search({ ...asked, text: 'lamp', include: { facets: true, total: true, highlights: false } });
        expect(shownCounts(facets)).toEqual(countsOf(documents, asked));
        expect(total).toBe(passing(documents, asked).length);
        expect(fitting.size).toBeGreaterThan(20);
      });

      it('returns facets in a fixed order with labels, their values most frequent first', async () => {
        const { facets } = await search({ include: { facets: true, total: false, highlights: false } });
        expect(facets.map(({ key, label }) => [key, label])).toEqual([
          ['category', 'Category'],
          ['price', 'Price'],
          ['brand', 'Brand'],
          ['seller', 'Seller'],
          ['rating', 'Rating'],
          ['availability', 'Availability'],
          ['option:colour', 'Colour'],
          ['attribute:material', 'Material'],
          ['attribute:feet: number', 'Feet: number'],
        ]);
        const brand = facets.find(({ key }) => key === 'brand')?.values ?? [];
        expect(brand.map(({ count }) => count)).toEqual(brand.map(({ count }) => count).sort((a, b) => b - a));
        expect(brand).toContainEqual(expect.objectContaining({ value: 'böhm', label: 'Böhm' }));
        const rating = facets.find(({ key }) => key === 'rating')?.values ?? [];
        expect(rating.map(({ value }) => value)).toEqual(['4', '3', '2', '1']);
      });

      it.each(Object.keys(orderings) as ProductSort[])('sorts by %s, and returns every product once over all pages', async (sort) => {
        const hits = await walk({ sort, limit: 7 });
        const found = hits.flatMap(({ document }) => all.find((each) => each.productId === document.productId) ?? []);
        expect(sorted(ids(hits))).toEqual(sorted(all.map((document) => document.productId)));
        expect(found.map(orderings[sort])).toEqual(all.map(orderings[sort]).sort((a, b) => b - a));
      });

      it('pages through filtered products with prices in another currency', async () => {
        const filters: Filters = { available: true };
        const hits = await walk({ sort: 'PRICE_ASC', currency: 'EUR', filters, limit: 5 });
        const expected = all
          .filter(({ available }) => available)
          .map((document) => Number(priceIn(document, 'EUR')?.min ?? Number.MAX_SAFE_INTEGER))
          .sort((a, b) => a - b);
        expect(hits.map(({ document }) => Number(priceIn(document, 'EUR')?.min ?? Number.MAX_SAFE_INTEGER))).toEqual(expected);
      });

      it('pages by price in a currency that no product has', async () => {
        for (const sort of ['PRICE_ASC', 'PRICE_DESC'] as const) {
          expect(new Set(ids(await walk({ sort, currency: 'CHF', limit: 50 }))).size).toBe(all.length);
        }
      });

      it('returns the exact summary of a product', async () => {
        const [some] = all;
        const { hits } = await search({ limit: 200 });
        const shown = hits.find(({ document }) => document.productId === some?.productId)?.document;
        expect(some).toMatchObject(shown ?? {});
        expect(shown?.prices).toEqual(some?.prices);
      });

      it.each(['RELEVANCE', 'BEST_SELLING'] as const)(
        'neither repeats nor skips products by %s while others are added and removed',
        async (sort) => {
          const expected = await walk({ sort, text: 'lamp', limit: 5 });
          const [first] = expected;
          const newcomers = [1, 2, 3].map((number) => product(2_000 + number, { title: 'Lamp lamp', sold: 90_000, available: true }));
          const hits = await walk({ sort, text: 'lamp', limit: 5 }, async (page) => {
            const newcomer = newcomers[page - 1];
            if (newcomer !== undefined) await current.load(put([newcomer]));
            if (page === 2 && first !== undefined) await current.load([{ productId: first.document.productId, document: null }]);
          });
          expect(ids(hits)).toEqual(ids(expected));
          await current.load([
            ...newcomers.map((newcomer) => ({ productId: newcomer.productId, document: null })),
            ...put(all.filter((document) => document.productId === first?.document.productId)),
          ]);
        },
      );
    });
  });
};
