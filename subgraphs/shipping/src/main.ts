import { join } from 'node:path';
import { z } from 'zod';
import { milliseconds, seconds } from '@marketplace/kernel';
import { defineContext, migrationsIn, provided, runAsService } from '@marketplace/platform';
import { extensionOf } from '@marketplace/platform/graphql';
import { swiftpostCarrier } from './adapters/carriers/swiftpost-carrier';
import { swiftpostWebhook } from './adapters/carriers/swiftpost-webhook';
import { CartResolver } from './adapters/graphql/cart.resolver';
import { CartType } from './adapters/graphql/cart.types';
import { shipmentMutations } from './adapters/graphql/shipment-mutations';
import { OrderShipmentsResolver, shipmentEntity, ShipmentResolver } from './adapters/graphql/shipment.resolver';
import { quoteEventMessage, shipmentEventMessages } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { carrierHealth, dueShipments } from './adapters/postgres/due-shipments';
import { fulfilmentRepository } from './adapters/postgres/fulfilment-repository';
import { quoteRepository } from './adapters/postgres/quote-repository';
import { shipmentStore } from './adapters/postgres/shipment-store';
import { shipmentViews } from './adapters/postgres/shipment-views';
import * as tables from './adapters/postgres/tables';
import { createLabelRequests } from './application/carrier-labels.job';
import { detectStuckShipments } from './application/detect-stuck-shipments.job';
import { createFulfilments } from './application/fulfilment';
import { createTrigger } from './application/trigger';
import type { Ports } from './application/ports';
import { createQuotes } from './application/quotes';
import { createShipments } from './application/shipments';
import { syncCarrierStatus } from './application/sync-carrier-status.job';

const env = z.object({
  SWIFTPOST_BASE_URL: provided('carrier-url', z.url()),
  SWIFTPOST_API_KEY: provided('carrier-key', z.string().min(1)),
  SWIFTPOST_WEBHOOK_SECRET: provided('carrier-webhook-secret', z.string().min(8)),
  SHIPPING_ORIGIN_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('US')
    .describe('The country that shipments leave from, ISO 3166-1 alpha-2; prices and delivery estimates depend on it.'),
  CARRIER_SYNC_AFTER_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(6 * 3_600)
    .describe('The seconds without a tracking update after which the carrier is queried.'),
});

export const context = defineContext({
  name: 'shipping',
  title: 'Shipping',
  owns: 'shipments, from the delivery quote to the delivery',
  env,
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ env, db, clock, newId, seal, live, alert, retry, systemCause }) => {
    const swiftpost = swiftpostCarrier({ baseUrl: env.SWIFTPOST_BASE_URL, apiKey: env.SWIFTPOST_API_KEY, open: seal.open });
    const store = shipmentStore(db, shipmentEventMessages);
    const ports: Ports = {
      shipments: store,
      due: dueShipments(db),
      fulfilments: fulfilmentRepository(db, store),
      quotes: quoteRepository(db, quoteEventMessage),
      carriers: { find: (name) => (name === swiftpost.name ? swiftpost : undefined), report: carrierHealth(db) },
      clock,
      newId,
      alert,
      systemCause,
      origin: env.SHIPPING_ORIGIN_COUNTRY,
    };
    const quotes = createQuotes(ports);
    const fulfilments = createFulfilments(ports);
    const shipments = createShipments(ports);
    const views = shipmentViews(db);
    const requestDueLabels = createLabelRequests(ports);
    const labels = createTrigger(requestDueLabels, (error) => {
      alert('label-requests-failed', { err: error });
    });
    const { recordScan } = shipments;
    const shipment = shipmentEntity(views, shipments);
    return {
      subgraph: {
        resolvers: [
          new ShipmentResolver({ shipment, shipments, views, live }),
          new OrderShipmentsResolver({ shipments, views }),
          new CartResolver(quotes),
          shipmentMutations({ shipments, shipment }),
        ],
        entities: [shipment, extensionOf('Order')],
        types: [CartType],
        // The resolvers read the fields of the cart's reference.
        references: { Cart: (reference: { id: string }) => reference },
      },
      handlers: subscriptions({ quotes, fulfilments, shipments, triggerLabels: labels.now }),
      jobs: [
        { name: 'carrier-labels', every: milliseconds(250), run: requestDueLabels },
        syncCarrierStatus({ ...ports, recordScan, staleAfter: seconds(env.CARRIER_SYNC_AFTER_SECONDS) }),
        detectStuckShipments(ports.due),
      ],
      webhooks: { swiftpost: swiftpostWebhook({ secret: env.SWIFTPOST_WEBHOOK_SECRET, clock, retry, recordScan }) },
      stop: async () => {
        await labels.idle();
        await swiftpost.close();
      },
    };
  },
});

runAsService(context, module);
