import { testGraph } from '../graph.fixtures';
import type { Gateway } from '../gateway';
import { ask, codesOf, startTestGateway, testKeys, wsClient } from '../gateway.fixtures';

describe('the limits of one operation', () => {
  let gateway: Gateway;
  const graph = testGraph();

  beforeAll(async () => {
    gateway = await startTestGateway(graph, (await testKeys()).jwks, { introspection: true });
  });
  afterAll(() => gateway.close());

  const nested = (levels: number): string => `{ order(id: "1") ${'{ related '.repeat(levels)}{ id }${' }'.repeat(levels)} }`;
  const doubling = (count: number): string =>
    `{ order(id: "1") { ...F0 } } ${Array.from({ length: count }, (_, index) =>
      index === count - 1
        ? `fragment F${index} on Order { id }`
        : `fragment F${index} on Order { ...F${index + 1} ... { ...F${index + 1} } }`,
    ).join(' ')}`;

  it.each([
    ['QUERY_TOO_DEEP', 'too deep', nested(12)],
    [
      'QUERY_TOO_DEEP',
      'too deep through a fragment',
      `{ order(id: "1") { ...F } } fragment F on Order ${'{ related '.repeat(12)}{ id }${' }'.repeat(12)}`,
    ],
    [
      'TOO_MANY_ALIASES',
      'full of aliases',
      `{ order(id: "1") { ${Array.from({ length: 31 }, (_, index) => `a${index}: id`).join(' ')} } }`,
    ],
    ['TOO_MANY_ROOT_FIELDS', 'wide at the root', `{ ${Array.from({ length: 11 }, (_, index) => `r${index}: whoAmI`).join(' ')} }`],
    ['TOO_MANY_TOKENS', 'made of too many tokens', `{ order(id: "1") { ${'id '.repeat(3_000)} } }`],
    ['QUERY_TOO_LONG', 'too long', `{ whoAmI } #${'x'.repeat(50_000)}`],
    ['QUERY_TOO_COMPLEX', 'small only on paper', doubling(40)],
    ['QUERY_TOO_COMPLEX', 'a page that is too large', '{ orders(first: 20000) { related { id } } }'],
    [
      'GRAPHQL_VALIDATION_FAILED',
      'a fragment that contains itself',
      '{ order(id: "1") { ...F } } fragment F on Order { related { ...F } }',
    ],
    ['GRAPHQL_VALIDATION_FAILED', 'about fields that do not exist', '{ unknown }'],
    ['GRAPHQL_PARSE_FAILED', 'not GraphQL', '{ order('],
  ])('answers %s to a document that is %s', async (code, _what, query) => {
    const before = graph.subgraphs.orders.requests.length;
    const answer = await ask(gateway, { query });
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toContain(code);
    expect(answer.body.data).toBeUndefined();
    expect(graph.subgraphs.orders.requests).toHaveLength(before);
  });

  it('calculates the cost from the page size in the variables', async () => {
    const query = 'query Q($n: Int!) { orders(first: $n) { related { id } } }';
    expect((await ask(gateway, { query, variables: { n: 2 } })).status).toBe(200);
    expect(codesOf(await ask(gateway, { query, variables: { n: 100_000 } }))).toEqual(['QUERY_TOO_COMPLEX']);
    expect((await ask(gateway, { query, variables: { n: -5 } })).status).toBe(200);
  });

  it('rejects variables of a wrong type and unknown operations', async () => {
    const query = 'query A($n: Int!) { orders(first: $n) { id } } query B { whoAmI }';
    expect(codesOf(await ask(gateway, { query, operationName: 'A', variables: { n: 'two' } }))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await ask(gateway, { query, operationName: 'C' }))).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect(codesOf(await ask(gateway, { query }))).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect((await ask(gateway, { query, operationName: 'B' })).body.data).toEqual({ whoAmI: 'guest' });
  });

  it('rejects values nested so deep that the parser would overflow, but not brackets in texts', async () => {
    const nestedValue = `{ order(id: ${'['.repeat(2_900)}1${']'.repeat(2_900)}) { id } }`;
    const rejected = await ask(gateway, { query: nestedValue });
    expect([rejected.status, ...codesOf(rejected)]).toEqual([400, 'QUERY_TOO_DEEP']);
    const texts = `{ order(id: "${'['.repeat(500)}\\"{") { id } } # ${'{'.repeat(500)}`;
    expect((await ask(gateway, { query: texts })).status).toBe(200);
  });

  it('rejects a conditional subscription, and leaves the other operations of the socket alone', async () => {
    const client = wsClient(gateway);
    const conditional = 'subscription ($skip: Boolean = true) { orderTracking(orderId: "1") @skip(if: $skip) { cursor } }';
    await expect(client.iterate({ query: conditional }).next()).rejects.toEqual([
      expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
    ]);
    expect((await client.iterate({ query: '{ whoAmI }' }).next()).value).toEqual({ data: { whoAmI: 'guest' } });
    await client.dispose();
    expect(codesOf(await ask(gateway, { query: conditional }))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('applies to operations over a socket', async () => {
    const client = wsClient(gateway);
    await expect(client.iterate({ query: nested(12) }).next()).rejects.toEqual([
      expect.objectContaining({ extensions: { code: 'QUERY_TOO_DEEP' } }),
    ]);
    await client.dispose();
  });

  it('allows introspection only if it is enabled', async () => {
    const query =
      '{ __schema { types { name fields { name type { kind ofType { kind ofType { kind ofType { kind ofType { name } } } } } } } } }';
    expect((await ask(gateway, { query })).status).toBe(200);
    const closed = await startTestGateway(graph, (await testKeys()).jwks, { introspection: false });
    expect(codesOf(await ask(closed, { query }))).toContain('GRAPHQL_VALIDATION_FAILED');
    await closed.close();
  });
});
