import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Actor } from '@marketplace/kernel';
import { signIdentity } from './identity';
import { newId } from '../core/ids';
import { serveContext, type Service } from './service';
import { contextHarness, type ContextHarness } from '../testing/context-harness';
import { counterContext, raise, someCause } from '../testing/counters.fixtures';

const identityKey = 'test-identity-key-of-at-least-32-characters';
const signed = (actor: Exclude<Actor, { kind: 'system' }> = { kind: 'guest' }) => signIdentity(actor, Date.now() + 60_000, identityKey);

describe('a context as a service', () => {
  let harness: ContextHarness;
  let service: Service;
  beforeAll(async () => {
    harness = await contextHarness(counterContext());
    service = await serveContext(harness.running, '127.0.0.1', 0);
  });
  afterAll(async () => {
    await service.close();
    await harness.stop();
  });

  const url = (path: string) => `http://127.0.0.1:${service.port.toString()}${path}`;
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url('/graphql'), { method: 'POST', body, headers });
    return { status: response.status, body: await response.json() };
  };
  const ask = (query: string, identity: string | undefined = signed()) =>
    post(JSON.stringify({ query }), { 'content-type': 'application/json', 'x-identity': identity, 'x-correlation-id': 'c' });

  it('answers requests with a signed identity', async () => {
    const id = newId();
    await raise(harness.running.db, id, someCause());
    expect(await ask(`{ counter(id: "${id}") { value } }`)).toEqual({ status: 200, body: { data: { counter: { value: 1 } } } });
  });

  it('rejects other requests', async () => {
    const unauthenticated = { status: 200, body: { errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }] } };
    expect(await post(JSON.stringify({ query: '{ counter(id: "x") { value } }' }))).toEqual(unauthenticated);
    const expired = signIdentity({ kind: 'guest' }, Date.now() - 1, identityKey);
    const forged = signIdentity({ kind: 'guest' }, Date.now() + 60_000, 'another-identity-key-of-at-least-32-characters');
    for (const identity of [expired, forged, `${signed()}x`, 'nonsense'])
      expect(await ask('{ counter(id: "x") { value } }', identity)).toEqual(unauthenticated);
  });

  it('copies the correlation ID and the actor of the request to the event', async () => {
    const id = newId();
    const userId = newId<'User'>();
    const mutation = `mutation { counterRaise(input: { id: "${id}", idempotencyKey: "k" }) { value } }`;
    expect(await ask(mutation, signed({ kind: 'user', userId, roles: ['buyer'], sellerIds: [] }))).toMatchObject({
      body: { data: { counterRaise: { value: 1 } } },
    });
    const [row] = await harness.running.db.query<{ payload: unknown }>('SELECT payload FROM outbox_events WHERE aggregate_id = $1', [id]);
    expect(row?.payload).toMatchObject({ correlationId: 'c', actor: `user:${userId}` });
  });

  it('reports errors of a query', async () => {
    expect(await ask('{ counter { value } }')).toMatchObject({
      status: 200,
      body: { errors: [{ message: expect.stringContaining('required') }] },
    });
    expect(await ask('{ counter(')).toMatchObject({ body: { errors: [{ message: expect.stringContaining('Syntax Error') }] } });
  });

  it('rejects other requests than GraphQL', async () => {
    for (const body of ['', 'not json', '[]', '{}', '{"query": 1}', '{"query": "{ a }", "variables": []}'])
      expect((await post(body)).status).toBe(400);
  });

  it('rejects a body that is too large', async () => {
    expect((await post(JSON.stringify({ query: 'x'.repeat(5_000_000) }))).status).toBe(413);
    expect((await fetch(url('/webhooks/echo'), { method: 'POST', body: 'x'.repeat(5_000_000) })).status).toBe(413);
  });

  it('closes the connection of a sender that does not stop', async () => {
    const endless = httpRequest(url('/graphql'), { method: 'POST' });
    const ended = new Promise((resolve) => endless.on('error', resolve).on('response', resolve));
    const chunk = 'x'.repeat(1_000_000);
    // With a turn of the event loop between two writes: otherwise the writes would end at once when the connection is closed, and its end
    // would not be noticed.
    const send = (): void => {
      if (!endless.destroyed) endless.write(chunk, () => setImmediate(send));
    };
    send();
    await ended;
    endless.destroy();
  });

  it('answers a malformed request line', async () => {
    const socket = connect(service.port, '127.0.0.1');
    const answered = new Promise<string>((resolve) =>
      socket.once('data', (data) => {
        resolve(data.toString());
      }),
    );
    socket.write('GET //[ HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await answered).toMatch(/^HTTP\/1\.1 [45]\d\d/);
    socket.destroy();
  });

  it('has endpoints for liveness, readiness and metrics', async () => {
    expect(await (await fetch(url('/health/live'))).json()).toEqual({ status: 'live' });
    expect(await (await fetch(url('/health/ready'))).json()).toEqual({ status: 'ready' });
    const metrics = await (await fetch(url('/metrics'))).text();
    expect(metrics).toMatch(/sql_statements_total\{context="counters",sender="context"\} \d+/);
  });

  it('passes webhooks to the context with the raw body', async () => {
    const response = await fetch(url('/webhooks/echo'), { method: 'POST', body: '{"a" : 1}' });
    expect([response.status, await response.text()]).toEqual([201, 'POST {"a" : 1}']);
    expect((await fetch(url('/webhooks/unknown'))).status).toBe(404);
    expect((await fetch(url('/constructor'))).status).toBe(404);
  });

  const subscribing = () => {
    const client = createClient({ url: url('/graphql').replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const follow = (
      id: string,
      extensions?: Record<string, unknown>,
      query = 'subscription ($id: ID!) { counterFollowed(id: $id) { version } }',
    ) => client.iterate({ query, variables: { id }, ...(extensions === undefined ? {} : { extensions }) });
    return { client, follow };
  };

  it('streams subscriptions with their own identities over one socket', async () => {
    const { client, follow } = subscribing();
    const id = newId();
    await raise(harness.running.db, id, someCause());
    const stream = follow(id, { identity: signed(), correlationId: 'c' });
    expect((await stream.next()).value).toEqual({ data: { counterFollowed: { version: 1 } } });
    const second = stream.next();
    await raise(harness.running.db, id, someCause());
    expect((await second).value).toEqual({ data: { counterFollowed: { version: 2 } } });
    await stream.return?.();
    await client.dispose();
  });

  it('rejects one subscription without closing the socket', async () => {
    const { client, follow } = subscribing();
    const id = newId();
    const good = follow(id, { identity: signed(), correlationId: 'c' });
    const first = good.next();
    // Rejected before it began, or completed with an error only: both end this subscription only.
    const refusal = (stream: AsyncIterableIterator<unknown>) =>
      stream.next().then(
        ({ value }) => value as unknown,
        (errors: unknown) => ({ errors }),
      );
    const own = { identity: signed(), correlationId: 'c' };
    for (const bad of [follow(id), follow(id, { ...own, identity: 'forged' })]) {
      expect(await refusal(bad)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
    for (const query of ['subscription {', 'subscription { nothing }']) {
      expect(await refusal(follow(id, own, query))).toMatchObject({ errors: [{ message: expect.any(String) }] });
    }
    await raise(harness.running.db, id, someCause());
    expect((await first).value).toEqual({ data: { counterFollowed: { version: 1 } } });
    await client.dispose();
  });

  it('closes while a subscription is open', async () => {
    const another = await serveContext(harness.running, '127.0.0.1', 0);
    const client = createClient({ url: `ws://127.0.0.1:${another.port.toString()}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
    const stream = client.iterate({
      query: `subscription { counterFollowed(id: "${newId()}") { version } }`,
      extensions: { identity: signed(), correlationId: 'c' },
    });
    const next = stream.next().catch((error: unknown) => error);
    await new Promise((resolve) => client.on('connected', resolve));
    await another.close();
    await next;
  });
});
