import { type OpenSearch, startOpenSearch } from './opensearch';
import { type Asking, asking } from './asking.fixtures';

const mappings = {
  dynamic: 'strict',
  dynamic_templates: [{ amounts: { path_match: 'amounts.*.*', mapping: { type: 'long' } } }],
  properties: {
    title: { type: 'text', analyzer: 'english', similarity: 'boolean', copy_to: 'all' },
    all: { type: 'text', analyzer: 'english', similarity: 'boolean' },
    tag: { type: 'keyword' },
    amounts: { type: 'object', dynamic: true },
    day: { type: 'date' },
    kept: { type: 'object', enabled: false },
  },
};

describe('the OpenSearch simulator, writing', () => {
  let server: OpenSearch;
  let ask: Asking;
  beforeEach(async () => {
    server = await startOpenSearch({ port: 0 });
    ask = asking(server.url);
  });
  afterEach(() => server.stop());

  const bulk = (...lines: readonly unknown[]) => ask('POST', '/_bulk', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const index = (id: string, version: number, source: object) => [
    { index: { _index: 'things', _id: id, version, version_type: 'external' } },
    source,
  ];
  const found = async (): Promise<unknown> => {
    const { at } = await ask('POST', '/things/_search', {});
    return at('hits.hits.*._id');
  };

  it('makes an index once', async () => {
    expect(await ask('PUT', '/things', { mappings })).toMatchObject({
      status: 200,
      body: { acknowledged: true, shards_acknowledged: true, index: 'things' },
    });
    expect((await ask('PUT', '/things', { mappings })).body).toMatchObject({
      status: 400,
      error: { type: 'resource_already_exists_exception' },
    });
    expect((await ask('PUT', '/Things')).body).toMatchObject({ error: { type: 'invalid_index_name_exception' } });
    expect((await ask('HEAD', '/things')).status).toBe(200);
    expect((await ask('HEAD', '/others')).status).toBe(404);
  });

  it.each([
    [{ properties: { a: { type: 'sting' } } }, /No handler for type \[sting\]/],
    [{ properties: { a: { type: 'keyword', analyzer: 'english' } } }, /unknown parameter \[analyzer\]/],
    [{ properties: { a: { type: 'text', analyzer: 'klingon' } } }, /analyzer \[klingon\] has not been configured/],
    [{ proprieties: {} }, /unsupported parameters/],
  ])('refuses the mapping %j', async (bad, reason) => {
    const { status, at } = await ask('PUT', '/things', { mappings: bad });
    expect([status, at('error.type')]).toEqual([400, 'mapper_parsing_exception']);
    expect(at('error.reason')).toMatch(reason);
  });

  it('rejects unknown settings', async () => {
    const { at } = await ask('PUT', '/things', { settings: { 'index.number_of_shard': 1 } });
    expect(at('error')).toMatchObject({ type: 'illegal_argument_exception', reason: expect.stringContaining('unknown setting') });
  });

  it('says what it is not made to simulate instead of pretending', async () => {
    const { status, at } = await ask('PUT', '/things', { settings: { analysis: { analyzer: { own: { type: 'custom' } } } } });
    expect([status, at('error.type')]).toEqual([501, 'not_simulated']);
  });

  it('makes an index by the template that its name fits', async () => {
    const template = { index_patterns: ['things*'], template: { mappings, settings: { number_of_shards: 1 } } };
    expect((await ask('PUT', '/_index_template/things', template)).status).toBe(200);
    await ask('PUT', '/things_1');
    const { at } = await ask('GET', '/things_*');
    expect(at('things_1')).toMatchObject({
      aliases: {},
      mappings,
      settings: { index: { number_of_shards: '1', provided_name: 'things_1' } },
    });
    expect((await ask('GET', '/things_*?filter_path=*.settings.index.uuid')).body).toEqual({
      things_1: { settings: { index: { uuid: at('things_1.settings.index.uuid') } } },
    });
    expect((await ask('GET', '/none_*')).body).toEqual({});
    expect((await ask('PUT', '/_index_template/rival', template)).at('error.reason')).toContain('same priority');
  });

  it('wants every line of a bulk request to end', async () => {
    const { at } = await ask('POST', '/_bulk', JSON.stringify({ delete: { _index: 'things', _id: '1' } }));
    expect(at('error')).toMatchObject({
      type: 'illegal_argument_exception',
      reason: 'The bulk request must be terminated by a newline [\\n]',
    });
    expect((await bulk({ insert: {} })).at('error.reason')).toContain('Malformed action/metadata line [1]');
    expect((await bulk({ index: { _index: 'things', _id: '1', versoin: 1 } }, {})).at('error.reason')).toContain(
      'unknown parameter [versoin]',
    );
  });

  it('keeps the newer of two versions in any order, and reports the conflict of the other', async () => {
    await ask('PUT', '/things', { mappings, settings: { refresh_interval: '1h' } });
    const { status, at } = await bulk(
      ...index('1', 5, { tag: 'new' }),
      ...index('1', 5, { tag: 'again' }),
      ...index('1', 4, { tag: 'old' }),
    );
    expect([status, at('errors')]).toEqual([200, true]);
    expect(at('items.*.index.status')).toEqual([201, 409, 409]);
    expect(at('items.1.index.error')).toMatchObject({
      type: 'version_conflict_engine_exception',
      reason: '[1]: version conflict, current version [5] is higher or equal to the one provided [5]',
    });
    expect((await ask('POST', '/things/_search?timeout=1s', {})).at('hits.hits')).toEqual([]);
    await ask('POST', '/things/_refresh');
    expect((await ask('POST', '/things/_search', {})).at('hits.hits.0._source')).toEqual({ tag: 'new' });
  });

  it('remembers for a while that something was deleted', async () => {
    await ask('PUT', '/things', { mappings });
    const gone = { delete: { _index: 'things', _id: '1', version: 7, version_type: 'external' } };
    expect((await bulk(gone)).at('items.0.delete')).toMatchObject({ status: 404, result: 'not_found', _version: 7 });
    expect((await bulk(...index('1', 6, {}))).at('items.0.index.status')).toBe(409);
    expect((await bulk(...index('1', 8, {}))).at('items.0.index')).toMatchObject({ status: 201, result: 'created' });
  });

  it('forgets that after index.gc_deletes', async () => {
    await ask('PUT', '/things', { mappings, settings: { gc_deletes: '0ms' } });
    await bulk({ delete: { _index: 'things', _id: '1', version: 7, version_type: 'external' } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await bulk(...index('1', 6, {}))).at('items.0.index.status')).toBe(201);
  });

  it('takes external_gte twice, and no external version without a number', async () => {
    await ask('PUT', '/things', { mappings });
    const again = [{ index: { _index: 'things', _id: '1', version: 5, version_type: 'external_gte' } }, {}];
    expect((await bulk(...again, ...again)).at('errors')).toBe(false);
    expect((await bulk({ index: { _index: 'things', _id: '2', version_type: 'external' } }, {})).at('items.0.index.status')).toBe(400);
  });

  it('lets one bad document spoil nothing but itself', async () => {
    await ask('PUT', '/things', { mappings });
    const { at } = await bulk(
      ...index('1', 1, { tag: 'good' }),
      ...index('2', 2, { stranger: 1 }),
      ...index('3', 3, { day: 'yesterday' }),
      ...index('4', 4, { tag: 'x'.repeat(40_000) }),
      ...index('5', 5, { amounts: { USD: { min: 3 } }, kept: { any: ['thing', 1] } }),
    );
    expect(at('items.*.index.error.type')).toEqual([
      undefined,
      'strict_dynamic_mapping_exception',
      'mapper_parsing_exception',
      'illegal_argument_exception',
      undefined,
    ]);
  });

  it('makes an index that is written to and is not there', async () => {
    await bulk({ index: { _index: 'things', _id: '1' } }, {});
    expect(server.indices().map(({ name }) => name)).toEqual(['things']);
    const required = { index: { _index: 'others', _id: '1', require_alias: true } };
    expect((await bulk(required, {})).at('items.0.index.error.type')).toBe('index_not_found_exception');
  });

  it('shows what was written after a refresh, and after the refresh interval', async () => {
    await ask('PUT', '/things', { mappings, settings: { refresh_interval: '1h' } });
    await bulk(...index('1', 1, {}));
    expect(await found()).toEqual([]);
    await ask(
      'POST',
      '/_bulk?refresh=true',
      index('2', 1, {})
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    expect(await found()).toEqual(['1', '2']);
    await ask('DELETE', '/things');
    await ask('PUT', '/things', { mappings, settings: { refresh_interval: '50ms' } });
    await bulk(...index('1', 1, {}));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await found()).toEqual(['1']);
  });

  it('moves an alias at once or not at all', async () => {
    await ask('PUT', '/things_1', { mappings });
    await ask('PUT', '/things_2', { mappings });
    const alias = 'things';
    await ask('POST', '/_aliases', { actions: [{ add: { index: 'things_1', alias } }] });
    const move = { actions: [{ remove: { index: 'things_1', alias } }, { add: { index: 'things_3', alias } }] };
    expect((await ask('POST', '/_aliases', move)).status).toBe(404);
    expect(server.indices().map(({ aliases }) => aliases)).toEqual([['things'], []]);
    const again = { actions: [{ remove: { index: 'things_2', alias } }] };
    expect((await ask('POST', '/_aliases', again)).at('error.type')).toBe('aliases_not_found_exception');
    await ask('POST', '/_aliases', { actions: [{ remove: { index: 'things_1', alias } }, { add: { index: 'things_2', alias } }] });
    expect(server.indices().map(({ aliases }) => aliases)).toEqual([[], ['things']]);
    expect((await ask('DELETE', '/things')).at('error.reason')).toContain('matches an alias');
    expect((await ask('PUT', '/things')).at('error.type')).toBe('invalid_index_name_exception');
  });

  it('refuses writes into an alias of two indices', async () => {
    for (const name of ['things_1', 'things_2']) {
      await ask('PUT', `/${name}`, { mappings });
      await ask('POST', '/_aliases', { actions: [{ add: { index: name, alias: 'things' } }] });
    }
    expect((await bulk(...index('1', 1, {}))).at('items.0.index.error.reason')).toContain('no write index is defined');
  });

  it('lets in who has the password', async () => {
    const guarded = await startOpenSearch({ port: 0, credentials: { username: 'me', password: 'se:cr/et' } });
    const { origin } = new URL(guarded.url);
    const denied = await fetch(`${origin}/`);
    expect([denied.status, denied.headers.get('WWW-Authenticate')]).toEqual([401, 'Basic realm="OpenSearch Security"']);
    const Authorization = `Basic ${Buffer.from('me:se:cr/et').toString('base64')}`;
    expect((await fetch(`${origin}/`, { headers: { Authorization } })).status).toBe(200);
    await guarded.stop();
  });

  it('has the faults that a test asks for', async () => {
    server.failNext(1, 503);
    expect((await ask('GET', '/')).status).toBe(503);
    server.rejectNext(1);
    const { at } = await bulk({ index: { _index: 'things', _id: '1' } }, {}, { index: { _index: 'things', _id: '2' } }, {});
    expect(at('items.*.index.status')).toEqual([429, 201]);
    expect(at('items.0.index.error.type')).toBe('rejected_execution_exception');
    server.lose();
    expect(server.indices()).toEqual([]);
  });

  it('knows no other paths, methods and parameters', async () => {
    expect((await ask('GET', '/_cluster/nonsense')).at('error')).toContain('no handler found');
    expect((await ask('GET', '/_aliases')).status).toBe(405);
    expect((await ask('PUT', '/things?shards=3')).at('error.reason')).toContain('unrecognized parameter: [shards]');
  });
});
