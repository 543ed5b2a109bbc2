import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, GraphQLError, parse, subscribe, type GraphQLSchema } from 'graphql';
import type { Actor } from '@marketplace/kernel';
import { identityVerifier, type SubgraphRequest, type SubgraphTransport } from '@marketplace/platform';
import { feed, type Feed, type OrderEvent } from './feed.fixtures';

/** Three small federated subgraphs: orders (with subscriptions), products and shipping. */

export const identityKey = 'a key that only tests use, 32 or more';

const orders = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query {
    order(id: ID!): Order
    orders(first: Int, after: String): [Order!]!
    whoAmI: String!
    correlationId: String!
    refused: String
    broken: String
    mustNotBeNull: String!
  }
  type Mutation { orderCancel(id: ID!, reason: String!): Order }
  type Subscription {
    orderTracking(orderId: ID!, after: String): OrderEvent!
    orderState(orderId: ID!): OrderEvent!
    forbiddenStream: OrderEvent!
  }
  type Order @key(fields: "id") { id: ID! status: String! product: Product related: [Order!]! }
  type OrderEvent { cursor: String! status: String! payload: String order: Order }
  type Product @key(fields: "id", resolvable: false) { id: ID! }
`;

const products = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { products(first: Int): [Product!]! }
  type Product @key(fields: "id") { id: ID! title: String! weight: Int! }
`;

const shipping = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])
  type Shipment { id: ID! carrier: String! }
  type Order @key(fields: "id") { id: ID! shipments: [Shipment!] }
  type Product @key(fields: "id") { id: ID! weight: Int! @external shippingCost: Int @requires(fields: "weight") }
`;

type Reference = { readonly id: string; readonly weight?: number };

const order = (id: string, status = 'PAID') => ({ id, status, product: id === 'unsold' ? null : { __typename: 'Product', id: `p-${id}` } });

const actorText = (actor: Actor): string =>
  actor.kind === 'guest' ? `guest ${actor.cartToken ?? ''}`.trim() : actor.kind === 'user' ? `user ${actor.userId}` : 'system';

const orderResolvers = (events: Feed) => ({
  Query: {
    order: (_: unknown, { id }: Reference) => (id === 'missing' ? null : order(id)),
    orders: (_: unknown, { first = 3 }: { first?: number }) => Array.from({ length: first }, (_unused, index) => order(`o${index}`)),
    whoAmI: (_: unknown, _args: unknown, { actor }: { actor: Actor }) => actorText(actor),
    correlationId: (_: unknown, _args: unknown, context: { correlationId: string }) => context.correlationId,
    refused: () => {
      throw new GraphQLError('You may not see this', { extensions: { code: 'FORBIDDEN' } });
    },
    broken: () => {
      throw new Error('password=hunter2 at db.internal');
    },
    mustNotBeNull: () => {
      throw new Error('no value');
    },
  },
  Mutation: { orderCancel: (_: unknown, { id, reason }: { id: string; reason: string }) => order(id, `CANCELLED: ${reason}`) },
  Subscription: Object.fromEntries(
    ['orderTracking', 'orderState', 'forbiddenStream'].map((field) => [
      field,
      {
        subscribe: (_: unknown, { after }: { after?: string }) => {
          if (field === 'forbiddenStream') throw new GraphQLError('Not your order', { extensions: { code: 'ORDER_NOT_FOUND' } });
          return events.follow(after);
        },
        resolve: (event: OrderEvent, { orderId }: { orderId: string }) => ({ ...event, order: order(orderId, event.status) }),
      },
    ]),
  ),
  Order: { __resolveReference: ({ id }: Reference) => order(id), related: () => [order('r1'), order('r2')] },
});

const productResolvers = {
  Query: { products: () => [{ id: 'p1', title: 'Lamp', weight: 2 }] },
  Product: {
    __resolveReference: ({ id }: Reference) => (id === 'p-gone' ? null : { id, title: `Title of ${id}`, weight: 3 }),
  },
};

const shippingResolvers = {
  Order: {
    __resolveReference: ({ id }: Reference) => ({ id }),
    shipments: ({ id }: Reference) => {
      if (id === 'lost') throw new Error('carrier timeout 10.0.0.7');
      return [{ id: `s-${id}`, carrier: 'Swift' }];
    },
  },
  Product: { shippingCost: ({ weight = 0 }: Reference) => weight * 100 },
};

export type TestSubgraph = { readonly schema: GraphQLSchema; readonly transport: SubgraphTransport; readonly requests: SubgraphRequest[] };

const verify = identityVerifier(identityKey);

const contextOf = (request: SubgraphRequest) => {
  const actor = verify(request.identity, Date.now());
  if (actor === undefined) throw new Error('The identity is not signed');
  return { actor, correlationId: request.correlationId };
};

const inProcess = (name: string, schema: GraphQLSchema): TestSubgraph => {
  const requests: SubgraphRequest[] = [];
  const args = (request: SubgraphRequest) => {
    requests.push(request);
    return {
      schema,
      document: request.document ?? parse(request.query),
      variableValues: request.variables,
      operationName: request.operationName ?? null,
      contextValue: contextOf(request),
    };
  };
  const transport: SubgraphTransport = {
    name,
    execute: async (request) => execute(args(request)),
    subscribe: async (request) => (await subscribe(args(request))) as Awaited<ReturnType<SubgraphTransport['subscribe']>>,
    webhook: ({ method, path, rawBody, query }) =>
      Promise.resolve({
        status: 202,
        body: `${method} ${path} ${query.toString()} ${rawBody.toString('utf8')}`,
        contentType: 'text/plain',
      }),
    isReady: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
  return { schema, transport, requests };
};

export type TestGraph = {
  readonly sdl: string;
  readonly feed: Feed;
  readonly subgraphs: Readonly<Record<'orders' | 'products' | 'shipping', TestSubgraph>>;
  readonly transports: Map<string, SubgraphTransport>;
};

export const compose = (typeDefs: Readonly<Record<string, string>>): string => {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(typeDefs).map(([name, source]) => ({ name, url: `http://${name}`, typeDefs: parse(source) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
};

const composed = compose({ orders, products, shipping });

export const testGraph = (events: Feed = feed()): TestGraph => {
  const subgraphs = {
    orders: inProcess('orders', buildSubgraphSchema({ typeDefs: parse(orders), resolvers: orderResolvers(events) as never })),
    products: inProcess('products', buildSubgraphSchema({ typeDefs: parse(products), resolvers: productResolvers })),
    shipping: inProcess('shipping', buildSubgraphSchema({ typeDefs: parse(shipping), resolvers: shippingResolvers })),
  };
  const transports = new Map(Object.entries(subgraphs).map(([name, { transport }]) => [name, transport] as const));
  return { sdl: composed, feed: events, subgraphs, transports };
};
