import { connect } from 'node:net';
import { startTestGateway, testKeys, type Keys } from '../gateway.fixtures';
import type { Gateway } from '../gateway';
import { testGraph, type TestGraph } from '../graph.fixtures';

type Operation = { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> };
type RequestSpec = Operation & { readonly headers?: Readonly<Record<string, string>> };
type ParsedResponse = { readonly status: number; readonly correlationId: string; readonly body: Record<string, unknown> };

const rawRequest = ({ headers = {}, ...operation }: RequestSpec): string => {
  const body = JSON.stringify(operation);
  const all = { host: 'gateway', 'content-type': 'application/json', 'content-length': String(body.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
};

/** The complete responses at the start of the received text. */
const parseResponses = (text: string): readonly ParsedResponse[] => {
  const answers: ParsedResponse[] = [];
  for (let rest = text; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n') + 4;
    const head = rest.slice(0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    if (end < 4 || rest.length < end + length) break;
    answers.push({
      status: Number(head.slice(9, 12)),
      correlationId: /x-correlation-id: (\S+)/i.exec(head)?.[1] ?? '',
      body: JSON.parse(rest.slice(end, end + length)) as Record<string, unknown>,
    });
    rest = rest.slice(end + length);
  }
  return answers;
};

/** Sends all requests in one write over one connection, so that the gateway reads them in one turn of the event loop. */
const askAtOnce = ({ port }: Gateway, requests: readonly RequestSpec[]): Promise<readonly ParsedResponse[]> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(requests.map(rawRequest).join('')));
    let text = '';
    socket.setEncoding('latin1').on('error', reject);
    socket.on('data', (chunk) => {
      text += String(chunk);
      const answers = parseResponses(text);
      if (answers.length < requests.length) return;
      socket.destroy();
      resolve(answers);
    });
  });

const query = '{ orders(first: 2) { id status } }';
const clientCount = 20;
const identicalRequests = (operation: RequestSpec): readonly RequestSpec[] => Array.from({ length: clientCount }, () => operation);

describe('identical concurrent queries', () => {
  let keys: Keys;
  let graph: TestGraph;
  let gateway: Gateway;

  beforeAll(async () => {
    keys = await testKeys();
    graph = testGraph();
    gateway = await startTestGateway(graph, keys.jwks);
  });
  beforeEach(() => graph.subgraphs.orders.requests.splice(0));
  afterAll(() => gateway.close());

  const fetches = (): number => graph.subgraphs.orders.requests.length;

  it('share one execution when they come from guests', async () => {
    const answers = await askAtOnce(gateway, identicalRequests({ query }));
    expect(fetches()).toBe(1);
    const orders = ['o0', 'o1'].map((id) => ({ id, status: 'PAID' }));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual({ data: { orders } });
    }
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain(`gateway_coalesced_queries_total ${clientCount - 1}`);
  });

  it('are executed again when a later request arrives', async () => {
    await askAtOnce(gateway, identicalRequests({ query }));
    await askAtOnce(gateway, identicalRequests({ query }));
    expect(fetches()).toBe(2);
  });

  it('return the correlation ID of the shared execution in headers and errors', async () => {
    const answers = await askAtOnce(gateway, identicalRequests({ query: '{ broken }' }));
    const [first] = answers.map(({ correlationId }) => correlationId);
    expect(fetches()).toBe(1);
    for (const { correlationId, body } of answers) {
      expect(correlationId).toBe(first);
      expect(body['errors']).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: first } }]);
    }
  });

  it.each([
    ['an access token', async () => ({ authorization: `Bearer ${await keys.token()}` })],
    ['a cart token', () => Promise.resolve({ 'x-cart-token': 'c1' })],
    ['a correlation ID', () => Promise.resolve({ 'x-correlation-id': 'mine' })],
    ['a trace', () => Promise.resolve({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' })],
  ])('are executed separately when they carry %s', async (_name, headersOf) => {
    await askAtOnce(gateway, identicalRequests({ query, headers: await headersOf() }));
    expect(fetches()).toBe(clientCount);
  });

  it('are never shared between callers', async () => {
    const own = { query: '{ whoAmI }', headers: { authorization: `Bearer ${await keys.token()}` } };
    const answers = await askAtOnce(gateway, [{ query: '{ whoAmI }' }, own, { query: '{ whoAmI }' }, own]);
    const names = answers.map(({ body }) => (body['data'] as { whoAmI: string }).whoAmI.split(' ')[0]);
    expect(names).toEqual(['guest', 'user', 'guest', 'user']);
  });

  it('are not identical when variables or the Accept header differ', async () => {
    const requests = ['1', '2', '1', '2'].map((id) => ({ query: 'query Q($id: ID!) { order(id: $id) { id } }', variables: { id } }));
    const answers = await askAtOnce(gateway, requests);
    expect(answers.map(({ body }) => body)).toEqual(['1', '2', '1', '2'].map((id) => ({ data: { order: { id } } })));
    expect(fetches()).toBe(2);
    await askAtOnce(gateway, [{ query }, { query, headers: { accept: 'application/graphql-response+json' } }]);
    expect(fetches()).toBe(4);
  });

  it('are queries only: each mutation is executed', async () => {
    await askAtOnce(gateway, identicalRequests({ query: 'mutation { orderCancel(id: "1", reason: "late") { status } }' }));
    expect(fetches()).toBe(clientCount);
  });

  it('are rejected one by one', async () => {
    const answers = await askAtOnce(gateway, identicalRequests({ query: '{ nothing }' }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect(new Set(answers.map(({ correlationId }) => correlationId)).size).toBe(clientCount);
  });
});
