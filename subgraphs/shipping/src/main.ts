import { z } from 'zod';
import { milliseconds, minutes, seconds } from '@marketplace/kernel';
import { defineContext, runAsService } from '@marketplace/platform';
import { swiftpostCarrier } from './adapters/carriers/swiftpost-carrier';
import { swiftpostWebhook } from './adapters/carriers/swiftpost-webhook';
import { CartResolver } from './adapters/graphql/cart.resolver';
import { CartType } from './adapters/graphql/cart.types';
import { OrderShipmentsResolver, ShipmentResolver } from './adapters/graphql/shipment.resolver';
import { ofQuote, ofShipment } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { carrierHealth } from './adapters/postgres/carrier-health';
import { fulfilmentRepository } from './adapters/postgres/fulfilment-repository';
import { Shipments1700000001000 } from './adapters/postgres/migrations/1700000001000-shipments';
import { CashOnDelivery1700000002000 } from './adapters/postgres/migrations/1700000002000-cash-on-delivery';
import { quoteRepository } from './adapters/postgres/quote-repository';
import { shipmentRepository } from './adapters/postgres/shipment-repository';
import { shipmentViews } from './adapters/postgres/shipment-views';
import { createCarrierLabels } from './application/carrier-labels.job';
import { createStuckDetection } from './application/detect-stuck-shipments.job';
import { createFulfilments } from './application/fulfilment';
import { createKick } from './application/kick';
import type { Ports } from './application/ports';
import { createQuotes } from './application/quotes';
import { createShipments } from './application/shipments';
import { createCarrierSync } from './application/sync-carrier-status.job';

const env = z.object({
  SWIFTPOST_BASE_URL: z.url(),
  SWIFTPOST_API_KEY: z.string().min(1),
  SWIFTPOST_WEBHOOK_SECRET: z.string().min(8),
  /** The country that prices and estimates count from, ISO 3166-1 alpha-2. */
  SHIPPING_ORIGIN_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('US'),
  /** How long a parcel may be silent before its carrier is asked, in seconds. */
  CARRIER_SYNC_AFTER_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(6 * 3_600),
});

export const context = defineContext({
  name: 'shipping',
  env,
  migrations: [Shipments1700000001000, CashOnDelivery1700000002000],
  wire: ({ env, db, clock, newId, log, seal, live }) => {
    const swiftpost = swiftpostCarrier({ baseUrl: env.SWIFTPOST_BASE_URL, apiKey: env.SWIFTPOST_API_KEY, open: seal.open });
    const ports: Ports = {
      shipments: shipmentRepository(db, ofShipment),
      fulfilments: fulfilmentRepository(db, ofShipment),
      quotes: quoteRepository(db, ofQuote),
      carriers: { find: (name) => (name === swiftpost.name ? swiftpost : undefined), report: carrierHealth(db) },
      clock,
      newId,
      report: (message, facts) => {
        log.warn(facts, message);
      },
      origin: env.SHIPPING_ORIGIN_COUNTRY,
    };
    const quotes = createQuotes(ports);
    const fulfilments = createFulfilments(ports);
    const shipments = createShipments(ports);
    const views = shipmentViews(db);
    const askForLabels = createCarrierLabels(ports);
    const labels = createKick(askForLabels, (error) => {
      log.error({ err: error }, 'labels could not be asked for');
    });
    const sync = createCarrierSync({ ...ports, recordScan: shipments.recordScan, patience: seconds(env.CARRIER_SYNC_AFTER_SECONDS) });
    const resolver = new ShipmentResolver({ shipments, views, live });
    return {
      subgraph: {
        resolvers: [
          [ShipmentResolver, resolver],
          [OrderShipmentsResolver, new OrderShipmentsResolver({ shipments, views })],
          [CartResolver, new CartResolver(quotes)],
        ],
        types: [CartType],
        references: {
          Shipment: (reference: { id: string }, graph) => resolver.reference(reference.id, graph),
          Order: (reference: { id: string }) => reference,
          Cart: (reference: { id: string }) => reference,
        },
        subscriptions: { shipmentTracking: (args: { shipmentId: string; after?: string }, graph) => resolver.follow(args, graph) },
      },
      listens: subscriptions({ quotes, fulfilments, shipments, labelsDue: labels.now }),
      jobs: [
        { name: 'carrier-labels', every: milliseconds(250), run: askForLabels },
        { name: 'sync-carrier-status', every: minutes(1), run: sync },
        { name: 'detect-stuck-shipments', every: minutes(5), run: createStuckDetection(ports) },
      ],
      webhooks: { swiftpost: swiftpostWebhook({ secret: env.SWIFTPOST_WEBHOOK_SECRET, clock, recordScan: shipments.recordScan }) },
      stop: async () => {
        await labels.idle();
        await swiftpost.close();
      },
    };
  },
});

runAsService(context, module);
