import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveContext, signIdentity, type RunningContext, type Service, type SubgraphTransport } from '@marketplace/platform';
import { eventually } from '@marketplace/testing';
import type { Gateway } from '../gateway';
import { ask, codesOf, silent, startTestGateway, take, testKeys, wsClient } from '../gateway.fixtures';
import { feed } from '../feed.fixtures';
import { identityKey, testGraph, type TestGraph, type TestSubgraph } from '../graph.fixtures';
import { httpTransport } from './http-transport';

const identity = signIdentity({ kind: 'guest' }, Date.now() + 600_000, identityKey);
const request = { variables: {}, identity, correlationId: 'c1' };

/** A subgraph that is served over HTTP. */
const serve = ({ schema, transport }: TestSubgraph): Promise<Service> =>
  serveContext({ schema, transport, log: silent } as unknown as RunningContext, '127.0.0.1', 0);

describe('subgraphs over HTTP', () => {
  let graph: TestGraph;
  let services: Map<string, Service>;
  let transports: Map<string, SubgraphTransport>;
  let gateway: Gateway;

  beforeEach(async () => {
    graph = testGraph(feed([{ cursor: '1', status: 'CREATED' }]));
    services = new Map();
    transports = new Map();
    for (const [name, subgraph] of Object.entries(graph.subgraphs)) {
      const service = await serve(subgraph);
      services.set(name, service);
      transports.set(name, httpTransport({ name, url: `http://127.0.0.1:${service.port}` }));
    }
    gateway = await startTestGateway({ ...graph, transports }, (await testKeys()).jwks);
  });
  afterEach(async () => {
    await gateway.close();
    await Promise.all([...transports.values()].map((transport) => transport.close()));
    await Promise.all([...services.values()].map((service) => service.close()));
  });

  const streaming =
    'subscription { orderTracking(orderId: "5") { cursor order { product { title shippingCost } shipments { carrier } } } }';

  it('joins three services and forwards identity and correlation ID', async () => {
    const { body } = await ask(
      gateway,
      { query: '{ whoAmI correlationId order(id: "5") { product { shippingCost } shipments { carrier } } }' },
      {
        'x-cart-token': 'c7',
        'x-correlation-id': 'over-http',
      },
    );
    expect(body.data).toEqual({
      whoAmI: 'guest c7',
      correlationId: 'over-http',
      order: { product: { shippingCost: 300 }, shipments: [{ carrier: 'Swift' }] },
    });
  });

  it('streams joined events, with many streams over one connection to the service', async () => {
    const client = wsClient(gateway);
    const first = client.iterate({ query: streaming });
    const second = client.iterate({ query: 'subscription { orderState(orderId: "1") { cursor } }' });
    const order = { product: { title: 'Title of p-5', shippingCost: 300 }, shipments: [{ carrier: 'Swift' }] };
    expect((await first.next()).value).toEqual({ data: { orderTracking: { cursor: '1', order } } });
    expect((await second.next()).value).toEqual({ data: { orderState: { cursor: '1' } } });
    graph.feed.publish({ cursor: '2', status: 'PAID' });
    expect((await first.next()).value).toEqual({ data: { orderTracking: { cursor: '2', order } } });
    await client.dispose();
    await eventually(() => graph.feed.active() === 0);
  });

  it('returns the error of a rejected stream with its code', async () => {
    const client = wsClient(gateway);
    const [first] = await take(client.iterate({ query: 'subscription { forbiddenStream { cursor } }' }), 1);
    expect(first?.errors?.[0]).toMatchObject({ message: 'Not your order', extensions: { code: 'ORDER_NOT_FOUND' } });
    await client.dispose();
  });

  it('asks clients to resume when the service disconnects during a stream', async () => {
    const client = wsClient(gateway);
    const all = take(client.iterate({ query: streaming }), 99);
    await eventually(() => graph.feed.active() === 1);
    await services.get('orders')?.close();
    services.delete('orders');
    expect((await all).at(-1)?.errors?.[0]?.extensions).toEqual({ code: 'SUBSCRIPTION_INTERRUPTED' });
    await client.dispose();
  });

  it('resolves fields of an unavailable service to null, resolves the others, and is not ready', async () => {
    await services.get('shipping')?.close();
    services.delete('shipping');
    const answer = await ask(gateway, { query: '{ order(id: "5") { id product { title } shipments { carrier } } }' });
    expect(answer.body.data).toEqual({ order: { id: '5', product: { title: 'Title of p-5' }, shipments: null } });
    expect(codesOf(answer)).toEqual(['SUBGRAPH_UNAVAILABLE']);
    const ready = await fetch(`${gateway.url}/health/ready`);
    expect(await ready.json()).toEqual({ ready: false, subgraphs: { orders: true, products: true, shipping: false } });
  });

  it('rejects a stream while its service is unavailable and starts it after the service has recovered', async () => {
    const port = services.get('orders')?.port ?? 0;
    await services.get('orders')?.close();
    const client = wsClient(gateway);
    const [refusedStream] = await take(client.iterate({ query: streaming }), 1);
    expect(refusedStream?.errors?.[0]?.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    const { schema, transport } = graph.subgraphs.orders;
    services.set('orders', await serveContext({ schema, transport, log: silent } as unknown as RunningContext, '127.0.0.1', port));
    const [event] = await take(client.iterate({ query: streaming }), 1);
    expect(event?.data).toMatchObject({ orderTracking: { cursor: '1' } });
    await client.dispose();
  });

  it('forwards webhooks with their raw body', async () => {
    const answer = await fetch(`${gateway.url}/webhooks/orders/scan?x=1`, { method: 'POST', body: '{ "a":1}' });
    expect(answer.status).toBe(202);
    expect(await answer.text()).toBe('POST scan x=1 { "a":1}');
  });
});

describe('a misbehaving service', () => {
  let server: Server;
  let url: string;
  let transport: SubgraphTransport;
  let behave: Parameters<typeof createServer>[1];

  beforeEach(async () => {
    server = createServer((incoming, response) => behave?.(incoming, response as never));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    transport = httpTransport({ name: 'orders', url, maxResponseBytes: 1_000 });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const codes = async (from = transport) =>
    (await from.execute({ ...request, query: '{ a }' })).errors?.map(({ extensions }) => extensions['code']);

  it('is unavailable when it does not respond in time', async () => {
    const hasty = httpTransport({ name: 'orders', url, timeoutMs: 200 });
    behave = () => undefined;
    expect(await codes(hasty)).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(await hasty.isReady()).toBe(false);
    await hasty.close();
  });

  it('is unavailable when it drops the connection or responds with 503', async () => {
    behave = (incoming) => incoming.socket.destroy();
    expect(await codes()).toEqual(['SUBGRAPH_UNAVAILABLE']);
    behave = (_incoming, response) => response.writeHead(503).end('busy');
    expect(await codes()).toEqual(['SUBGRAPH_UNAVAILABLE']);
  });

  it('causes an internal error when its response is invalid or too large', async () => {
    behave = (_incoming, response) => response.writeHead(200).end('<html>');
    await expect(transport.execute({ ...request, query: '{ a }' })).rejects.toThrow();
    behave = (_incoming, response) => response.writeHead(200).end(JSON.stringify({ data: 'x'.repeat(2_000) }));
    await expect(transport.execute({ ...request, query: '{ a }' })).rejects.toThrow();
  });
});
