import { registry } from '@marketplace/platform';
import { startOpenSearch, type OpenSearch } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { context } from './main';
import { listing, startShop, variant, type Shop } from './search.fixtures';

describe('search with OpenSearch', () => {
  let server: OpenSearch;
  let shop: Shop;
  beforeAll(async () => {
    server = await startOpenSearch({ port: 0, credentials: { username: 'search', password: 'a/secret' } });
    shop = await startShop(context, { OPENSEARCH_URL: server.url });
    await eventually(() => Promise.resolve(shown() === 'product_index_v1'), { waitingFor: 'an index to search in' });
  });
  afterAll(async () => {
    await shop.stop();
    await server.stop();
  });

  const searches = (): number => server.requests().get('POST /product_index/_search') ?? 0;
  const shown = (): string | undefined => server.indices().find(({ aliases }) => aliases.includes('product_index'))?.name;
  const follow = (): Promise<number> => shop.harness.running.jobs.runNow('opensearch-follow');
  const figure = async (name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> => {
    const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] };
    const own = values.filter((value) => Object.entries(labels).every(([label, text]) => value.labels[label] === text));
    return own.reduce((sum, { value }) => sum + value, 0);
  };
  /** Searches until OpenSearch has the published changes. */
  const until = async (variables: Readonly<Record<string, unknown>>, titles: readonly string[]): Promise<void> => {
    await eventually(async () => (await shop.titles(variables)).join() === titles.join(), {
      waitingFor: `${titles.join(', ') || 'nothing'} by ${JSON.stringify(variables)}`,
    });
  };

  it('finds products from events in OpenSearch', async () => {
    const lamp = listing({
      title: 'Brass lamp',
      description: 'A lamp for reading.',
      variants: [variant({ options: { Finish: 'Matt' }, prices: { USD: 4_900n, EUR: 4_500n } })],
    });
    await shop.publish(lamp);
    await shop.stock(lamp, 2);
    await until({ query: 'lamps', filters: { available: true } }, ['Brass lamp']);
    const before = searches();
    const { edges, facets, totalCount } = await shop.search({ query: 'lamps', filters: { currency: 'EUR' } });
    expect(searches()).toBe(before + 1);
    expect(totalCount).toBe(1);
    expect(edges[0]?.price).toEqual({ min: { amount: '45.00' }, max: { amount: '45.00' } });
    expect(edges[0]?.highlights.map(({ field }) => field)).toEqual(['TITLE', 'DESCRIPTION']);
    expect(facets.find(({ key }) => key === 'option:finish')).toEqual({
      key: 'option:finish',
      label: 'Finish',
      values: [{ value: 'matt', label: 'Matt', count: 1 }],
    });
    await shop.unpublish(lamp);
    await until({ query: 'lamps' }, []);
    expect(server.strangers().filter((field) => !field.startsWith('prices.'))).toEqual([]);
  });

  it('switches to the version that goes live, and back, and removes the index of a retired version', async () => {
    const { db } = shop.harness.running;
    const change = async (sql: string): Promise<void> => {
      await db.query(sql);
      await follow();
    };
    await shop.publish(listing({ title: 'Rocking chair' }));
    await until({ query: 'rocking chair' }, ['Rocking chair']);
    expect(shown()).toBe('product_index_v1');
    await db.query('SELECT product_index_create(2)');
    await change(`INSERT INTO read_model_versions (model, version, status) VALUES ('product_index', 2, 'BUILDING')`);
    await eventually(() => Promise.resolve(server.indices().length === 2), { waitingFor: 'an index for the version that is built' });
    expect(shown()).toBe('product_index_v1');
    const swap = (from: string) =>
      `UPDATE read_model_versions SET status = CASE status WHEN 'LIVE' THEN 'PREVIOUS' ELSE 'LIVE' END
       WHERE model = 'product_index' AND status IN ('LIVE', '${from}')`;
    await change(swap('BUILDING'));
    await eventually(() => Promise.resolve(shown() === 'product_index_v2'), { waitingFor: 'the alias to move' });
    expect(await shop.titles({ query: 'rocking chair' })).toEqual([]);
    await change(swap('PREVIOUS'));
    await eventually(() => Promise.resolve(shown() === 'product_index_v1'), { waitingFor: 'the alias to move back' });
    expect(await shop.titles({ query: 'rocking chair' })).toEqual(['Rocking chair']);
    await change(`UPDATE read_model_versions SET status = 'RETIRED' WHERE model = 'product_index' AND version = 2`);
    await eventually(() => Promise.resolve(server.indices().length === 1), { waitingFor: 'the retired index to go' });
  });

  it('refuses to continue a list by relevance if its last product is removed while OpenSearch is unavailable', async () => {
    const woven = listing({ title: 'Woven rug' });
    const knotted = listing({ title: 'Knotted rug' });
    for (const rug of [woven, knotted]) await shop.publish(rug);
    await eventually(async () => (await shop.titles({ query: 'rug' })).length === 2, { waitingFor: 'OpenSearch to have both rugs' });
    const { edges } = await shop.search({ query: 'rug', first: 1 });
    const next = { query: 'rug', first: 1, after: edges[0]?.cursor };
    server.failNext(1_000_000, 503);
    expect(await shop.titles(next)).toHaveLength(1);
    await shop.unpublish(edges[0]?.node.title === woven.title ? woven : knotted);
    await shop.settled();
    const { errors } = await shop.ask(next);
    expect(errors?.map(({ extensions, message }) => [extensions['code'], message])).toEqual([
      ['BAD_USER_INPUT', 'These results cannot be continued. Search again without `after`.'],
    ]);
    server.failNext(0, 503);
    for (const rug of [woven, knotted]) await shop.unpublish(rug);
    await eventually(() => Promise.resolve(server.indices()[0]?.documents === 1), { waitingFor: 'OpenSearch to forget both' });
  });

  it('answers from PostgreSQL while OpenSearch is unavailable, and catches up afterwards', async () => {
    await shop.publish(listing({ title: 'Velvet sofa' }));
    await until({ query: 'velvet' }, ['Velvet sofa']);
    await eventually(() => Promise.resolve(server.indices()[0]?.documents === 2), { waitingFor: 'OpenSearch to have both' });
    const [byOther, faults] = [
      await figure('search_engine_answers_total', { engine: 'postgres' }),
      await figure('search_engine_faults_total'),
    ];
    server.failNext(1_000_000, 503);
    await shop.publish(listing({ title: 'Velvet cushion' }));
    await shop.settled();
    expect([...(await shop.titles({ query: 'velvet' }))].sort()).toEqual(['Velvet cushion', 'Velvet sofa']);
    for (let turn = 0; turn < 5; turn += 1) await shop.titles({ query: 'velvet' });
    expect(await figure('search_engine_answers_total', { engine: 'postgres' })).toBe(byOther + 6);
    expect(await figure('search_engine_faults_total')).toBe(faults + 3);
    server.failNext(0, 503);
    await eventually(() => Promise.resolve(server.indices()[0]?.documents === 3), {
      waitingFor: 'OpenSearch to get what it has missed',
    });
  });

  it('answers from PostgreSQL while there is no index, and fills a new one', async () => {
    server.lose();
    expect([...(await shop.titles({ query: 'velvet' }))].sort()).toEqual(['Velvet cushion', 'Velvet sofa']);
    await eventually(() => Promise.resolve(shown() === 'product_index_v1' && server.indices()[0]?.documents === 3), {
      waitingFor: 'the index to be created and filled again',
    });
  });
});
