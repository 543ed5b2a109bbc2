import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gql } from '@apollo/client';
import type { OperationResult, OperationResultSource } from '@urql/core';
import {
  contextNames,
  demoPassword,
  loadDemoData,
  operationOf,
  secretsOf,
  sendOperation,
  startMarketplace,
  unprovision,
  type Marketplace,
} from '@marketplace/launcher';
import { serversEnv } from '@marketplace/servers';
import { eventually, freshBroker, testServers, type FreshBroker } from '@marketplace/testing';
import { apolloClient } from './apollo-client';
import { request, subscribe } from './fetch';
import { followOrder } from './resume';
import { openSession } from './session';
import { urqlClient } from './urql';

type Found = {
  readonly productSearch: { readonly edges: readonly { readonly node: { readonly variants: readonly { readonly id: string }[] } }[] };
};
type Added = { readonly cartLinesAdd: { readonly cart: { readonly id: string; readonly version: number } } };
type Started = { readonly checkoutStart: { readonly checkout: { readonly id: string } | null; readonly userErrors: readonly unknown[] } };
type Progress = { readonly checkoutProgress: { readonly status: string; readonly orders: readonly { readonly id: string }[] } };

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

/** The arguments of each `npm run graphql` in the README, as a shell passes them on. */
const examples = [...readme.matchAll(/^npm run graphql -- ((?:--as \S+ )?)'([^']*)'$/gm)].map(([, account = '', document = '']) => [
  ...account.split(' ').filter((word) => word !== ''),
  document,
]);

describe('the documentation for newcomers', () => {
  const prefix = `docs_${randomBytes(4).toString('hex')}_`;
  let broker: FreshBroker;
  let dataDir = '';
  let marketplace: Marketplace;
  let url = '';

  beforeAll(async () => {
    [broker, dataDir] = await Promise.all([freshBroker(), mkdtemp(join(tmpdir(), 'documentation-'))]);
    const servers = { ...serversEnv(), databaseUrl: testServers().databaseUrl, natsUrl: broker.url };
    marketplace = await startMarketplace({ port: 0, dataDir, servers, databasePrefix: prefix, logLevel: 'error', carrierStepMs: 50 });
    url = `${marketplace.url}/graphql`;
    await loadDemoData({ url: marketplace.url });
  });

  afterAll(async () => {
    await marketplace.stop();
    const { databaseKey } = await secretsOf(dataDir);
    await unprovision({ adminUrl: testServers().databaseUrl, databaseKey, prefix, contexts: contextNames });
    await broker.drop();
    await rm(dataDir, { recursive: true });
  });

  /** Runs an example of the README with IDs in place of its capital letters, and returns its results. */
  const run = async <Data>(
    position: number,
    ids: Readonly<Record<string, string>> = {},
    onResult: (data: Data) => void = () => undefined,
  ): Promise<readonly Data[]> => {
    const args = (examples[position] ?? []).map((arg) =>
      Object.entries(ids).reduce((text, [name, id]) => text.replace(new RegExp(`\\b${name}\\b`), id), arg),
    );
    const results: Data[] = [];
    await sendOperation(marketplace.url, operationOf(args), (data) => {
      results.push(data as Data);
      onResult(data as Data);
    });
    return results;
  };

  const placeOrder = async (): Promise<string> => {
    const found = await eventually(
      async () => {
        const [answer] = await run<Found>(0);
        return answer?.productSearch.edges[0]?.node.variants[0]?.id;
      },
      { waitingFor: 'the demo products to be indexed' },
    );
    const [added] = await run<Added>(1, { VARIANT_ID: found });
    const cart = added?.cartLinesAdd.cart;
    const [started] = await run<Started>(2, {
      CART_ID: cart?.id ?? '',
      VERSION: (cart?.version ?? 0).toString(),
      'first-order': randomBytes(4).toString('hex'),
    });
    expect(started?.checkoutStart.userErrors).toEqual([]);
    const progress = await run<Progress>(3, { CHECKOUT_ID: started?.checkoutStart.checkout?.id ?? '' });
    expect(progress.at(-1)?.checkoutProgress.status).toBe('COMPLETED');
    return progress.at(-1)?.checkoutProgress.orders[0]?.id ?? '';
  };

  it('has a first page of at most 80 lines, whose examples place an order and follow it to its end', async () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(80);
    expect(examples).toHaveLength(5);
    const orderId = await placeOrder();
    const statuses = new Set<string>();
    const delivered = new Error('delivered');
    await expect(
      run<{ orderTracking: { status: string } }>(4, { ORDER_ID: orderId }, ({ orderTracking }) => {
        statuses.add(orderTracking.status);
        if (orderTracking.status === 'DELIVERED') throw delivered;
      }),
    ).rejects.toBe(delivered);
    expect([...statuses]).toEqual(['CREATED', 'CONFIRMED', 'PAID', 'SHIPPED', 'DELIVERED']);
  });

  describe('for frontends', () => {
    let accessToken: () => Promise<string>;
    beforeAll(async () => {
      accessToken = await openSession(url, 'buyer1@demo.test', demoPassword);
    });

    const ordersDocument = `query Orders($first: Int!, $after: String) {
      orders(first: $first, after: $after) { edges { node { id } } pageInfo { endCursor hasNextPage } }
    }`;
    type Orders = {
      readonly orders: {
        readonly edges: readonly { readonly node: { readonly id: string } }[];
        readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
      };
    };

    it('keeps one session for requests at the same time, and says why a login failed', async () => {
      const [first, second] = await Promise.all([accessToken(), accessToken()]);
      expect(first).toBe(second);
      const wrong = await openSession(url, 'buyer1@demo.test', 'not the password');
      await expect(wrong()).rejects.toThrow(/password/i);
    });

    it('refreshes an access token before it expires', async () => {
      const before = await accessToken();
      const now = Date.now();
      jest.spyOn(Date, 'now').mockReturnValue(now + 280_000);
      try {
        const [renewed, same] = await Promise.all([accessToken(), accessToken()]);
        expect(renewed).not.toBe(before);
        expect(same).toBe(renewed);
      } finally {
        jest.restoreAllMocks();
      }
    });

    it('pages and subscribes with Apollo Client', async () => {
      const [older, newer] = [await placeOrder(), await placeOrder()];
      const { client, close } = apolloClient(url, accessToken);
      const orders = client.watchQuery<Orders>({ query: gql(ordersDocument), variables: { first: 1 } });
      const first = (await orders.refetch()).data;
      expect(first?.orders.edges.map(({ node }) => node.id)).toEqual([newer]);
      await orders.fetchMore({ variables: { after: first?.orders.pageInfo.endCursor } });
      const pages = client.readQuery<Orders>({ query: gql(ordersDocument), variables: { first: 1 } });
      expect(pages?.orders.edges.map(({ node }) => node.id)).toEqual([newer, older]);
      const statuses: string[] = [];
      const tracking = client.subscribe<{ orderTracking: { status: string } }>({
        query: gql('subscription ($id: ID!) { orderTracking(orderId: $id) { status } }'),
        variables: { id: newer },
      });
      await new Promise<void>((resolve, reject) => {
        const subscription = tracking.subscribe({
          next: ({ data }) => {
            statuses.push(data?.orderTracking.status ?? '');
            if (statuses.length === 3) {
              subscription.unsubscribe();
              resolve();
            }
          },
          error: reject,
        });
      });
      expect(statuses).toEqual(['CREATED', 'CONFIRMED', 'PAID']);
      client.stop();
      await close();
    });

    it('queries and subscribes with urql', async () => {
      const orderId = await placeOrder();
      const { client, close } = urqlClient(url, accessToken);
      const first = <Data>(source: OperationResultSource<OperationResult<Data>>): Promise<OperationResult<Data>> =>
        new Promise((resolve) => {
          const subscription = source.subscribe((result) => {
            resolve(result);
            setTimeout(() => subscription.unsubscribe(), 500);
          });
        });
      const { data, error } = await first(client.query<Orders>(ordersDocument, { first: 1 }));
      expect(error).toBeUndefined();
      expect(data?.orders.edges[0]?.node.id).toBe(orderId);
      const tracking = 'subscription ($id: ID!) { orderTracking(orderId: $id) { status } }';
      const update = await first(client.subscription<{ orderTracking: { status: string } }>(tracking, { id: orderId }));
      expect(update.data?.orderTracking.status).toBe('CREATED');
      await close();
    });

    it('queries with fetch, and follows an order over an interruption without a gap', async () => {
      const orderId = await placeOrder();
      const answer = await request<Orders>({ url, accessToken }, ordersDocument, { first: 1 });
      expect(answer.data?.orders.edges[0]?.node.id).toBe(orderId);
      expect((await request({ url, accessToken: () => Promise.resolve('no token') }, '{ me { id } }')).errors?.[0]?.extensions.code).toBe(
        'UNAUTHENTICATED',
      );
      let connections = 0;
      const interrupted = async function* (query: string, variables: object) {
        connections += 1;
        let events = 0;
        for await (const event of subscribe<{ orderTracking: { cursor: string; status: string } }>(
          { url, accessToken },
          query,
          variables,
        )) {
          // The first connection breaks after two events.
          if (connections === 1 && events === 2) return;
          events += 1;
          yield event;
        }
      };
      const statuses: string[] = [];
      for await (const { status } of followOrder(interrupted, orderId, (each) => each === 'DELIVERED')) statuses.push(status);
      expect(connections).toBeGreaterThan(1);
      expect(statuses.filter((status, index) => status !== statuses[index - 1])).toEqual([
        'CREATED',
        'CONFIRMED',
        'PAID',
        'SHIPPED',
        'DELIVERED',
      ]);
    });
  });
});
