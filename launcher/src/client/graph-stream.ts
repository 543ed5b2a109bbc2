import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { TokenSource } from './graph-client';

/** Subscribes at the gateway over one WebSocket. */
export type GraphStream = {
  readonly follow: <T>(document: string, variables: Readonly<Record<string, unknown>>) => AsyncGenerator<T, void, undefined>;
  readonly close: () => Promise<void>;
};

const causeOf = (errors: readonly { readonly message: string }[]): Error => new Error(errors.map(({ message }) => message).join('; '));

/** Connects over graphql-transport-ws with an access token. When the token expires, the socket reconnects with a new one. */
export const graphStream = (wsUrl: string, token: TokenSource): GraphStream => {
  const connectionParams = async (): Promise<Record<string, unknown>> => ({ authorization: `Bearer ${await token()}` });
  const client = createClient({ url: wsUrl, webSocketImpl: WebSocket, connectionParams });
  return {
    follow: async function* <T>(query: string, variables: Readonly<Record<string, unknown>>): AsyncGenerator<T, void, undefined> {
      for await (const { data, errors } of client.iterate<T>({ query, variables: { ...variables } })) {
        if (errors !== undefined) throw causeOf(errors);
        if (data !== undefined && data !== null) yield data;
      }
    },
    close: async () => {
      await client.dispose();
    },
  };
};
