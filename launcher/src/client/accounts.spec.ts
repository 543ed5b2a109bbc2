import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signIn } from './accounts';

describe('a signed-in client', () => {
  let server: Server;
  let url: string;
  let logins: number;
  let isDown: boolean;
  /** Returns the caller, and a new token for each login. */
  const answer = (query: string, authorization: string | undefined): unknown => {
    if (!query.includes('LogIn')) return { data: { caller: authorization } };
    if (isDown) return { errors: [{ message: 'accounts is unavailable' }] };
    logins += 1;
    return { data: { userLogin: { accessToken: `token-${logins.toString()}`, userErrors: [] } } };
  };

  beforeEach(async () => {
    [logins, isDown] = [0, false];
    server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { query } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string };
        outgoing.end(JSON.stringify(answer(query, incoming.headers.authorization)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const minutesLater = (minutes: number): void => {
    const then = performance.now() + minutes * 60_000;
    jest.spyOn(performance, 'now').mockReturnValue(then);
  };

  it('renews the token before it expires, once for concurrent requests', async () => {
    const buyer = await signIn(url, 'buyer@demo.test');
    const caller = async () => (await buyer.request<{ caller: string }>('{ caller }')).caller;
    expect([await caller(), await caller()]).toEqual(['Bearer token-1', 'Bearer token-1']);
    minutesLater(4);
    expect(await Promise.all([caller(), caller(), buyer.token()])).toEqual(['Bearer token-2', 'Bearer token-2', 'token-2']);
    expect(logins).toBe(2);
  });

  it('keeps the current token when the renewal fails, and retries', async () => {
    const buyer = await signIn(url, 'buyer@demo.test');
    minutesLater(4);
    isDown = true;
    expect(await buyer.token()).toBe('token-1');
    isDown = false;
    expect(await buyer.token()).toBe('token-2');
  });
});
