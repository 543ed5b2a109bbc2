import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { instant } from '@marketplace/kernel';
import { feed } from '../feed.fixtures';
import { testGraph, type TestGraph } from '../graph.fixtures';
import type { Gateway } from '../gateway';
import { anna, ask, codesOf, startTestGateway, testKeys, type Keys } from '../gateway.fixtures';

describe('the gateway over HTTP', () => {
  let keys: Keys;
  let graph: TestGraph;
  let gateway: Gateway;

  beforeAll(async () => {
    keys = await testKeys();
    graph = testGraph(feed());
    gateway = await startTestGateway(graph, keys.jwks, { corsOrigins: ['http://localhost:*', 'https://shop.test'] });
  });
  afterAll(() => gateway.close());

  describe('joins', () => {
    it('answers one operation from three subgraphs, with a field that requires another', async () => {
      const { status, body } = await ask(gateway, {
        query: 'query Page($n: Int) { list: orders(first: $n) { id product { title shippingCost } shipments { carrier } } }',
        variables: { n: 2 },
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        data: {
          list: [
            { id: 'o0', product: { title: 'Title of p-o0', shippingCost: 300 }, shipments: [{ carrier: 'Swift' }] },
            { id: 'o1', product: { title: 'Title of p-o1', shippingCost: 300 }, shipments: [{ carrier: 'Swift' }] },
          ],
        },
      });
    });

    it('hands the parsed document of each fetch to the transport', async () => {
      await ask(gateway, { query: '{ order(id: "7") { product { title } } }' });
      expect(graph.subgraphs.products.requests.at(-1)?.document?.kind).toBe('Document');
    });

    it('runs a mutation and joins its payload', async () => {
      const { body } = await ask(gateway, {
        query: 'mutation Cancel($id: ID!) { orderCancel(id: $id, reason: "late") { status product { title } } }',
        variables: { id: '9' },
      });
      expect(body).toEqual({ data: { orderCancel: { status: 'CANCELLED: late', product: { title: 'Title of p-9' } } } });
    });

    it('leaves a link to something that is gone null without an error', async () => {
      const { body } = await ask(gateway, { query: '{ order(id: "gone") { id product { title } } }' });
      expect(body).toEqual({ data: { order: { id: 'gone', product: null } } });
    });

    it('heeds the default values of variables', async () => {
      const { body } = await ask(gateway, {
        query: 'query Q($n: Int = 1, $deep: Boolean = false) { orders(first: $n) { id shipments @include(if: $deep) { id } } }',
      });
      expect(body).toEqual({ data: { orders: [{ id: 'o0' }] } });
    });

    it('answers a query by GET, with a header that makes browsers ask first', async () => {
      const url = `${gateway.url}/graphql?query=${encodeURIComponent('{ order(id: "1") { id } }')}`;
      const answered = await fetch(url, { headers: { 'apollo-require-preflight': 'yes' } });
      expect(await answered.json()).toEqual({ data: { order: { id: '1' } } });
      expect((await fetch(url)).status).toBe(400);
    });

    it('refuses a mutation by GET', async () => {
      const query = encodeURIComponent('mutation { orderCancel(id: "1", reason: "x") { id } }');
      const answered = await fetch(`${gateway.url}/graphql?query=${query}`, { headers: { 'apollo-require-preflight': 'yes' } });
      expect(answered.status).toBe(405);
      const streamed = await fetch(`${gateway.url}/graphql?query=${query}`, {
        headers: { 'apollo-require-preflight': 'yes', accept: 'text/event-stream' },
      });
      expect(streamed.status).not.toBe(200);
    });

    it('refuses a batch of operations', async () => {
      const { status } = await ask(gateway, [{ query: '{ whoAmI }' }] as never);
      expect(status).toBe(400);
    });
  });

  describe('failures of subgraphs', () => {
    it('leaves a nullable field null, names its path and hides why', async () => {
      const { status, body } = await ask(
        gateway,
        { query: '{ order(id: "lost") { id shipments { id } } }' },
        { 'x-correlation-id': 'trace-1' },
      );
      expect(status).toBe(200);
      expect(body.data).toEqual({ order: { id: 'lost', shipments: null } });
      expect(body.errors).toEqual([
        expect.objectContaining({ path: ['order', 'shipments'], extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'trace-1' } }),
      ]);
      expect(JSON.stringify(body)).not.toContain('10.0.0.7');
    });

    it('passes a typed error of a subgraph with its code', async () => {
      const { body } = await ask(gateway, { query: '{ refused }' });
      expect(body.errors?.[0]).toMatchObject({ message: 'You may not see this', path: ['refused'], extensions: { code: 'FORBIDDEN' } });
    });

    it('masks an internal fault and shows no stack', async () => {
      const { body } = await ask(gateway, { query: '{ broken }' });
      expect(codesOf({ body })).toEqual(['INTERNAL_SERVER_ERROR']);
      expect(JSON.stringify(body)).not.toMatch(/hunter2|stacktrace|\.ts/);
    });

    it('answers null as a whole when a field that must exist fails', async () => {
      const { body } = await ask(gateway, { query: '{ mustNotBeNull }' });
      expect(body.data).toBeNull();
      expect(codesOf({ body })).toEqual(['INTERNAL_SERVER_ERROR']);
    });
  });

  describe('identities', () => {
    it('takes a caller without a token for a guest, with the token of a cart if there is one', async () => {
      expect((await ask(gateway, { query: '{ whoAmI }' })).body.data).toEqual({ whoAmI: 'guest' });
      expect((await ask(gateway, { query: '{ whoAmI }' }, { 'x-cart-token': 'c1' })).body.data).toEqual({ whoAmI: 'guest c1' });
    });

    it('tells subgraphs who the bearer of a token is', async () => {
      const authorization = `Bearer ${await keys.token()}`;
      expect((await ask(gateway, { query: '{ whoAmI }' }, { authorization })).body.data).toEqual({ whoAmI: `user ${anna}` });
    });

    it.each([
      ['malformed', () => Promise.resolve('Bearer nonsense')],
      ['of another scheme', () => Promise.resolve('Basic YTpi')],
      ['expired', async () => `Bearer ${await keys.token({ expiresIn: -60 })}`],
      ['for another audience', async () => `Bearer ${await keys.token({ audience: 'elsewhere' })}`],
      ['of another type', async () => `Bearer ${await keys.token({ type: 'refresh+jwt' })}`],
      ['with a role that does not exist', async () => `Bearer ${await keys.token({ roles: ['root'] })}`],
      ['with a subject that is no id', async () => `Bearer ${await keys.token({ subject: 'anna' })}`],
      ['signed by somebody else', async () => `Bearer ${await (await testKeys()).token()}`],
      [
        'unsigned',
        async () => {
          const [, payload] = (await keys.token()).split('.');
          return `Bearer ${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload ?? ''}.`;
        },
      ],
    ])('refuses a token that is %s', async (_what, authorization) => {
      const answer = await ask(gateway, { query: '{ whoAmI }' }, { authorization: await authorization() });
      expect(answer.status).toBe(401);
      expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
      expect(answer.body.data).toBeUndefined();
    });

    it('refuses a token that was good until it ended', async () => {
      let now = Date.now();
      const timely = await startTestGateway(graph, keys.jwks, { clock: () => instant(now) });
      const authorization = `Bearer ${await keys.token({ expiresIn: 600 })}`;
      expect((await ask(timely, { query: '{ whoAmI }' }, { authorization })).status).toBe(200);
      now = Date.now() + 600_000;
      expect((await ask(timely, { query: '{ whoAmI }' }, { authorization })).status).toBe(401);
      await timely.close();
    });

    it('refuses a cart token that is too long', async () => {
      expect((await ask(gateway, { query: '{ whoAmI }' }, { 'x-cart-token': 'x'.repeat(201) })).status).toBe(400);
    });
  });

  describe('correlation', () => {
    it('keeps the sane id of the caller and gives the others a new one', async () => {
      const kept = await ask(gateway, { query: '{ correlationId }' }, { 'x-correlation-id': 'abc-1' });
      expect(kept.headers.get('x-correlation-id')).toBe('abc-1');
      expect(kept.body.data).toEqual({ correlationId: 'abc-1' });
      const replaced = await ask(gateway, { query: '{ correlationId }' }, { 'x-correlation-id': 'a b"c' });
      expect(replaced.headers.get('x-correlation-id')).toMatch(/^[\da-f-]{36}$/);
    });

    it('passes a valid trace on and drops any other', async () => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      await ask(gateway, { query: '{ whoAmI }' }, { traceparent });
      expect(graph.subgraphs.orders.requests.at(-1)?.traceparent).toBe(traceparent);
      await ask(gateway, { query: '{ whoAmI }' }, { traceparent: 'x' });
      expect(graph.subgraphs.orders.requests.at(-1)?.traceparent).toBeUndefined();
    });
  });

  describe('other endpoints', () => {
    it('says that it lives and is ready, and which subgraph is not', async () => {
      expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
      expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
      const one = testGraph();
      one.transports.set('shipping', { ...one.subgraphs.shipping.transport, isReady: () => Promise.resolve(false) });
      const partial = await startTestGateway(one, keys.jwks);
      const answer = await fetch(`${partial.url}/health/ready`);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toEqual({ ready: false, subgraphs: { orders: true, products: true, shipping: false } });
      await partial.close();
    });

    it('shows a page that links to what there is, under a policy that allows its own script and no other', async () => {
      const page = await fetch(gateway.url);
      const text = await page.text();
      expect(text).toContain('href="/health/ready"');
      expect(text).toContain('<code data-service="shipping">shipping</code>');
      const scripts = [...text.matchAll(/<script>([^]*?)<\/script>/g)].map(([, source = '']) => source);
      const [hash] = scripts.map((source) => createHash('sha256').update(source).digest('base64'));
      expect(scripts).toHaveLength(1);
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^;]+'; script-src /);
      expect(page.headers.get('content-security-policy')).toContain(`script-src 'sha256-${hash ?? ''}'; connect-src 'self';`);
    });

    it('shows figures for Prometheus', async () => {
      expect(await (await fetch(`${gateway.url}/metrics`)).text()).toContain('gateway_operation_seconds_count{kind="query",outcome="ok"}');
    });

    it('passes a webhook to its subgraph byte for byte', async () => {
      const answer = await fetch(`${gateway.url}/webhooks/orders/carrier/scan?x=1`, { method: 'POST', body: '{"a": 1 }' });
      expect(answer.status).toBe(202);
      expect(await answer.text()).toBe('POST carrier/scan x=1 {"a": 1 }');
      expect((await fetch(`${gateway.url}/webhooks/nobody/x`, { method: 'POST', body: '' })).status).toBe(404);
      expect((await fetch(`${gateway.url}/webhooks/orders/x`, { method: 'POST', body: 'x'.repeat(262_145) })).status).toBe(413);
    });

    it('lets configured origins in, and only those', async () => {
      const preflight = (origin: string) => fetch(`${gateway.url}/graphql`, { method: 'OPTIONS', headers: { origin } });
      expect((await preflight('http://localhost:3000')).headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
      expect((await preflight('https://shop.test')).headers.get('access-control-allow-origin')).toBe('https://shop.test');
      expect((await preflight('http://localhost.evil.test:80')).headers.get('access-control-allow-origin')).toBeNull();
      expect((await preflight('http://localhost:80.evil.test')).headers.get('access-control-allow-origin')).toBeNull();
    });

    it('refuses a body that is too large, whatever its length header says', async () => {
      const { status } = await ask(gateway, { query: `{ whoAmI } #${'x'.repeat(1_100_000)}` });
      expect(status).toBe(413);
      const chunked = await new Promise<number | undefined>((resolve) => {
        const sent = request(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on('error', () => undefined);
        sent.write('x'.repeat(600_000));
        sent.write('x'.repeat(600_000));
      });
      expect(chunked).toBe(413);
    });

    it('survives paths and bodies that make no sense', async () => {
      for (const body of ['', '{', '[]', 'null', '{"query":1}', '{"query":"{"}']) {
        const answer = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        expect(answer.status).toBe(400);
      }
      const form = await fetch(`${gateway.url}/graphql`, { method: 'POST', body: '{"query":"{whoAmI}"}' });
      expect(form.status).toBe(415);
      const odd = await new Promise<number | undefined>((resolve) =>
        request({ host: '127.0.0.1', port: gateway.port, path: '//:::' }, (response) => resolve(response.resume().statusCode)).end(),
      );
      expect(odd).toBe(404);
    });
  });
});
