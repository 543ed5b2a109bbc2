import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
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

    it('passes the parsed document of each fetch to the transport', async () => {
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

    it('resolves a link to a deleted entity to null without an error', async () => {
      const { body } = await ask(gateway, { query: '{ order(id: "gone") { id product { title } } }' });
      expect(body).toEqual({ data: { order: { id: 'gone', product: null } } });
    });

    it('applies the default values of variables', async () => {
      const { body } = await ask(gateway, {
        query: 'query Q($n: Int = 1, $deep: Boolean = false) { orders(first: $n) { id shipments @include(if: $deep) { id } } }',
      });
      expect(body).toEqual({ data: { orders: [{ id: 'o0' }] } });
    });

    it('answers a query by GET with the preflight header', async () => {
      const url = `${gateway.url}/graphql?query=${encodeURIComponent('{ order(id: "1") { id } }')}`;
      const answered = await fetch(url, { headers: { 'apollo-require-preflight': 'yes' } });
      expect(await answered.json()).toEqual({ data: { order: { id: '1' } } });
      expect((await fetch(url)).status).toBe(400);
    });

    it('rejects a mutation by GET', async () => {
      const query = encodeURIComponent('mutation { orderCancel(id: "1", reason: "x") { id } }');
      const answered = await fetch(`${gateway.url}/graphql?query=${query}`, { headers: { 'apollo-require-preflight': 'yes' } });
      expect(answered.status).toBe(405);
      const streamed = await fetch(`${gateway.url}/graphql?query=${query}`, {
        headers: { 'apollo-require-preflight': 'yes', accept: 'text/event-stream' },
      });
      expect(streamed.status).not.toBe(200);
    });

    it('rejects a batch of operations', async () => {
      const { status } = await ask(gateway, [{ query: '{ whoAmI }' }] as never);
      expect(status).toBe(400);
    });
  });

  describe('failures of subgraphs', () => {
    it('resolves a failed nullable field to null and reports its path, not the cause', async () => {
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

    it('returns a typed error of a subgraph with its code', async () => {
      const { body } = await ask(gateway, { query: '{ refused }' });
      expect(body.errors?.[0]).toMatchObject({ message: 'You may not see this', path: ['refused'], extensions: { code: 'FORBIDDEN' } });
    });

    it('masks an internal error and exposes no stack trace', async () => {
      const { body } = await ask(gateway, { query: '{ broken }' });
      expect(codesOf({ body })).toEqual(['INTERNAL_SERVER_ERROR']);
      expect(JSON.stringify(body)).not.toMatch(/hunter2|stacktrace|\.ts/);
    });

    it('returns null data when a non-nullable field fails', async () => {
      const { body } = await ask(gateway, { query: '{ mustNotBeNull }' });
      expect(body.data).toBeNull();
      expect(codesOf({ body })).toEqual(['INTERNAL_SERVER_ERROR']);
    });
  });

  describe('identities', () => {
    it('treats a caller without an access token as a guest, with a cart token if one is given', async () => {
      expect((await ask(gateway, { query: '{ whoAmI }' })).body.data).toEqual({ whoAmI: 'guest' });
      expect((await ask(gateway, { query: '{ whoAmI }' }, { 'x-cart-token': 'c1' })).body.data).toEqual({ whoAmI: 'guest c1' });
    });

    it('sends the identity of the token to subgraphs', async () => {
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
      ['signed with another key', async () => `Bearer ${await (await testKeys()).token()}`],
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

    it('rejects an expired token', async () => {
      let now = Date.now();
      const timely = await startTestGateway(graph, keys.jwks, { clock: () => instant(now) });
      const authorization = `Bearer ${await keys.token({ expiresIn: 600 })}`;
      expect((await ask(timely, { query: '{ whoAmI }' }, { authorization })).status).toBe(200);
      now = Date.now() + 600_000;
      expect((await ask(timely, { query: '{ whoAmI }' }, { authorization })).status).toBe(401);
      await timely.close();
    });

    it('rejects a cart token that is too long', async () => {
      expect((await ask(gateway, { query: '{ whoAmI }' }, { 'x-cart-token': 'x'.repeat(201) })).status).toBe(400);
    });
  });

  describe('correlation', () => {
    it('keeps a valid correlation ID of the caller and replaces an invalid one', async () => {
      const kept = await ask(gateway, { query: '{ correlationId }' }, { 'x-correlation-id': 'abc-1' });
      expect(kept.headers.get('x-correlation-id')).toBe('abc-1');
      expect(kept.body.data).toEqual({ correlationId: 'abc-1' });
      const replaced = await ask(gateway, { query: '{ correlationId }' }, { 'x-correlation-id': 'a b"c' });
      expect(replaced.headers.get('x-correlation-id')).toMatch(/^[\da-f-]{36}$/);
    });

    it('forwards a valid traceparent and drops an invalid one', async () => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      await ask(gateway, { query: '{ whoAmI }' }, { traceparent });
      expect(graph.subgraphs.orders.requests.at(-1)?.traceparent).toBe(traceparent);
      await ask(gateway, { query: '{ whoAmI }' }, { traceparent: 'x' });
      expect(graph.subgraphs.orders.requests.at(-1)?.traceparent).toBeUndefined();
    });
  });

  describe('other endpoints', () => {
    it('reports liveness, readiness and the subgraph that is not ready', async () => {
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

    it('serves a start page with links, under a content security policy that allows only its own script', async () => {
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

    it('exposes Prometheus metrics', async () => {
      expect(await (await fetch(`${gateway.url}/metrics`)).text()).toContain('gateway_operation_seconds_count{kind="query",outcome="ok"}');
    });

    it('forwards a webhook to its subgraph byte for byte', async () => {
      const answer = await fetch(`${gateway.url}/webhooks/orders/carrier/scan?x=1`, { method: 'POST', body: '{"a": 1 }' });
      expect(answer.status).toBe(202);
      expect(await answer.text()).toBe('POST carrier/scan x=1 {"a": 1 }');
      expect((await fetch(`${gateway.url}/webhooks/unknown/x`, { method: 'POST', body: '' })).status).toBe(404);
      expect((await fetch(`${gateway.url}/webhooks/orders/x`, { method: 'POST', body: 'x'.repeat(262_145) })).status).toBe(413);
    });

    it('allows configured origins only', async () => {
      const preflight = (origin: string) => fetch(`${gateway.url}/graphql`, { method: 'OPTIONS', headers: { origin } });
      expect((await preflight('http://localhost:3000')).headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
      expect((await preflight('https://shop.test')).headers.get('access-control-allow-origin')).toBe('https://shop.test');
      expect((await preflight('http://localhost.evil.test:80')).headers.get('access-control-allow-origin')).toBeNull();
      expect((await preflight('http://localhost:80.evil.test')).headers.get('access-control-allow-origin')).toBeNull();
    });

    it('rejects a body that is too large, whatever its Content-Length', async () => {
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

    it.each([
      ['application/graphql-response+json', 'application/graphql-response+json'],
      ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
      ['application/graphql-response+json;q=0.5, application/json', 'application/json'],
      ['application/json', 'application/json'],
      ['*/*', 'application/json'],
    ])('rejects in the media type that the client accepts: %s', async (accept, expected) => {
      for (const [query, headers] of [
        ['{ nothing }', {}],
        ['{ whoAmI }', { authorization: 'Bearer nonsense' }],
      ] as const) {
        const answer = await ask(gateway, { query }, { accept, ...headers });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.headers.get('content-type')).toBe(`${expected}; charset=utf-8`);
      }
    });

    it('answers over HTTP/1.1 when the client offers HTTP/2', async () => {
      const answer = await new Promise<string>((resolve, reject) => {
        const body = JSON.stringify({ query: '{ whoAmI }' });
        const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => {
          socket.write(
            `POST /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n` +
              `Content-Type: application/json\r\nContent-Length: ${body.length.toString()}\r\n\r\n${body}`,
          );
        });
        socket.once('data', (bytes) => {
          socket.destroy();
          resolve(bytes.toString());
        });
        socket.once('error', reject);
      });
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toContain('{"data":{"whoAmI":"guest"}}');
    });

    it('survives malformed paths and bodies', async () => {
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
