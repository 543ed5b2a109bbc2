import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { parse, validate, type GraphQLSchema } from 'graphql';
import { shopDocuments } from './client/accounts';
import { documents } from './client/documents';
import { supergraphFile } from './command/paths';
import * as demoDocuments from './demo/documents';
import * as reindexDocuments from './reindex/documents';

describe('the graph', () => {
  let api: GraphQLSchema;

  beforeAll(() => {
    api = Supergraph.build(readFileSync(supergraphFile, 'utf8')).apiSchema().toGraphQLJSSchema();
  });

  it.each(Object.entries(documents))('answers %s as frontends send it', (_, document) => {
    expect(validate(api, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  it.each(Object.entries({ ...shopDocuments, ...demoDocuments }))('has the operation for %s of the demo marketplace', (_, document) => {
    const text = typeof document === 'string' ? document : document(10);
    expect(validate(api, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it.each(Object.entries(reindexDocuments))('has what `npm run reindex` asks for to %s', (_, document) => {
    expect(validate(api, parse(document)).map(({ message }) => message)).toEqual([]);
  });
});
