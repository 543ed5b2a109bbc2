import { type OpenSearch, startOpenSearch } from './opensearch';
import { type Asking, asking } from './asking.fixtures';

const text = { type: 'text', analyzer: 'english', similarity: 'boolean' };
const mappings = {
  properties: {
    id: { type: 'keyword' },
    title: text,
    ranked: { type: 'text' },
    colour: { type: 'keyword' },
    price: { type: 'long' },
    stars: { type: 'float' },
    stocked: { type: 'boolean' },
    day: { type: 'date' },
  },
};

const things = [
  { id: 'a', title: 'Red running shoes', colour: ['red', 'white'], price: 50, stars: 4.5, stocked: true, day: '2026-01-02' },
  { id: 'b', title: 'Blue shoe', colour: 'blue', price: 20, stars: 3, stocked: true, day: '2026-01-03' },
  { id: 'c', title: 'Batteries for the lamp', colour: 'red', stars: 5, stocked: false, day: '2026-01-01' },
  { id: 'd', title: 'Lamp', price: 70, stocked: true },
];

describe('the OpenSearch simulator, searching', () => {
  let server: OpenSearch;
  let ask: Asking;
  beforeAll(async () => {
    server = await startOpenSearch({ port: 0 });
    ask = asking(server.url);
    await ask('PUT', '/things', { mappings });
    const lines = things.flatMap((thing) => [{ index: { _index: 'things', _id: thing.id } }, thing]);
    await ask('POST', '/_bulk?refresh=wait_for', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
  afterAll(() => server.stop());

  const search = (body: object) => ask('POST', '/things/_search', body);
  const ids = async (body: object): Promise<unknown> => {
    const answer = await search({ sort: [{ id: 'asc' }], ...body });
    expect(answer.at('error')).toBeUndefined();
    return answer.at('hits.hits.*._id');
  };
  const refusal = async (body: object) => {
    const answer = await search(body);
    return { status: answer.status, type: answer.at('error.root_cause.0.type'), reason: answer.at('error.root_cause.0.reason') };
  };

  it.each([
    [{ match: { title: 'shoes' } }, ['a', 'b']],
    [{ match: { title: { query: 'red shoe', operator: 'and' } } }, ['a']],
    [{ match: { title: 'red shoe' } }, ['a', 'b']],
    [{ match: { title: { query: 'sheos', fuzziness: 'AUTO' } } }, ['a', 'b']],
    [{ match: { title: { query: 'xhoe', fuzziness: 'AUTO', prefix_length: 1 } } }, []],
    [{ match: { title: 'the' } }, []],
    [{ match: { title: { query: 'the', zero_terms_query: 'all' } } }, ['a', 'b', 'c', 'd']],
    [{ term: { colour: 'red' } }, ['a', 'c']],
    [{ terms: { colour: ['white', 'blue'] } }, ['a', 'b']],
    [{ term: { stocked: false } }, ['c']],
    [{ prefix: { colour: 're' } }, ['a', 'c']],
    [{ range: { price: { gte: 20, lt: 70 } } }, ['a', 'b']],
    [{ range: { price: { gt: 19.5, lte: 20.5 } } }, ['b']],
    [{ range: { day: { gte: '2026-01-02' } } }, ['a', 'b']],
    [{ bool: { must_not: [{ term: { stocked: true } }] } }, ['c']],
    [{ bool: { filter: [{ term: { stocked: true } }], should: [{ term: { colour: 'red' } }] } }, ['a', 'b', 'd']],
    [{ bool: { should: [{ term: { colour: 'red' } }, { term: { colour: 'white' } }], minimum_should_match: 2 } }, ['a']],
    [{ bool: {} }, ['a', 'b', 'c', 'd']],
    [{ constant_score: { filter: { term: { colour: 'blue' } } } }, ['b']],
    [{ term: { unmapped: 'of' } }, []],
  ])('finds by %j', async (query, expected) => {
    expect(await ids({ query })).toEqual(expected);
  });

  it('notes fields that no mapping has, which find nothing and say nothing', () => {
    expect(server.strangers()).toEqual(['unmapped']);
  });

  it('scores by words found, and by functions of a field', async () => {
    const query = { match: { title: 'red shoes' } };
    const { at } = await search({ query });
    expect([at('hits.hits.*._id'), at('hits.hits.*._score')]).toEqual([
      ['a', 'b'],
      [2, 1],
    ]);
    expect(at('hits.max_score')).toBe(2);
    const functions = [{ field_value_factor: { field: 'price', modifier: 'log1p', factor: 1, missing: 0 } }];
    const scored = await search({ query: { function_score: { query, functions, boost_mode: 'sum' } } });
    expect(scored.at('hits.hits.0._score')).toBeCloseTo(2 + Math.log10(51), 5);
    expect((await search({ query: { match: { ranked: 'x' } } })).status).toBe(501);
  });

  it.each([
    [{ queery: {} }, 'parsing_exception', /Unknown key for a START_OBJECT in \[queery\]/],
    [{ limit: 10 }, 'parsing_exception', /Unknown key for a VALUE_NUMBER in \[limit\]/],
    [{ query: { matches: { title: 'x' } } }, 'parsing_exception', /unknown query \[matches\]/],
    [{ query: { match: { title: { query: 'x', fuzzyness: 1 } } } }, 'parsing_exception', /\[match\] query does not support \[fuzzyness\]/],
    [{ query: { bool: { shoud: [] } } }, 'parsing_exception', /\[bool\] query does not support \[shoud\]/],
    [{ query: { match: { title: 'x' }, term: {} } }, 'parsing_exception', /expected \[END_OBJECT\]/],
    [{ query: { terms: { colour: 'red' } } }, 'parsing_exception', /requires an array/],
    [{ query: { term: { price: 'cheap' } } }, 'illegal_argument_exception', /For input string/],
    [{ query: { function_score: { field_value_factor: { field: 'nothing' } } } }, 'parsing_exception', /Unable to find a field mapper/],
    [{ query: { function_score: { field_value_factor: { field: 'price' } } } }, 'exception', /Missing value/],
    [{ aggs: { a: { tems: { field: 'colour' } } } }, 'parsing_exception', /Unknown aggregation type \[tems\]/],
    [{ aggs: { a: { terms: { field: 'title' } } } }, 'illegal_argument_exception', /Text fields are not optimised/],
    [{ aggs: { a: { terms: { field: 'colour', sise: 1 } } } }, 'x_content_parse_exception', /unknown field \[sise\]/],
    [{ aggs: { a: { terms: { field: 'colour', size: 0 } } } }, 'illegal_argument_exception', /must be greater than 0/],
    [{ sort: [{ title: 'asc' }] }, 'illegal_argument_exception', /Text fields are not optimised/],
    [{ sort: [{ nothing: 'asc' }] }, 'query_shard_exception', /No mapping found for \[nothing\]/],
    [{ sort: [{ price: { orderr: 'asc' } }] }, 'x_content_parse_exception', /unknown field \[orderr\]/],
    [{ search_after: [1] }, 'illegal_argument_exception', /at least one field/],
    [{ sort: [{ price: 'asc' }], search_after: [1, 2] }, 'illegal_argument_exception', /has 2 value\(s\) but sort has 1/],
    [{ sort: [{ price: 'asc' }], search_after: ['x'] }, 'illegal_argument_exception', /Failed to parse search_after value/],
    [{ size: 10_001 }, 'illegal_argument_exception', /Result window is too large/],
    [{ highlight: { feilds: {} } }, 'x_content_parse_exception', /unknown field \[feilds\]/],
    [{ suggest: { a: { text: 'x', term: { feild: 'colour' } } } }, 'parsing_exception', /doesn't support field \[feild\]/],
  ])('refuses %j', async (body, type, reason) => {
    const refused = await refusal(body);
    expect(refused).toMatchObject({ status: type === 'exception' ? 500 : 400, type });
    expect(refused.reason).toMatch(reason);
  });

  it('does not find a missing index', async () => {
    const { status, at } = await ask('POST', '/nothing/_search', {});
    expect([status, at('error')]).toEqual([
      404,
      expect.objectContaining({ type: 'index_not_found_exception', reason: 'no such index [nothing]' }),
    ]);
  });

  it('sorts with missing values last and continues after a position', async () => {
    const sort = [{ price: { order: 'asc', missing: 1_000 } }, { id: 'asc' }];
    const { at } = await search({ sort, size: 2 });
    expect(at('hits.hits.*.sort')).toEqual([
      [20, 'b'],
      [50, 'a'],
    ]);
    expect(at('hits.hits.0._score')).toBeNull();
    expect(await ids({ sort, search_after: [50, 'a'] })).toEqual(['d', 'c']);
    expect(await ids({ sort: [{ price: 'desc' }, { id: 'asc' }] })).toEqual(['d', 'a', 'b', 'c']);
    expect(await ids({ sort: [{ nothing: { order: 'asc', unmapped_type: 'long', missing: 7 } }, { id: 'desc' }] })).toEqual([
      'd',
      'c',
      'b',
      'a',
    ]);
  });

  it('continues after a missing number although JavaScript rounds it', async () => {
    const sort = [{ price: { order: 'asc' } }, { id: 'asc' }];
    const { at } = await search({ sort });
    expect(at('hits.hits.3.sort')).toEqual([Number('9223372036854775807'), 'c']);
    expect(await ids({ sort, search_after: [70, 'd'] })).toEqual(['c']);
    expect(await ids({ sort, search_after: at('hits.hits.3.sort') })).toEqual([]);
  });

  it('counts all or some hits, after the post filter', async () => {
    const post = { post_filter: { term: { stocked: true } } };
    expect((await search({ ...post, track_total_hits: true })).at('hits.total')).toEqual({ value: 3, relation: 'eq' });
    expect((await search({ track_total_hits: 2 })).at('hits.total')).toEqual({ value: 2, relation: 'gte' });
    expect((await search({ track_total_hits: false })).at('hits.total')).toBeUndefined();
  });

  it('counts before the post filter what aggregations are about', async () => {
    const { at } = await search({
      size: 0,
      post_filter: { term: { stocked: true } },
      aggs: {
        colours: { terms: { field: 'colour', size: 2 } },
        some: { terms: { field: 'colour', include: 'w.*' } },
        stocked: { terms: { field: 'stocked' } },
        cheap: {
          filter: { range: { price: { lt: 60 } } },
          aggs: { colours: { terms: { field: 'colour' } }, least: { min: { field: 'price' } } },
        },
        prices: { range: { field: 'price', ranges: [{ to: 50 }, { key: 'more', from: 50 }] } },
        highest: { max: { field: 'price' } },
        nothing: { terms: { field: 'unmapped' } },
      },
    });
    expect(at('aggregations')).toEqual({
      colours: {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 1,
        buckets: [
          { key: 'red', doc_count: 2 },
          { key: 'blue', doc_count: 1 },
        ],
      },
      some: { doc_count_error_upper_bound: 0, sum_other_doc_count: 0, buckets: [{ key: 'white', doc_count: 1 }] },
      stocked: expect.objectContaining({
        buckets: [
          { key: 1, key_as_string: 'true', doc_count: 3 },
          { key: 0, key_as_string: 'false', doc_count: 1 },
        ],
      }),
      cheap: expect.objectContaining({ doc_count: 2, least: { value: 20 } }),
      prices: {
        buckets: [
          { key: '*-50.0', to: 50, doc_count: 1 },
          { key: 'more', from: 50, doc_count: 2 },
        ],
      },
      highest: { value: 70 },
      nothing: expect.objectContaining({ buckets: [] }),
    });
  });

  it('treats include as a regular expression with escaped literals', async () => {
    const { at } = await search({ size: 0, aggs: { a: { terms: { field: 'colour', include: '\\r\\e.*' } } } });
    expect(at('aggregations.a.buckets')).toEqual([{ key: 'red', doc_count: 2 }]);
  });

  it('marks what was found, in the field that was asked', async () => {
    const highlight = { pre_tags: ['['], post_tags: [']'], fields: { 'ti*': { number_of_fragments: 0 } } };
    const { at } = await search({ query: { match: { title: 'shoes' } }, sort: [{ id: 'asc' }], highlight });
    expect(at('hits.hits.*.highlight')).toEqual([{ title: ['Red running [shoes]'] }, { title: ['Blue [shoe]'] }]);
    const other = await search({
      query: { match: { title: 'shoes' } },
      highlight: { ...highlight, highlight_query: { match: { title: 'red' } } },
    });
    expect(other.at('hits.hits.*.highlight')).toEqual([{ title: ['[Red] running shoes'] }, undefined]);
  });

  it('proposes words that are spelled alike for those that it does not have', async () => {
    const term = { field: 'colour', size: 2, prefix_length: 0, min_word_length: 3 };
    const { at } = await search({
      size: 0,
      suggest: { one: { text: 'whiet', term }, two: { text: 'red', term }, three: { text: 'xyzxyz', term } },
    });
    expect(at('suggest.one')).toEqual([{ text: 'whiet', offset: 0, length: 5, options: [{ text: 'white', score: 0.8, freq: 1 }] }]);
    expect(at('suggest.two.0.options')).toEqual([]);
    expect(at('suggest.three.0.options')).toEqual([]);
  });

  it('answers with as much of a document as was asked for', async () => {
    const only = async (source: unknown) => (await search({ query: { term: { id: 'd' } }, _source: source })).at('hits.hits.0._source');
    expect(await only(['title', 'pri*'])).toEqual({ title: 'Lamp', price: 70 });
    expect(await only(false)).toBeUndefined();
  });
});
