import { buildSchema, execute, parse, printSchema } from 'graphql';
import { serveContext, type RunningContext, type Service, type SubgraphTransport } from '@marketplace/platform';
import { ask, codesOf, silent, startTestGateway, testKeys } from '../gateway.fixtures';
import type { Gateway } from '../gateway';
import { testGraph, type TestGraph, type TestSubgraph } from '../graph.fixtures';
import { httpTransport } from '../transports/http-transport';

type Name = keyof TestGraph['subgraphs'];

/** A marketplace with services that can be stopped, in one process or in several. */
type Shape = {
  readonly transports: Map<string, SubgraphTransport>;
  readonly stop: (name: Name) => Promise<void>;
  readonly startAll: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A subgraph in this process is always reachable, but without its database each of its fields fails. */
const allInOne = ({ subgraphs }: TestGraph): Promise<Shape> => {
  const stopped = new Set<string>();
  const breaking = ({ schema, transport }: TestSubgraph): SubgraphTransport => {
    const bare = buildSchema(printSchema(schema));
    const fieldResolver = (): never => {
      throw new Error('the pool has ended');
    };
    return {
      ...transport,
      isReady: () => Promise.resolve(!stopped.has(transport.name)),
      execute: async (request) =>
        stopped.has(transport.name)
          ? execute({
              schema: bare,
              document: request.document ?? parse(request.query),
              variableValues: request.variables,
              fieldResolver,
            })
          : transport.execute(request),
    };
  };
  return Promise.resolve({
    transports: new Map(Object.entries(subgraphs).map(([name, subgraph]) => [name, breaking(subgraph)])),
    stop: (name) => Promise.resolve(void stopped.add(name)),
    startAll: () => Promise.resolve(stopped.clear()),
    close: () => Promise.resolve(),
  });
};

const services = async ({ subgraphs }: TestGraph): Promise<Shape> => {
  const running = new Map<Name, Service>();
  const serve = ({ schema, transport }: TestSubgraph, port: number): Promise<Service> =>
    serveContext({ schema, transport, log: silent } as unknown as RunningContext, '127.0.0.1', port);
  const transports = new Map<string, SubgraphTransport>();
  const ports = new Map<Name, number>();
  for (const name of ['orders', 'products', 'shipping'] as const) {
    const service = await serve(subgraphs[name], 0);
    running.set(name, service);
    ports.set(name, service.port);
    transports.set(name, httpTransport({ name, url: `http://127.0.0.1:${service.port}` }));
  }
  const stop = async (name: Name): Promise<void> => {
    await running.get(name)?.close();
    running.delete(name);
  };
  return {
    transports,
    stop,
    startAll: async () => {
      for (const [name, port] of ports) if (!running.has(name)) running.set(name, await serve(subgraphs[name], port));
    },
    close: async () => {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
      for (const name of [...running.keys()]) await stop(name);
    },
  };
};

describe.each([
  ['all in one', allInOne],
  ['as services', services],
])('a marketplace, %s, with an unavailable service', (_shape, open) => {
  let shape: Shape;
  let gateway: Gateway;

  beforeAll(async () => {
    const graph = testGraph();
    shape = await open(graph);
    gateway = await startTestGateway({ ...graph, transports: shape.transports }, (await testKeys()).jwks, {
      optionalSubgraphs: ['shipping'],
    });
  });
  afterEach(() => shape.startAll());
  afterAll(async () => {
    await gateway.close();
    await shape.close();
  });

  const page = (path: string) => fetch(`${gateway.url}${path}`);

  it('returns an error for each field of the unavailable service and resolves the others', async () => {
    await shape.stop('orders');
    const { body } = await ask(gateway, { query: '{ first: order(id: "1") { id } second: order(id: "2") { id } products { title } }' });
    expect(body.data).toEqual({ first: null, second: null, products: [{ title: 'Lamp' }] });
    const extensions = { code: 'SUBGRAPH_UNAVAILABLE', service: 'orders' };
    const message = 'The orders service is currently unavailable.';
    expect(body.errors).toEqual([
      { message, path: ['first'], extensions },
      { message, path: ['second'], extensions },
    ]);
  });

  it('resolves links to the unavailable service to null', async () => {
    await shape.stop('shipping');
    const { body } = await ask(gateway, { query: '{ orders(first: 2) { id product { title } shipments { id } } }' });
    expect(body.data).toEqual({
      orders: [
        { id: 'o0', product: { title: 'Title of p-o0' }, shipments: null },
        { id: 'o1', product: { title: 'Title of p-o1' }, shipments: null },
      ],
    });
    expect(codesOf({ body })).toEqual(['SUBGRAPH_UNAVAILABLE']);
  });

  it('masks an internal error of an available service', async () => {
    await shape.stop('shipping');
    const { body } = await ask(gateway, { query: '{ broken }' });
    expect(codesOf({ body })).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it('reports the unavailable service and stays ready while only optional services are down', async () => {
    await shape.stop('shipping');
    expect(await (await page('/health/services')).json()).toEqual({
      degraded: [{ service: 'shipping', says: 'shipping is degraded: its data is unavailable until it recovers' }],
      services: {
        orders: { reachable: true, critical: true },
        products: { reachable: true, critical: true },
        shipping: { reachable: false, critical: false },
      },
    });
    const ready = await page('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ ready: true, subgraphs: { orders: true, products: true, shipping: false } });
    await shape.stop('orders');
    expect((await page('/health/ready')).status).toBe(503);
  });

  it('recovers when the service is available again', async () => {
    await shape.stop('orders');
    await ask(gateway, { query: '{ order(id: "1") { id } }' });
    await shape.startAll();
    const { body } = await ask(gateway, { query: '{ order(id: "1") { id } }' });
    expect(body).toEqual({ data: { order: { id: '1' } } });
    expect((await page('/health/ready')).status).toBe(200);
  });
});

describe('the health of optional services', () => {
  it('lists the features that still work, and the gateway stays ready', async () => {
    const graph = testGraph();
    const { transport } = graph.subgraphs.shipping;
    graph.transports.set('search', { ...transport, name: 'search', isReady: () => Promise.reject(new Error('gone')) });
    const gateway = await startTestGateway(graph, (await testKeys()).jwks, {
      services: [
        { name: 'orders', title: 'Orders & returns' },
        { name: 'search', title: 'Search', optional: 'browsing by category, product pages and checkout work' },
      ],
    });
    const reply = (await (await fetch(`${gateway.url}/health/services`)).json()) as { degraded: unknown };
    expect(reply.degraded).toEqual([
      { service: 'search', says: 'search is degraded: browsing by category, product pages and checkout work' },
    ]);
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    expect(await (await fetch(gateway.url)).text()).toContain('<code data-service="orders" title="Orders &#38; returns">orders</code>');
    await gateway.close();
  });
});
