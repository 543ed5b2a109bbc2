import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signIn } from './accounts';

describe('somebody who is logged in', () => {
  let server: Server;
  let url: string;
  let logins: number;
  let isAway: boolean;
  /** Says who asks, as the graph would, and gives a new token to whoever logs in. */
  const answer = (query: string, authorization: string | undefined): unknown => {
    if (!query.includes('LogIn')) return { data: { caller: authorization } };
    if (isAway) return { errors: [{ message: 'accounts is away' }] };
    logins += 1;
    return { data: { userLogin: { accessToken: `token-${logins.toString()}`, userErrors: [] } } };
  };

  beforeEach(async () => {
    [logins, isAway] = [0, false];
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

  it('logs in anew before the token ends, once for all that they do at that moment', async () => {
    const somebody = await signIn(url, 'somebody@demo.test');
    const caller = async () => (await somebody.request<{ caller: string }>('{ caller }')).caller;
    expect([await caller(), await caller()]).toEqual(['Bearer token-1', 'Bearer token-1']);
    minutesLater(4);
    expect(await Promise.all([caller(), caller(), somebody.token()])).toEqual(['Bearer token-2', 'Bearer token-2', 'token-2']);
    expect(logins).toBe(2);
  });

  it('goes on with the token that there is when logging in anew has failed, and tries again', async () => {
    const somebody = await signIn(url, 'somebody@demo.test');
    minutesLater(4);
    isAway = true;
    expect(await somebody.token()).toBe('token-1');
    isAway = false;
    expect(await somebody.token()).toBe('token-2');
  });
});
