import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serversEnv } from '@marketplace/servers';
import { freshBroker, testServers, type FreshBroker } from '@marketplace/testing';
import { contexts } from './contexts';
import { loadDemoData } from './demo-data';
import { demoBuyers, demoPassword } from './demo-logins';
import { documents } from './documents';
import { graphClient } from './graph-client';
import { startMarketplace, type Marketplace } from './marketplace';
import { unprovision } from './provision';
import { secretsOf } from './secrets';

type Page = {
  readonly products: {
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
    const { products } = await graphClient({ url: marketplace.url }).request<Page>(documents.Browse, { first: 100, after });
    const page = products.edges.map(({ node }) => node.slug);
    return products.pageInfo.hasNextPage ? [...page, ...(await slugs(products.pageInfo.endCursor))] : page;
  };

  const start = async (): Promise<Marketplace> => {
    const servers = { ...serversEnv(), databaseUrl: testServers().databaseUrl, natsUrl: broker.url };
    return startMarketplace({ port: 0, dataDir, servers, databasePrefix: prefix, logLevel: 'error' });
  };

  beforeAll(async () => {
    [broker, dataDir] = await Promise.all([freshBroker(), mkdtemp(join(tmpdir(), 'demo-data-'))]);
    marketplace = await start();
  });

  afterAll(async () => {
    await marketplace.stop();
    const { databaseKey } = await secretsOf(dataDir);
    await unprovision({ adminUrl: testServers().databaseUrl, databaseKey, prefix, contexts: contexts.map(({ name }) => name) });
    await broker.drop();
    await rm(dataDir, { recursive: true });
  });

  it('is loaded once and is still there after a restart', async () => {
    expect(await loadDemoData({ url: marketplace.url })).toBe('loaded');
    const before = await slugs();
    expect(before.length).toBeGreaterThanOrEqual(60);
    expect(await loadDemoData({ url: marketplace.url })).toBe('present');
    await marketplace.stop();
    marketplace = await start();
    expect(await loadDemoData({ url: marketplace.url })).toBe('present');
    expect(await slugs()).toEqual(before);
  });

  it.each(demoBuyers)('lets %s log in', async (email) => {
    const input = { email, password: demoPassword };
    const { userLogin } = await graphClient({ url: marketplace.url }).request<{ userLogin: { accessToken: string | null } }>(
      documents.LogIn,
      { input },
    );
    expect(userLogin.accessToken).not.toBeNull();
  });

  it('keeps the addresses of the payment provider and the carrier over a restart', async () => {
    const addresses = () => [marketplace.simulators?.paymentProvider.url, marketplace.simulators?.carrier.url];
    const before = addresses();
    await marketplace.stop();
    marketplace = await start();
    expect(addresses()).toEqual(before);
  });

  it('refuses a second start in the same data folder', async () => {
    await expect(start()).rejects.toThrow(/is in use by process/);
  });
});
