import type { SubgraphRequest } from '@marketplace/platform';
import { eventually } from '@marketplace/testing';
import type { Gateway, GatewayOptions } from '../gateway';
import { ask, rawSocket, startTestGateway, take, testKeys, wsClient, type Keys } from '../gateway.fixtures';
import { feed, type OrderEvent } from '../feed.fixtures';
import { testGraph, type TestGraph } from '../graph.fixtures';

const tracking =
  'subscription T($id: ID!, $after: String) { orderTracking(orderId: $id, after: $after) { cursor status order { product { title shippingCost } shipments { carrier } } } }';
const state = 'subscription { orderState(orderId: "1") { status } }';

const history: readonly OrderEvent[] = [
  { cursor: '1', status: 'CREATED' },
  { cursor: '2', status: 'PAID' },
];

describe('federated subscriptions', () => {
  let keys: Keys;
  let graph: TestGraph;
  const gateways: Gateway[] = [];

  beforeAll(async () => {
    keys = await testKeys();
  });
  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
  });

  const start = async (options: Partial<GatewayOptions> = {}, events = feed(history)): Promise<Gateway> => {
    graph = testGraph(events);
    const gateway = await startTestGateway(graph, keys.jwks, options);
    gateways.push(gateway);
    return gateway;
  };

  const cursors = (results: readonly { data?: Record<string, unknown> | null | undefined }[], field = 'orderTracking'): unknown[] =>
    results.map(({ data }) => (data?.[field] as { cursor?: string } | undefined)?.cursor);

  describe('streams', () => {
    it('joins each event with two more subgraphs, history first, then live', async () => {
      const client = wsClient(await start());
      const stream = client.iterate({ query: tracking, variables: { id: '5' } });
      const joined = { product: { title: 'Title of p-5', shippingCost: 300 }, shipments: [{ carrier: 'Swift' }] };
      expect((await stream.next()).value).toEqual({ data: { orderTracking: { cursor: '1', status: 'CREATED', order: joined } } });
      await stream.next();
      graph.feed.publish({ cursor: '3', status: 'SHIPPED' });
      expect((await stream.next()).value).toEqual({ data: { orderTracking: { cursor: '3', status: 'SHIPPED', order: joined } } });
      await client.dispose();
    });

    it('resumes after the cursor of the client', async () => {
      const client = wsClient(await start());
      const results = await take(client.iterate({ query: tracking, variables: { id: '5', after: '1' } }), 1);
      expect(cursors(results)).toEqual(['2']);
      await client.dispose();
    });

    it('ends the stream when the subgraph ends it', async () => {
      const client = wsClient(await start());
      const stream = client.iterate({ query: tracking, variables: { id: '5' } });
      await take(stream, 0);
      const all = take(stream, 99);
      await eventually(() => graph.feed.active() === 1);
      graph.feed.complete();
      expect(cursors(await all)).toEqual(['1', '2']);
      await client.dispose();
    });

    it('returns the error of a rejected stream with its code', async () => {
      const client = wsClient(await start());
      const [first] = await take(client.iterate({ query: 'subscription { forbiddenStream { cursor } }' }), 1);
      expect(first?.errors?.[0]).toMatchObject({ message: 'Not your order', extensions: { code: 'ORDER_NOT_FOUND' } });
      await client.dispose();
    });

    it('ends with an error that asks the client to resume when the subgraph fails', async () => {
      const client = wsClient(await start());
      const all = take(client.iterate({ query: tracking, variables: { id: '5' } }), 99);
      await eventually(() => graph.feed.active() === 1);
      graph.feed.fail();
      const last = (await all).at(-1);
      expect(last?.errors?.[0]?.extensions).toEqual({ code: 'SUBSCRIPTION_INTERRUPTED' });
      await client.dispose();
    });

    it('stops the stream in the subgraph when the client leaves', async () => {
      const client = wsClient(await start());
      await take(client.iterate({ query: tracking, variables: { id: '5' } }), 1);
      await eventually(() => graph.feed.active() === 0);
      const held = client.iterate({ query: tracking, variables: { id: '5' } });
      await held.next();
      expect(graph.feed.active()).toBe(1);
      client.terminate();
      await eventually(() => graph.feed.active() === 0);
    });
  });

  describe('sharing', () => {
    it('runs one stream in the subgraph for all clients of the same state; new ones start with the latest', async () => {
      const gateway = await start({}, feed([{ cursor: '1', status: 'CREATED' }]));
      const [anne, bert] = [wsClient(gateway), wsClient(gateway)];
      const first = anne.iterate({ query: state });
      await first.next();
      const second = bert.iterate({ query: state });
      expect((await second.next()).value).toEqual({ data: { orderState: { status: 'CREATED' } } });
      graph.feed.publish({ cursor: '2', status: 'PAID' });
      expect((await first.next()).value).toEqual({ data: { orderState: { status: 'PAID' } } });
      expect((await second.next()).value).toEqual({ data: { orderState: { status: 'PAID' } } });
      expect(graph.feed.opened()).toBe(1);
      await anne.dispose();
      graph.feed.publish({ cursor: '3', status: 'SHIPPED' });
      expect((await second.next()).value).toEqual({ data: { orderState: { status: 'SHIPPED' } } });
      await bert.dispose();
      await eventually(() => graph.feed.active() === 0);
    });

    it('never lets a new client miss history', async () => {
      const gateway = await start();
      const client = wsClient(gateway);
      const early = client.iterate({ query: tracking, variables: { id: '5' } });
      await early.next();
      const late = await take(client.iterate({ query: tracking, variables: { id: '5' } }), 2);
      expect(cursors(late)).toEqual(['1', '2']);
      await client.dispose();
    });

    it('never lets a new client miss history, also if the document does not name the cursor', async () => {
      const gateway = await start();
      const query = 'subscription { orderTracking(orderId: "5") { cursor } }';
      const [first, second] = [wsClient(gateway), wsClient(gateway)];
      const early = first.iterate({ query });
      await early.next();
      await early.next();
      expect(cursors(await take(second.iterate({ query }), 2))).toEqual(['1', '2']);
      await Promise.all([first.dispose(), second.dispose()]);
    });

    it('never shares between two actors', async () => {
      const gateway = await start();
      const guest = wsClient(gateway);
      const user = wsClient(gateway, { authorization: `Bearer ${await keys.token()}` });
      await guest.iterate({ query: state }).next();
      await user.iterate({ query: state }).next();
      expect(graph.feed.opened()).toBe(2);
      await Promise.all([guest.dispose(), user.dispose()]);
    });
  });

  describe('slow clients', () => {
    it('disconnects only the client that does not read', async () => {
      const gateway = await start({ limits: { maxQueuedResults: 8 } }, feed());
      const query = 'subscription { orderState(orderId: "1") { cursor payload } }';
      const slow = await rawSocket(gateway);
      slow.send({ type: 'connection_init' });
      await eventually(() => slow.messages.length === 1);
      slow.send({ id: '1', type: 'subscribe', payload: { query } });
      await eventually(() => graph.feed.active() === 1);
      slow.socket.pause();

      const quick = wsClient(gateway);
      const stream = quick.iterate({ query });
      const payload = 'x'.repeat(1_000_000);
      for (let index = 0; index < 40; index += 1) {
        graph.feed.publish({ cursor: String(index), status: 'PAID', payload });
        await stream.next();
      }
      await eventually(async () =>
        (await fetch(`${gateway.url}/metrics`)).text().then((page) => page.includes('gateway_slow_clients_total 1')),
      );
      slow.socket.resume();
      expect([1006, 1013]).toContain((await slow.closed).code);
      graph.feed.publish({ cursor: 'last', status: 'PAID' });
      expect(cursors([(await stream.next()).value ?? {}], 'orderState')).toEqual(['last']);
      await quick.dispose();
    });
  });

  describe('shutting down', () => {
    it('reports not ready, closes sockets, finishes running requests and stops', async () => {
      graph = testGraph(feed(history));
      const orders = graph.subgraphs.orders.transport;
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const execute = jest.fn((request: SubgraphRequest) => held.then(() => orders.execute(request)));
      graph.transports.set('orders', { ...orders, execute });
      const gateway = await startTestGateway(graph, keys.jwks, { announceMs: 3_000 });
      const { send, closed, messages } = await rawSocket(gateway);
      send({ type: 'connection_init' });
      await eventually(() => messages.length === 1);
      send({ id: '1', type: 'subscribe', payload: { query: state } });
      await eventually(() => graph.feed.active() === 1);

      const running = ask(gateway, { query: '{ whoAmI }' });
      await eventually(() => execute.mock.calls.length === 1);
      const closing = gateway.close();
      expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(503);
      expect((await closed).code).toBe(1001);
      release();
      expect((await running).body.data).toEqual({ whoAmI: 'guest' });
      await closing;
      expect(graph.feed.active()).toBe(0);
      await expect(fetch(`${gateway.url}/health/live`)).rejects.toThrow();
    });
  });
});
