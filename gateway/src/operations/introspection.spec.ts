import { buildSchema, getIntrospectionQuery, parse } from 'graphql';
import { testGraph } from '../graph.fixtures';
import type { Gateway } from '../gateway';
import { ask, codesOf, startTestGateway, testKeys } from '../gateway.fixtures';
import { introspectionLimit } from './introspection';

const full = getIntrospectionQuery({ descriptions: true, specifiedByUrl: true, inputValueDeprecation: true });

const aliases = (name: string, selection: string): string =>
  Array.from({ length: 10 }, (_, index) => `a${index.toString()}: ${name} ${selection}`).join(' ');

/** A small document that returns millions of values. */
const multiplied = `{ ${aliases('__schema', '{ types { ...T } }')} }
  fragment T on __Type { ${aliases('fields', '{ type { ...U } }')} }
  fragment U on __Type { ${aliases('fields', '{ name }')} }`;

describe('introspection', () => {
  const names = Array.from({ length: 200 }, (_, index) => index.toString());
  const fields = names.slice(0, 8).map((name) => `f${name}(a: Int, b: String): [T${name}!]!`);
  const large = buildSchema(`type Query { t: T0 } ${names.map((name) => `"A type." type T${name} { ${fields.join(' ')} }`).join(' ')}`);
  const isTooMuch = introspectionLimit(large);

  it.each([
    ['the full query of tools', full],
    ['one type', '{ __type(name: "T1") { name fields { name type { name ofType { name ofType { name } } } args { name } } } }'],
    ['an operation without introspection', '{ t { f0 { f1 { f2 { __typename } } } } }'],
  ])('is allowed for %s', (_, query) => {
    expect(isTooMuch(parse(query))).toBe(false);
  });

  it.each([
    ['aliases in fragments', multiplied],
    [
      'aliases of one list',
      `{ __schema { ${aliases('types', '{ fields { args { name } type { name } } }')} ${aliases('directives', '{ name }')} } }`,
    ],
    [
      'one type many times',
      `{ ${aliases('__type(name: "Query")', '{ fields { type { fields { type { fields { type { fields { name } } } } } } } }')} }`,
    ],
  ])('is too much with %s', (_, query) => {
    expect(isTooMuch(parse(query))).toBe(true);
  });

  describe('at the gateway', () => {
    let gateway: Gateway;
    beforeAll(async () => {
      gateway = await startTestGateway(testGraph(), (await testKeys()).jwks, { introspection: true });
    });
    afterAll(() => gateway.close());

    it('returns the schema, also when it is requested again', async () => {
      const [first, second] = [await ask(gateway, { query: full }), await ask(gateway, { query: full })];
      expect(first.body.data).toHaveProperty('__schema.queryType.name', 'Query');
      expect(second.body.data).toEqual(first.body.data);
      const named = { query: 'query T($name: String!) { __type(name: $name) { name } }', variables: { name: 'Order' } };
      expect((await ask(gateway, named)).body.data).toEqual({ __type: { name: 'Order' } });
      expect((await ask(gateway, { ...named, variables: { name: 'Query' } })).body.data).toEqual({ __type: { name: 'Query' } });
    });

    it('is rejected before it is validated if it returns too much', async () => {
      expect(codesOf(await ask(gateway, { query: multiplied }))).toEqual(['QUERY_TOO_COMPLEX']);
    });
  });
});
