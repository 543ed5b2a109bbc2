import { createHash } from 'node:crypto';
import { canonicalJson } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { startOpenSearch } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import type { ProductSort } from './application/ports';
import { readSearch } from './application/search-requests';
import { context } from './main';
import { listing, startShop, variant, type Shop } from './search.fixtures';

type Search = { readonly sort: ProductSort; readonly query?: string };

const searches: readonly Search[] = [
  { sort: 'RELEVANCE' },
  { sort: 'RELEVANCE', query: 'kettle' },
  { sort: 'PRICE_ASC' },
  { sort: 'PRICE_DESC', query: 'kettle' },
  { sort: 'NEWEST' },
  { sort: 'BEST_SELLING', query: 'kettle' },
  { sort: 'RATING' },
];
const named = searches.map((search) => [search.query === undefined ? search.sort : `${search.sort} of a text`, search] as const);

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Forges a cursor, as anyone who knows the format can. */
const forge = (search: Search, value: string, id: string = newId()): string => {
  const mark = hash(`${hash(canonicalJson(readSearch(search)))} ${value} ${id}`).slice(0, 16);
  return Buffer.from(JSON.stringify([mark, value, id])).toString('base64url');
};

const noPlaces: readonly string[] = [
  '',
  ' 1',
  '1 ',
  '1; DROP TABLE product_index',
  'NaN',
  'Infinity',
  '-Infinity',
  '1e3',
  '1.5',
  '0x10',
  '--1',
  '-8640000000000001',
  '007',
  '٣',
  '9223372036854775808',
  '-9223372036854775809',
  '9'.repeat(100),
  '2026-11-21T12:00:00.000Z',
  's',
  'sNaN',
  's-1',
  's1e999',
  'l1_0',
  'sl1',
  '\0',
  'null',
];

const foreign = [
  ['BAD_USER_INPUT', '`after` is not a cursor of this search. Pass a cursor that this search returned, with the same arguments.'],
];

type Setting = {
  readonly variables: Readonly<Record<string, string>>;
  readonly isReady: () => boolean;
  readonly stop: () => Promise<void>;
};

const alone = { isReady: () => true, stop: () => Promise.resolve() };

const engines: readonly (readonly [string, () => Promise<Setting>])[] = [
  ['PostgreSQL', () => Promise.resolve({ ...alone, variables: { SEARCH_MEMORY_PRODUCTS: '0' } })],
  ['the columns in memory', () => Promise.resolve({ ...alone, variables: {} })],
  [
    'OpenSearch',
    async () => {
      const server = await startOpenSearch({ port: 0 });
      return {
        variables: { OPENSEARCH_URL: server.url },
        isReady: () => server.indices().some(({ aliases, documents }) => aliases.length > 0 && documents === 5),
        stop: server.stop,
      };
    },
  ],
];

describe.each(engines)('a forged cursor, with %s', (_, start) => {
  let shop: Shop;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const setting = await start();
    shop = await startShop(context, setting.variables);
    stop = setting.stop;
    for (let number = 1; number <= 5; number += 1) {
      const variants = [variant({ prices: number === 5 ? { EUR: 5n } : { USD: BigInt(number * 100) } })];
      await shop.publish(listing({ title: `Kettle ${number.toString()}`, variants }));
    }
    await shop.settled();
    await eventually(async () => setting.isReady() && (await shop.titles({ query: 'kettle' })).length === 5, {
      waitingFor: 'all to be found',
    });
  });
  afterAll(async () => {
    await shop.stop();
    await stop();
  });

  it.each(named)('is refused if its position is impossible in the sort order: %s', async (__, search) => {
    for (const value of noPlaces) {
      const { errors } = await shop.ask({ ...search, after: forge(search, value) });
      const answer = errors?.map(({ message, extensions }) => [extensions['code'], message]);
      expect([value, answer]).toEqual([value, foreign]);
    }
    for (const id of ['', 'none', newId().toUpperCase(), `${newId()}'`]) {
      const { errors } = await shop.ask({ ...search, after: forge(search, '1', id) });
      expect(errors?.map(({ message, extensions }) => [extensions['code'], message])).toEqual(foreign);
    }
  });

  it.each(named)('does no harm if its position is possible in the sort order: %s', async (__, search) => {
    const values = [
      '0',
      '1',
      '9007199254740991',
      ...(search.sort.startsWith('PRICE') ? ['-1', '9223372036854775807', '9223372036854775806'] : []),
    ];
    for (const value of values) {
      const { errors } = await shop.ask({ ...search, after: forge(search, value) });
      const isOfNoTime = search.sort === 'NEWEST' && value === '9007199254740991';
      expect([value, errors?.map(({ message, extensions }) => [extensions['code'], message])]).toEqual([
        value,
        isOfNoTime ? foreign : undefined,
      ]);
    }
  });

  it.each(named)('is distinguished from a real one: %s', async (__, search) => {
    const titles: string[] = [];
    let after: string | null = null;
    for (let hasNextPage = true; hasNextPage;) {
      const { edges, pageInfo } = await shop.search({ ...search, first: 1, after });
      titles.push(...edges.map(({ node }) => node.title));
      ({ hasNextPage, endCursor: after } = pageInfo);
    }
    expect([...titles].sort()).toEqual(['Kettle 1', 'Kettle 2', 'Kettle 3', 'Kettle 4', 'Kettle 5']);
  });
});
