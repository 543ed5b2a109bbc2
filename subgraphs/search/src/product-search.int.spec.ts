import { newId } from '@marketplace/platform';
import { postgresSearchEngine } from './adapters/postgres/search-engine';
import { liveVersion } from './adapters/postgres/versions';
import { context } from './main';
import { listing, startShop, variant, type Shop } from './search.fixtures';

describe('productSearch', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop(context, { SEARCH_MEMORY_PRODUCTS: '0' });
    const sellerId = newId();
    await shop.approve(sellerId, 'Northlight');
    const names = ['Red kettle', 'Blue kettle', 'Green kettle', 'Steel kettle', 'Glass kettle', 'Copper pan', 'Iron pan'];
    for (const [position, title] of names.entries()) {
      await shop.publish(
        listing({
          title,
          sellerId,
          brand: position % 2 === 0 ? 'Acme' : 'Umbra',
          description: `${title}. Boils water quickly.`,
          variants: [variant({ options: { Size: 'S' }, prices: { USD: BigInt(1_000 + 100 * position) } })],
        }),
      );
    }
    await shop.publish(listing({ title: 'Wasserkessel aus Stahl', language: 'de-AT', description: 'Für Häuser ohne Strom.' }));
    await shop.settled();
  });
  afterAll(() => shop.stop());

  const refusal = async (variables: Readonly<Record<string, unknown>>) => {
    const { errors } = await shop.ask(variables);
    return errors?.map(({ message, extensions }) => [extensions['code'], message]);
  };

  it('answers a page, its total, facets and highlights with one statement', async () => {
    const { db } = shop.harness.running;
    let statements = 0;
    const query: typeof db.query = (sql, params) => {
      statements += 1;
      return db.query(sql, params);
    };
    const engine = postgresSearchEngine({ ...db, query }, liveVersion({ ...db, query }));
    const include = { facets: true, total: true, highlights: true };
    const asked = { language: 'en', filters: {}, currency: 'USD', sort: 'RELEVANCE', limit: 3, include } as const;
    await engine.search(asked);
    for (const request of [asked, { ...asked, text: 'kettel' }, { ...asked, filters: { brands: ['acme'], available: false } }]) {
      statements = 0;
      const { facets, hits } = await engine.search(request);
      expect([statements, hits.length, facets.length > 0]).toEqual([1, 3, true]);
    }
    statements = 0;
    await engine.suggest('kett', 8);
    expect(statements).toBe(1);
  });

  it('pages by cursors, each product once', async () => {
    const titles: string[] = [];
    let after: string | null = null;
    for (let hasNextPage = true; hasNextPage;) {
      const { edges, pageInfo } = await shop.search({ query: 'kettle', sort: 'PRICE_ASC', first: 2, after });
      titles.push(...edges.map(({ node }) => node.title));
      ({ hasNextPage, endCursor: after } = pageInfo);
    }
    expect(titles).toEqual(['Red kettle', 'Blue kettle', 'Green kettle', 'Steel kettle', 'Glass kettle']);
  });

  it('accepts an unchanged cursor of the same list only', async () => {
    const { pageInfo } = await shop.search({ query: 'kettle', sort: 'PRICE_ASC', first: 2 });
    const after = pageInfo.endCursor ?? '';
    const foreign = [
      ['BAD_USER_INPUT', '`after` is not a cursor of this search. Pass a cursor that this search returned, with the same arguments.'],
    ];
    expect(await refusal({ query: 'kettle', sort: 'NEWEST', after })).toEqual(foreign);
    expect(await refusal({ query: 'pan', sort: 'PRICE_ASC', after })).toEqual(foreign);
    expect(await refusal({ query: 'kettle', sort: 'PRICE_ASC', filters: { available: false }, after })).toEqual(foreign);
    const [mark = '', , id = ''] = JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as string[];
    const forged = Buffer.from(JSON.stringify([mark, '1; DROP TABLE product_index', id])).toString('base64url');
    expect(await refusal({ query: 'kettle', sort: 'PRICE_ASC', after: forged })).toEqual(foreign);
    expect(await refusal({ query: 'kettle', after: 'nonsense' })).toEqual([
      ['BAD_USER_INPUT', '`after` is not a cursor of this list. Pass an `endCursor` or `cursor` that the list returned.'],
    ]);
    // Another page size does not make another list.
    expect((await shop.search({ query: 'kettle', sort: 'PRICE_ASC', first: 100, after })).edges).toHaveLength(3);
  });

  it('explains an invalid search', async () => {
    expect(await refusal({ first: 101 })).toEqual([['BAD_USER_INPUT', '`first` must be from 1 to 100.']]);
    expect(await refusal({ query: 'a '.repeat(13) })).toEqual([['BAD_USER_INPUT', '`query` must have at most 12 words.']]);
    expect(await refusal({ query: 'a'.repeat(201) })).toEqual([['BAD_USER_INPUT', '`query` must have at most 200 characters.']]);
    expect(await refusal({ filters: { currency: 'XXX' } })).toEqual([
      ['BAD_USER_INPUT', '`currency` must be an ISO 4217 code, such as USD.'],
    ]);
    expect(await refusal({ filters: { ratingAtLeast: 6 } })).toEqual([['BAD_USER_INPUT', '`ratingAtLeast` must be from 0 to 5.']]);
  });

  it('finds no products for an invalid category or seller ID', async () => {
    expect((await shop.search({ filters: { categoryId: 'nonsense' } })).totalCount).toBe(0);
    expect((await shop.search({ filters: { sellerIds: ['nonsense', ''] } })).totalCount).toBe(0);
  });

  it('highlights the matched words', async () => {
    const { edges } = await shop.search({ query: 'boil kettles', first: 1, sort: 'PRICE_ASC' });
    expect(edges[0]?.highlights).toEqual([
      {
        field: 'TITLE',
        snippets: [
          { text: 'Red ', isMatch: false },
          { text: 'kettle', isMatch: true },
        ],
      },
      {
        field: 'DESCRIPTION',
        snippets: [
          { text: 'Red ', isMatch: false },
          { text: 'kettle', isMatch: true },
          { text: '. ', isMatch: false },
          { text: 'Boils', isMatch: true },
          { text: ' water quickly.', isMatch: false },
        ],
      },
    ]);
  });

  it('stems in every language that products are in, and ignores stop words', async () => {
    expect(await shop.titles({ query: 'the boiling kettles' })).toHaveLength(5);
    expect(await shop.titles({ query: 'Haus' })).toEqual(['Wasserkessel aus Stahl']);
    expect(await shop.titles({ query: 'für Hauser' })).toEqual(['Wasserkessel aus Stahl']);
    expect(await shop.titles({ query: 'wasserkesseln' })).toEqual(['Wasserkessel aus Stahl']);
  });

  it('suggests another query when nothing is found, and only then', async () => {
    expect(await shop.search({ query: 'copper kettle' })).toMatchObject({ totalCount: 0, didYouMean: expect.any(String) });
    const { didYouMean } = await shop.search({ query: 'copper kettle' });
    expect((await shop.search({ query: didYouMean })).totalCount).toBeGreaterThan(0);
    expect(await shop.search({ query: 'xylophonics' })).toMatchObject({ totalCount: 0, didYouMean: null });
    expect(await shop.search({ query: 'kettle' })).toMatchObject({ didYouMean: null });
  });

  it('suggests completions of partly typed text', async () => {
    const suggest = async (prefix: string, first = 8) => {
      const { data, errors } = await shop.harness.graph(
        { kind: 'guest' },
        'query ($prefix: String!, $first: Int!) { searchSuggestions(prefix: $prefix, first: $first) { text kind id } }',
        { prefix, first },
      );
      return errors ?? data?.['searchSuggestions'];
    };
    expect(await suggest('kett')).toContainEqual({ text: 'kettle', kind: 'QUERY', id: null });
    expect(await suggest('umb')).toContainEqual({ text: 'Umbra', kind: 'BRAND', id: null });
    expect(await suggest('')).toEqual([]);
    expect(await suggest('kettle', 21)).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await suggest('k'.repeat(101))).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('answers from a new version as soon as it is live', async () => {
    const { db } = shop.harness.running;
    expect((await shop.search({ query: 'kettle' })).totalCount).toBe(5);
    await db.query(`INSERT INTO read_model_versions (model, version, status) VALUES ('product_index', 2, 'BUILDING')`);
    await db.query('SELECT product_index_create(2)');
    await db.query(`WITH old AS (UPDATE read_model_versions SET status = 'PREVIOUS' WHERE model = 'product_index' AND version = 1)
      UPDATE read_model_versions SET status = 'LIVE' WHERE model = 'product_index' AND version = 2`);
    expect((await shop.search({ query: 'kettle' })).totalCount).toBe(0);
    expect((await shop.search()).facets).toEqual([]);
    await db.query(`WITH old AS (UPDATE read_model_versions SET status = 'RETIRED' WHERE model = 'product_index' AND version = 2)
      UPDATE read_model_versions SET status = 'LIVE' WHERE model = 'product_index' AND version = 1`);
    await db.query('SELECT product_index_drop(2)');
    expect((await shop.search({ query: 'kettle' })).totalCount).toBe(5);
    await expect(db.query('SELECT product_index_drop(1)')).rejects.toThrow('in use');
  });
});
