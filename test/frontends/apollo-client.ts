import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { getMainDefinition } from '@apollo/client/utilities';
import { createClient } from 'graphql-ws';
import { OperationTypeNode } from 'graphql';

/** An Apollo Client 4 that sends queries and mutations over HTTP and subscriptions over a WebSocket. */
export const apolloClient = (url: string, accessToken: () => Promise<string>) => {
  const http = new SetContextLink(async ({ headers }) => ({
    headers: { ...(headers as Record<string, string> | undefined), authorization: `Bearer ${await accessToken()}` },
  })).concat(new HttpLink({ uri: url }));
  const socket = createClient({
    url: url.replace('http', 'ws'),
    lazy: true,
    // Runs at each connection: after the socket closes with 4403 (token expired), it connects with a new token.
    connectionParams: async () => ({ authorization: `Bearer ${await accessToken()}` }),
  });
  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ query }) => {
        const definition = getMainDefinition(query);
        return 'operation' in definition && definition.operation === OperationTypeNode.SUBSCRIPTION;
      },
      new GraphQLWsLink(socket),
      http,
    ),
    cache: new InMemoryCache({
      typePolicies: {
        // `orders(first:, after:)`: the pages of one list.
        Query: { fields: { orders: { keyArgs: false, merge: mergePages } } },
      },
    }),
  });
  return { client, close: () => socket.dispose() };
};

type Page = { readonly edges: readonly unknown[]; readonly pageInfo: unknown };

/** Appends the next page; a request without `after` starts again. */
const mergePages = (known: Page | undefined, next: Page, { args }: { readonly args: Record<string, unknown> | null }): Page =>
  known === undefined || typeof args?.['after'] !== 'string' ? next : { ...next, edges: [...known.edges, ...next.edges] };
