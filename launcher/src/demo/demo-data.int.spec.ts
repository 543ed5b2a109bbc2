import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serversEnv } from '@marketplace/servers';
import { eventually, freshBroker, testServers, type FreshBroker } from '@marketplace/testing';
import { shopDocuments } from '../client/accounts';
import { documents } from '../client/documents';
import { graphClient, type GraphClient } from '../client/graph-client';
import { demoBuyers, demoOperator, demoPassword } from '../command/logins';
import { contextNames } from '../command/paths';
import { unprovision } from '../contexts/provision';
import { secretsOf } from '../contexts/secrets';
import { startMarketplace, type Marketplace } from '../marketplace/marketplace';
import { runBuyerDemo } from './buyer';
import { demoShops } from './catalogue/catalogue';
import { loadDemoData } from './demo-data';
import * as demoDocuments from './documents';
import { loadPromotions, type OpenShop } from './promotions';

type Page = {
  readonly productSearch: {
    readonly edges: readonly { readonly node: { readonly slug: string } }[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
};

describe('the demo marketplace', () => {
  const prefix = `demo_${randomBytes(4).toString('hex')}_`;
  let broker: FreshBroker;
  let dataDir = '';
  let marketplace: Marketplace;

  const slugs = async (after: string | null = null): Promise<readonly string[]> => {
    const { productSearch } = await graphClient({ url: marketplace.url }).request<Page>(documents.Browse, {
      first: 100,
      after,
      sort: 'NEWEST',
    });
    const page = productSearch.edges.map(({ node }) => node.slug);
    return productSearch.pageInfo.hasNextPage ? [...page, ...(await slugs(productSearch.pageInfo.endCursor))] : page;
  };

  const start = async (): Promise<Marketplace> => {
    const servers = { ...serversEnv(), databaseUrl: testServers().databaseUrl, natsUrl: broker.url };
    return startMarketplace({ port: 0, dataDir, servers, databasePrefix: prefix, logLevel: 'error', carrierStepMs: 50 });
  };

  const loggedIn = async (email: string): Promise<GraphClient> => {
    const { url } = marketplace;
    const { userLogin } = await graphClient({ url }).request<{ userLogin: { accessToken: string } }>(documents.LogIn, {
      input: { email, password: demoPassword },
    });
    const { accessToken } = userLogin;
    return graphClient({ url, token: () => Promise.resolve(accessToken) });
  };

  const promotions = async (operator: GraphClient): Promise<readonly string[]> => {
    const answer = await operator.request<{
      promotions: { edges: { node: { label: string; status: string; coupons: { edges: { node: { code: string } }[] } } }[] };
    }>(demoDocuments.promotions);
    return answer.promotions.edges
      .map(({ node: { label, status, coupons } }) => [label, status, ...coupons.edges.map(({ node }) => node.code)].join(' | '))
      .sort();
  };

  const northpeak = async (): Promise<OpenShop> => {
    const client = await loggedIn('seller1@demo.test');
    const { me } = await client.request<{ me: { sellers: { id: string }[] } }>(shopDocuments.mySellers);
    return { code: 'NP', client, sellerId: me.sellers[0]?.id ?? '' };
  };

  beforeAll(async () => {
    [broker, dataDir] = await Promise.all([freshBroker(), mkdtemp(join(tmpdir(), 'demo-data-'))]);
    marketplace = await start();
  });

  afterAll(async () => {
    await marketplace.stop();
    const { databaseKey } = await secretsOf(dataDir);
    await unprovision({ adminUrl: testServers().databaseUrl, databaseKey, prefix, contexts: contextNames });
    await broker.drop();
    await rm(dataDir, { recursive: true });
  });

  it('is loaded once and kept after a restart', async () => {
    expect(await loadDemoData({ url: marketplace.url })).toBe('loaded');
    const offered = demoShops.reduce((count, { products }) => count + products.length, 0);
    expect(offered).toBeGreaterThanOrEqual(60);
    const allListed = async (): Promise<readonly string[] | undefined> => {
      const found = await slugs();
      return found.length === offered ? found : undefined;
    };
    const before = await eventually(allListed, { waitingFor: 'the search index to be up to date' });
    expect(await loadDemoData({ url: marketplace.url })).toBe('present');
    await marketplace.stop();
    marketplace = await start();
    expect(await loadDemoData({ url: marketplace.url })).toBe('present');
    expect(await slugs()).toEqual(before);
  });

  it('has two coupons and no automatic discount, and does not duplicate them when an interrupted load is resumed', async () => {
    const operator = await loggedIn(demoOperator.email);
    const all = [
      'Northpeak: 15% off from $100 | ACTIVE | NORTHPEAK15',
      'Welcome: 10% off, up to $15 | ACTIVE | WELCOME10',
      'Winter sale: 20% off everything | DRAFT',
    ];
    expect(await promotions(operator)).toEqual(all);
    await loadPromotions(operator, [await northpeak()]);
    expect(await promotions(operator)).toEqual(all);
    expect(await operator.request('{ activePromotions { edges { node { label } } } }')).toEqual({ activePromotions: { edges: [] } });
  });

  it('sells repeatedly to a buyer with a coupon, at the total of the cart', async () => {
    for (let visit = 0; visit < 2; visit += 1) {
      const parts = new Map<string, string>();
      await runBuyerDemo(marketplace.url, (part, text) => parts.set(part, text));
      expect(parts.get('coupon')).toBe('WELCOME10: "Welcome: 10% off, up to $15", −15.00 USD');
      expect(parts.get('total')).toMatch(/^\$[\d.]+, including delivery and discounts$/);
      expect(parts.get('charged')).toMatch(/^[\d.]+ USD, equal to the total of the cart$/);
      expect(parts.get('done')).toBe('Everything is delivered.');
    }
  });

  it.each(demoBuyers)('has the account %s', async (email) => {
    const input = { email, password: demoPassword };
    const { userLogin } = await graphClient({ url: marketplace.url }).request<{ userLogin: { accessToken: string | null } }>(
      documents.LogIn,
      { input },
    );
    expect(userLogin.accessToken).not.toBeNull();
  });

  it('keeps the addresses of payment provider and carrier after a restart', async () => {
    const addresses = () => [marketplace.simulators?.paymentProvider.url, marketplace.simulators?.carrier.url];
    const before = addresses();
    await marketplace.stop();
    marketplace = await start();
    expect(addresses()).toEqual(before);
  });

  it('rejects a second start in the same data folder', async () => {
    await expect(start()).rejects.toThrow(/is in use by process/);
  });
});
