import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { ExecutionResult } from 'graphql';
import { eventually } from '@marketplace/testing';
import { boundedQueue } from '../core/bounded-queue';
import type { Gateway } from '../gateway';
import { useManualTimers, startTestGateway, testKeys, type Keys } from '../gateway.fixtures';
import { feed } from '../feed.fixtures';
import { testGraph, type TestGraph } from '../graph.fixtures';
import { serverSentEvents, writeStream } from './streams';

const query = 'subscription { orderTracking(orderId: "5") { cursor order { product { title } } } }';
const joined = (cursor: string) => ({ data: { orderTracking: { cursor, order: { product: { title: 'Title of p-5' } } } } });

describe('subscriptions over plain HTTP', () => {
  let keys: Keys;
  let graph: TestGraph;
  let gateway: Gateway;

  beforeEach(async () => {
    keys = await testKeys();
    graph = testGraph(feed([{ cursor: '1', status: 'CREATED' }]));
    gateway = await startTestGateway(graph, keys.jwks, { keepAliveMs: 50 });
  });
  afterEach(async () => {
    jest.useRealTimers();
    await gateway.close();
  });

  /** Opens a stream and reads until a text has arrived. */
  const open = async (accept: string, headers: Record<string, string> = {}) => {
    const leaving = new AbortController();
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...headers },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let seen = '';
    const until = async (text: string): Promise<string> => {
      while (!seen.includes(text)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`The stream ended with: ${seen}`);
        seen += Buffer.from(value).toString('utf8');
      }
      return seen;
    };
    return { response, until, leave: () => leaving.abort() };
  };

  it('streams as server-sent events: joined results, heartbeats, completion', async () => {
    const { response, until } = await open('text/event-stream');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await until(`event: next\ndata: ${JSON.stringify(joined('1'))}\n\n`);
    graph.feed.publish({ cursor: '2', status: 'PAID' });
    await until(`event: next\ndata: ${JSON.stringify(joined('2'))}\n\n`);
    await until(':\n\n');
    graph.feed.complete();
    await until('event: complete\ndata:\n\n');
  });

  it('streams in the multipart protocol: joined results, heartbeats, completion', async () => {
    const { response, until } = await open('multipart/mixed;subscriptionSpec=1.0, application/json');
    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="graphql"; subscriptionSpec=1.0');
    await until(`--graphql\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${JSON.stringify({ payload: joined('1') })}`);
    await until('\r\n\r\n{}');
    graph.feed.complete();
    await until('--graphql--');
  });

  it('stops the stream in the subgraph when the client leaves', async () => {
    const { until, leave } = await open('text/event-stream');
    await until('event: next');
    expect(graph.feed.active()).toBe(1);
    leave();
    await eventually(() => graph.feed.active() === 0);
  });

  it('ends at once for a client that left before the first result, and keeps nothing of it', async () => {
    const results = boundedQueue<ExecutionResult>({ limit: 1 });
    const intervals = jest.spyOn(global, 'setInterval');
    let written: Promise<void> | undefined;
    const server = createServer((_request, response) => {
      response.once('close', () => {
        written = writeStream(response, results, { format: serverSentEvents, heartbeatMs: 10, headers: {} });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    server.once('request', () => socket.destroy());
    await eventually(() => written !== undefined);
    await written;
    expect(results.push({ data: {} })).toBe(false);
    expect(intervals.mock.calls.filter(([, milliseconds]) => milliseconds === 10)).toEqual([]);
    intervals.mockRestore();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
    'stops the subscription of a client that leaves at any time (%s)',
    async (accept) => {
      for (let milliseconds = 0; milliseconds <= 40; milliseconds += 4) {
        const leaving = new AbortController();
        const answer = fetch(`${gateway.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept },
          body: JSON.stringify({ query }),
          signal: leaving.signal,
        });
        setTimeout(() => leaving.abort(), milliseconds);
        await answer.then((response) => response.text()).catch(() => undefined);
      }
      await eventually(() => graph.feed.active() === 0);
    },
  );

  it('ends a stream with its token', async () => {
    useManualTimers();
    const { until } = await open('text/event-stream', { authorization: `Bearer ${await keys.token({ expiresIn: 600 })}` });
    await until('event: next');
    expect(graph.feed.active()).toBe(1);
    jest.advanceTimersByTime(600_000);
    await until('"code":"UNAUTHENTICATED"');
    await until('event: complete');
  });

  it('answers a query as one event', async () => {
    const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent('{ whoAmI }')}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(await response.text()).toBe('event: next\ndata: {"data":{"whoAmI":"guest"}}\n\nevent: complete\ndata:\n\n');
  });

  it('rejects a subscription without a streaming protocol and lists the protocols', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'STREAM_REQUIRED' } }] });
  });
});
