import type { ProductId } from '@marketplace/kernel';
import { startOpenSearch } from '@marketplace/simulators';
import { freshDatabase } from '@marketplace/testing';
import { openSearchUnderTest } from './adapters/opensearch/engine-under-test.fixtures';
import { postgresUnderTest } from './adapters/postgres/engine-under-test.fixtures';
import type { CursorPosition, ProductSort, SearchEngine, SearchRequest } from './application/ports';
import type { EngineUnderTest } from './application/search-engine.contract';
import { assortment } from './application/search-engine.fixtures';

const sorts: readonly ProductSort[] = ['RELEVANCE', 'PRICE_ASC', 'PRICE_DESC', 'NEWEST', 'BEST_SELLING', 'RATING'];

const request = (sort: ProductSort): SearchRequest => ({
  language: 'en',
  filters: {},
  currency: 'EUR',
  sort,
  limit: 7,
  include: { facets: false, total: false, highlights: false },
});

/** All pages of a list, alternating between the engines. */
const walk = async (sort: ProductSort, engineOf: (page: number) => SearchEngine): Promise<readonly ProductId[]> => {
  const ids: ProductId[] = [];
  let after: CursorPosition | undefined;
  for (let page = 0; ; page += 1) {
    const { hits, hasMore } = await engineOf(page).search({ ...request(sort), ...(after === undefined ? {} : { after }) });
    ids.push(...hits.map(({ document }) => document.productId));
    after = hits.at(-1)?.position;
    if (!hasMore) return ids;
  }
};

describe('OpenSearch and PostgreSQL', () => {
  let [other, postgres]: EngineUnderTest[] = [];
  beforeAll(async () => {
    [other, postgres] = await Promise.all([
      openSearchUnderTest(await startOpenSearch({ port: 0 })),
      postgresUnderTest(await freshDatabase('search')),
    ]);
    const changes = assortment(120).map((document) => ({ productId: document.productId, document }));
    await Promise.all([other.load(changes), postgres.load(changes)]);
  });
  afterAll(() => Promise.all([other?.stop(), postgres?.stop()]));

  it.each(sorts)('list products by %s in the same order, and each continues a list of the other', async (sort) => {
    if (other === undefined || postgres === undefined) throw new Error('an engine is missing');
    const both = [other.engine, postgres.engine] as const;
    const expected = await walk(sort, () => both[1]);
    expect(await walk(sort, () => both[0])).toEqual(expected);
    expect(await walk(sort, (page) => (page % 2 === 0 ? both[0] : both[1]))).toEqual(expected);
  });
});
