import { testGraph, compose } from '../graph.fixtures';
import { silent, startTestGateway, testKeys } from '../gateway.fixtures';
import { openSupergraph } from './supergraph';
import { parse } from 'graphql';

describe('the supergraph', () => {
  it('plans each document and operation once', () => {
    const supergraph = openSupergraph(testGraph().sdl);
    const document = parse('query A { whoAmI } query B { correlationId }');
    const plan = supergraph.planOf('k', document, 'A');
    expect(supergraph.planOf('k', document, 'A')).toBe(plan);
    expect(supergraph.planOf('k', document, 'B')).not.toBe(plan);
  });

  it.each(['@authenticated', '@requiresScopes(scopes: [["admin"]])', '@policy(policies: [["admin"]])'])(
    'does not start with %s, which nothing here enforces',
    (directive) => {
      const name = directive.split('(')[0] ?? '';
      const sdl = compose({
        orders: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["${name}"]) type Query { secret: String ${directive} }`,
      });
      expect(() => openSupergraph(sdl)).toThrow(name);
    },
  );

  it('does not start without a transport to each subgraph', async () => {
    const graph = testGraph();
    graph.transports.delete('shipping');
    await expect(startTestGateway(graph, (await testKeys()).jwks)).rejects.toThrow('shipping');
  });

  it('does not start on a port that is in use', async () => {
    const { jwks } = await testKeys();
    const first = await startTestGateway(testGraph(), jwks);
    await expect(startTestGateway(testGraph(), jwks, { port: first.port, log: silent })).rejects.toThrow('EADDRINUSE');
    await first.close();
  });
});
