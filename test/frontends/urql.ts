import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';

/** A urql client that sends queries and mutations over HTTP and subscriptions over a WebSocket. */
export const urqlClient = (url: string, accessToken: () => Promise<string>) => {
  const socket = createClient({
    url: url.replace('http', 'ws'),
    // Runs at each connection: after the socket closes with 4403 (token expired), it connects with a new token.
    connectionParams: async () => ({ authorization: `Bearer ${await accessToken()}` }),
  });
  const client = new Client({
    url,
    preferGetMethod: false,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${await accessToken()}`);
      return fetch(input, { ...init, headers });
    },
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables = {} }) => ({
          subscribe: ({ next, error, complete }) => ({
            unsubscribe: socket.subscribe(
              { query, variables: variables as Record<string, unknown> },
              { next: (result) => next(result as Parameters<typeof next>[0]), error, complete },
            ),
          }),
        }),
      }),
    ],
  });
  return { client, close: () => socket.dispose() };
};
