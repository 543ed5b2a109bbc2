import { eventually } from '@marketplace/testing';
import type { Gateway, GatewayOptions } from '../gateway';
import { anna, useManualTimers, rawSocket, startTestGateway, take, testKeys, wsClient, type Keys } from '../gateway.fixtures';
import { feed } from '../feed.fixtures';
import { testGraph, type TestGraph } from '../graph.fixtures';

const state = 'subscription { orderState(orderId: "1") { status } }';

describe('the gateway over graphql-ws', () => {
  let keys: Keys;
  let graph: TestGraph;
  const gateways: Gateway[] = [];

  beforeAll(async () => {
    keys = await testKeys();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
  });

  const start = async (options: Partial<GatewayOptions> = {}, events = feed([{ cursor: '1', status: 'CREATED' }])): Promise<Gateway> => {
    graph = testGraph(events);
    const gateway = await startTestGateway(graph, keys.jwks, options);
    gateways.push(gateway);
    return gateway;
  };

  it('executes queries and mutations as the user of the token; the field name is case-insensitive', async () => {
    const gateway = await start();
    const user = wsClient(gateway, { Authorization: `bearer ${await keys.token()}` });
    expect((await user.iterate({ query: '{ whoAmI }' }).next()).value).toEqual({ data: { whoAmI: `user ${anna}` } });
    expect((await user.iterate({ query: 'mutation { orderCancel(id: "1", reason: "x") { id } }' }).next()).value).toEqual({
      data: { orderCancel: { id: '1' } },
    });
    const guest = wsClient(gateway, { 'X-Cart-Token': 'c9' });
    expect((await guest.iterate({ query: '{ whoAmI }' }).next()).value).toEqual({ data: { whoAmI: 'guest c9' } });
    await Promise.all([user.dispose(), guest.dispose()]);
  });

  it('masks internal errors as over HTTP', async () => {
    const client = wsClient(await start());
    const [value] = await take(client.iterate({ query: '{ broken }' }), 1);
    expect(value?.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(JSON.stringify(value)).not.toContain('hunter2');
    await client.dispose();
  });

  it.each([
    ['malformed', () => Promise.resolve('Bearer x')],
    ['expired', () => keys.token({ expiresIn: -5 }).then((token) => `Bearer ${token}`)],
  ])('closes with 4403 on a token that is %s', async (_what, authorization) => {
    const { send, closed } = await rawSocket(await start());
    send({ type: 'connection_init', payload: { authorization: await authorization() } });
    expect((await closed).code).toBe(4403);
  });

  it('closes with 4403 when the token expires', async () => {
    const { send, closed, messages } = await rawSocket(await start());
    useManualTimers();
    send({ type: 'connection_init', payload: { authorization: `Bearer ${await keys.token({ expiresIn: 600 })}` } });
    await eventually(() => messages.length === 1);
    send({ id: '1', type: 'subscribe', payload: { query: state } });
    await eventually(() => graph.feed.active() === 1);
    jest.advanceTimersByTime(600_000);
    expect(await closed).toEqual({ code: 4403, reason: 'The access token has expired' });
    await eventually(() => graph.feed.active() === 0);
  });

  it.each<[number, string, unknown[]]>([
    [4400, 'a message that is not JSON', ['{']],
    [4400, 'a message of no known type', [{ type: 'start' }]],
    [4401, 'an operation before the handshake', [{ id: '1', type: 'subscribe', payload: { query: '{ whoAmI }' } }]],
    [4429, 'a second handshake', [{ type: 'connection_init' }, { type: 'connection_init' }]],
    [
      4409,
      'an id that is in use',
      [
        { type: 'connection_init' },
        { id: '1', type: 'subscribe', payload: { query: state } },
        { id: '1', type: 'subscribe', payload: { query: state } },
      ],
    ],
  ])('closes with %d on %s', async (code, _what, sent) => {
    const { send, closed, messages } = await rawSocket(await start());
    for (const message of sent) {
      send(message);
      if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'connection_init' && code === 4409) {
        await eventually(() => messages.length > 0);
      }
    }
    expect((await closed).code).toBe(code);
  });

  it('closes with 4406 on another protocol and with 4408 without connection_init', async () => {
    const gateway = await start();
    expect((await (await rawSocket(gateway, '')).closed).code).toBe(4406);
    expect((await (await rawSocket(gateway)).closed).code).toBe(4408);
  });

  it('answers pings', async () => {
    const { send, messages, socket } = await rawSocket(await start());
    send({ type: 'ping', payload: { a: 1 } });
    await eventually(() => messages.length === 1);
    expect(messages).toEqual([{ type: 'pong', payload: { a: 1 } }]);
    socket.terminate();
  });

  it('limits the connections of an identity and releases closed ones', async () => {
    const gateway = await start({ limits: { maxSocketsPerIdentity: 1 } });
    const payload = { authorization: `Bearer ${await keys.token()}` };
    const one = await rawSocket(gateway);
    one.send({ type: 'connection_init', payload });
    await eventually(() => one.messages.length === 1);
    const two = await rawSocket(gateway);
    two.send({ type: 'connection_init', payload });
    expect((await two.closed).code).toBe(4429);
    one.socket.close();
    await one.closed;
    // The gateway may notice the closed connection a little later than the client.
    await eventually(
      async () => {
        const three = await rawSocket(gateway);
        three.send({ type: 'connection_init', payload });
        const refused = three.closed.then(() => 'refused');
        const accepted = eventually(() => three.messages.length === 1).then(() => 'accepted');
        return (await Promise.race([refused, accepted])) === 'accepted';
      },
      { waitingFor: 'the slot of the first connection to be released' },
    );
  });

  it('rejects an operation over the limit per connection', async () => {
    const client = wsClient(await start({ limits: { maxOperationsPerSocket: 2 } }));
    await client.iterate({ query: state }).next();
    await client.iterate({ query: state }).next();
    await expect(client.iterate({ query: '{ whoAmI }' }).next()).rejects.toEqual([
      expect.objectContaining({ extensions: { code: 'TOO_MANY_OPERATIONS' } }),
    ]);
    await client.dispose();
  });

  it('closes the connection on a message that is too large', async () => {
    const { send, closed } = await rawSocket(await start());
    send('x'.repeat(300_000));
    expect((await closed).code).toBe(1009);
  });

  it('terminates a connection that does not answer pings', async () => {
    const { socket, closed } = await rawSocket(await start({ keepAliveMs: 60 }));
    socket.pong = () => undefined;
    socket.pause();
    await eventually(async () =>
      (await fetch(`${gateways.at(-1)?.url ?? ''}/metrics`)).text().then((page) => page.includes('gateway_sockets 0')),
    );
    socket.resume();
    expect((await closed).code).toBe(1006);
  });
});
