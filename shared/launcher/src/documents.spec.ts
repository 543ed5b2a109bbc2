import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { parse, validate, type GraphQLSchema } from 'graphql';
import * as demoDocuments from './demo-documents';
import { documents } from './documents';
import { supergraphFile } from './paths';
import * as reindexDocuments from './reindex-documents';

describe('the graph', () => {
  let api: GraphQLSchema;

  beforeAll(() => {
    api = Supergraph.build(readFileSync(supergraphFile, 'utf8')).apiSchema().toGraphQLJSSchema();
  });

  it.each(Object.entries(documents))('answers %s as frontends send it', (_, document) => {
    expect(validate(api, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  it.each(Object.entries(demoDocuments))('has the mutation for %s of the demo marketplace', (_, document) => {
    const text = typeof document === 'string' ? document : document(10);
    expect(validate(api, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it.each(Object.entries(reindexDocuments))('has what `npm run reindex` asks for to %s', (_, document) => {
    expect(validate(api, parse(document)).map(({ message }) => message)).toEqual([]);
  });
});
