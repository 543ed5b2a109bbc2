import { connect } from 'node:net';
import { startTestGateway, testKeys, type Keys } from '../gateway.fixtures';
import type { Gateway } from '../gateway';
import { testGraph, type TestGraph } from '../graph.fixtures';

type Operation = { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> };
type Asked = Operation & { readonly headers?: Readonly<Record<string, string>> };
type Answered = { readonly status: number; readonly correlationId: string; readonly body: Record<string, unknown> };

const written = ({ headers = {}, ...operation }: Asked): string => {
  const body = JSON.stringify(operation);
  const all = { host: 'gateway', 'content-type': 'application/json', 'content-length': String(body.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
};

/** Whole answers at the start of what has arrived. */
const read = (text: string): readonly Answered[] => {
  const answers: Answered[] = [];
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

/** Sends all in one piece over one connection, so that the gateway finds them in one turn. */
const askAtOnce = ({ port }: Gateway, asked: readonly Asked[]): Promise<readonly Answered[]> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(asked.map(written).join('')));
    let text = '';
    socket.setEncoding('latin1').on('error', reject);
    socket.on('data', (chunk) => {
      text += String(chunk);
      const answers = read(text);
      if (answers.length < asked.length) return;
      socket.destroy();
      resolve(answers);
    });
  });

const query = '{ orders(first: 2) { id status } }';
const crowd = 20;
const crowdOf = (operation: Asked): readonly Asked[] => Array.from({ length: crowd }, () => operation);

describe('equal questions at the same moment', () => {
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

  it('are answered together for guests, each with the whole answer', async () => {
    const answers = await askAtOnce(gateway, crowdOf({ query }));
    expect(fetches()).toBe(1);
    const orders = ['o0', 'o1'].map((id) => ({ id, status: 'PAID' }));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual({ data: { orders } });
    }
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain(`gateway_shared_answers_total ${crowd - 1}`);
  });

  it('are not answered from what was answered before', async () => {
    await askAtOnce(gateway, crowdOf({ query }));
    await askAtOnce(gateway, crowdOf({ query }));
    expect(fetches()).toBe(2);
  });

  it('bear the name of the one execution, in their header as in their errors', async () => {
    const answers = await askAtOnce(gateway, crowdOf({ query: '{ broken }' }));
    const [name] = answers.map(({ correlationId }) => correlationId);
    expect(fetches()).toBe(1);
    for (const { correlationId, body } of answers) {
      expect(correlationId).toBe(name);
      expect(body['errors']).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: name } }]);
    }
  });

  it.each([
    ['an access token', async () => ({ authorization: `Bearer ${await keys.token()}` })],
    ['the token of a cart', () => Promise.resolve({ 'x-cart-token': 'c1' })],
    ['a name to be traced under', () => Promise.resolve({ 'x-correlation-id': 'mine' })],
    ['a trace', () => Promise.resolve({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' })],
  ])('are answered one by one to who brings %s', async (_what, headersOf) => {
    await askAtOnce(gateway, crowdOf({ query, headers: await headersOf() }));
    expect(fetches()).toBe(crowd);
  });

  it('are not mixed with those of others', async () => {
    const own = { query: '{ whoAmI }', headers: { authorization: `Bearer ${await keys.token()}` } };
    const answers = await askAtOnce(gateway, [{ query: '{ whoAmI }' }, own, { query: '{ whoAmI }' }, own]);
    const names = answers.map(({ body }) => (body['data'] as { whoAmI: string }).whoAmI.split(' ')[0]);
    expect(names).toEqual(['guest', 'user', 'guest', 'user']);
  });

  it('differ by their variables and by the form that they accept', async () => {
    const asked = ['1', '2', '1', '2'].map((id) => ({ query: 'query Q($id: ID!) { order(id: $id) { id } }', variables: { id } }));
    const answers = await askAtOnce(gateway, asked);
    expect(answers.map(({ body }) => body)).toEqual(['1', '2', '1', '2'].map((id) => ({ data: { order: { id } } })));
    expect(fetches()).toBe(2);
    await askAtOnce(gateway, [{ query }, { query, headers: { accept: 'application/graphql-response+json' } }]);
    expect(fetches()).toBe(4);
  });

  it('are only questions: a mutation happens as often as it is sent', async () => {
    await askAtOnce(gateway, crowdOf({ query: 'mutation { orderCancel(id: "1", reason: "late") { status } }' }));
    expect(fetches()).toBe(crowd);
  });

  it('are refused one by one', async () => {
    const answers = await askAtOnce(gateway, crowdOf({ query: '{ nothing }' }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect(new Set(answers.map(({ correlationId }) => correlationId)).size).toBe(crowd);
  });
});
