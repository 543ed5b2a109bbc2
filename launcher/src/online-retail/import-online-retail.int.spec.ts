import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serversEnv } from '@marketplace/servers';
import { eventually, freshBroker, testServers, type FreshBroker } from '@marketplace/testing';
import { shopDocuments, signIn } from '../client/accounts';
import { demoOperator } from '../command/logins';
import { contextNames } from '../command/paths';
import { unprovision } from '../contexts/provision';
import { secretsOf } from '../contexts/secrets';
import { loadDemoData } from '../demo/demo-data';
import { startMarketplace, type Marketplace } from '../marketplace/marketplace';
import { defaultPictures } from './catalogue';
import { readFiles, defaultFile } from './files';
import { fillRetailShop, retailShop } from './shop';
import type { ImportState } from './upload';

const timeout = 900_000;

const stockOf = `query StockOf($sellerId: ID!) { sellerProducts(sellerId: $sellerId, first: 5) { edges { node {
  status variants { sku price { currency } prices { price { currency } } availability { quantity } } } } } }`;

type Stocked = {
  readonly status: string;
  readonly variants: readonly {
    readonly price: { readonly currency: string };
    readonly prices: readonly { readonly price: { readonly currency: string } }[];
    readonly availability: { readonly quantity: number } | null;
  }[];
};

describe('the Online Retail shop', () => {
  const prefix = `retail_${randomBytes(4).toString('hex')}_`;
  let broker: FreshBroker;
  let dataDir = '';
  let marketplace: Marketplace;

  beforeAll(async () => {
    [broker, dataDir] = await Promise.all([freshBroker(), mkdtemp(join(tmpdir(), 'online-retail-'))]);
    const servers = { ...serversEnv(), databaseUrl: testServers().databaseUrl, natsUrl: broker.url };
    marketplace = await startMarketplace({ port: 0, dataDir, servers, databasePrefix: prefix, logLevel: 'error', carrierStepMs: 50 });
    // The shop states its stock in a warehouse of the demo.
    await loadDemoData({ url: marketplace.url });
  }, timeout);

  afterAll(async () => {
    await marketplace.stop();
    const { databaseKey } = await secretsOf(dataDir);
    await unprovision({ adminUrl: testServers().databaseUrl, databaseKey, prefix, contexts: contextNames });
    await broker.drop();
    await rm(dataDir, { recursive: true, force: true });
  }, timeout);

  it(
    'is filled with 2,000 published products in pounds and dollars, with stock; a second import changes nothing',
    async () => {
      const { url } = marketplace;
      const { catalogue } = await readFiles([defaultFile]);
      const seen: ImportState[] = [];
      const listener = { uploaded: () => undefined, progress: (state: ImportState) => void seen.push(state) };
      const fill = () => fillRetailShop({ url, operator: demoOperator }, { catalogue, pictures: defaultPictures }, listener);
      const { result, errors } = await fill();
      expect(errors).toEqual([]);
      expect(result).toMatchObject({ status: 'COMPLETED', productsCreated: 2_024, variantsAdded: 2_259, errorCount: 0, noticeCount: 0 });
      expect(seen.length).toBeGreaterThan(2);

      const seller = await signIn(url, retailShop.email);
      const { me } = await seller.request<{ me: { sellers: readonly { id: string }[] } }>(shopDocuments.mySellers);
      type Answer = { sellerProducts: { edges: readonly { node: Stocked }[] } };
      await eventually(
        async () => {
          const { sellerProducts } = await seller.request<Answer>(stockOf, { sellerId: me.sellers[0]?.id });
          return sellerProducts.edges.every(
            ({ node: { status, variants } }) =>
              status === 'PUBLISHED' &&
              variants.every(({ prices, availability }) => prices.length === 2 && (availability?.quantity ?? 0) > 0),
          );
        },
        { waitingFor: 'the stock that the seller has stated', timeout: 300_000 },
      );

      expect((await fill()).result).toMatchObject({ productsCreated: 0, productsUpdated: 0, productsUnchanged: 2_024, errorCount: 0 });
    },
    timeout,
  );
});
