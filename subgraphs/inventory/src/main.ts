import { z } from 'zod';
import { hours, milliseconds, minutes, seconds } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService } from '@marketplace/platform';
import { feedAddresses, warehouseSystem } from './adapters/feeds/warehouse-system';
import { AvailabilityResolver, ProductAvailabilityResolver } from './adapters/graphql/availability.resolver';
import { ProductType } from './adapters/graphql/availability.types';
import { StockBooksResolver } from './adapters/graphql/stock-books.resolver';
import { StockPolicyResolver } from './adapters/graphql/stock-policy.resolver';
import { StockResolver } from './adapters/graphql/stock.resolver';
import { WarehouseFeedResolver } from './adapters/graphql/warehouse-feed.resolver';
import { WarehouseResolver } from './adapters/graphql/warehouse.resolver';
import { ofAvailability, ofHandWork, ofReservation } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { availabilityRepository } from './adapters/postgres/availability-repository';
import { feedRepository } from './adapters/postgres/feed-repository';
import { inventoryViews } from './adapters/postgres/inventory-views';
import { Inventory1700000001000 } from './adapters/postgres/migrations/1700000001000-inventory';
import { StockKeeping1700000002000 } from './adapters/postgres/migrations/1700000002000-stock-keeping';
import { ProductAvailability1700000003000 } from './adapters/postgres/migrations/1700000003000-product-availability';
import { StockUnits1700000004000 } from './adapters/postgres/migrations/1700000004000-stock-units';
import { StatedStock1700000005000 } from './adapters/postgres/migrations/1700000005000-stated-stock';
import { policyRepository } from './adapters/postgres/policy-repository';
import { reservationRepository } from './adapters/postgres/reservation-repository';
import { statedStockRepository } from './adapters/postgres/stated-stock-repository';
import { stockRepository } from './adapters/postgres/stock-repository';
import { warehouseRepository } from './adapters/postgres/warehouse-repository';
import { announceAvailability } from './application/announce-availability.job';
import { expireReservations } from './application/expired-reservations.job';
import { fillBackorders } from './application/fill-backorders.job';
import type { Again, Alert } from './application/ports';
import { reconcileStock } from './application/reconcile-stock.job';
import { reconcileWithWarehouse } from './application/reconcile-with-warehouse.job';
import { createReservationDesk } from './application/reservation-desk';
import { createReservations } from './application/reservations';
import { retryShortConfirmations } from './application/short-confirmations.job';
import { createStatedStock } from './application/stated-stock';
import { createStock } from './application/stock';
import { createStockBooks } from './application/stock-books';
import { createStockPolicies } from './application/stock-policies';
import { createWarehouseFeeds } from './application/warehouse-feeds';
import { createWarehouses } from './application/warehouses';

export const context = defineContext({
  name: 'inventory',
  env: z.object({
    /** Where warehouses' own systems tell what they count, by the warehouse's code: nothing else is ever read. */
    WAREHOUSE_FEEDS: feedAddresses,
  }),
  migrations: [
    Inventory1700000001000,
    StockKeeping1700000002000,
    ProductAvailability1700000003000,
    StockUnits1700000004000,
    StatedStock1700000005000,
  ],
  wire: ({ env, db, newId, log }) => {
    const alert: Alert = (name, facts) => log.error({ alert: name, ...facts }, 'alert');
    const again: Again = (work) => retryStale(work);
    const views = inventoryViews(db);
    const repository = reservationRepository(db, ofReservation);
    const stockRows = stockRepository(db, ofHandWork);
    const warehouseRows = warehouseRepository(db);
    const feedRows = feedRepository(db);
    const system = warehouseSystem(env.WAREHOUSE_FEEDS);
    const desk = createReservationDesk({ reservations: repository, stock: stockRows });
    const reservations = createReservations({ reservations: repository, stock: stockRows, desk, alert });
    const stock = createStock({ stock: stockRows, newId });
    const stated = createStatedStock({ stated: statedStockRepository(db, ofHandWork), newId, again });
    const policies = createStockPolicies({ policies: policyRepository(db, newId), warehouses: warehouseRows });
    const warehouses = createWarehouses({ warehouses: warehouseRows, views, newId });
    const feeds = createWarehouseFeeds({ stock: stockRows, warehouses: warehouseRows, feeds: feedRows, system, newId });
    const availabilityResolver = new AvailabilityResolver({ views });
    const productResolver = new ProductAvailabilityResolver({ views });
    const warehouseResolver = new WarehouseResolver({ warehouses, feeds, views });
    const waiting = { repository, reservations, again };
    return {
      subgraph: {
        resolvers: [
          [AvailabilityResolver, availabilityResolver],
          [ProductAvailabilityResolver, productResolver],
          [StockResolver, new StockResolver({ stock, views })],
          [StockBooksResolver, new StockBooksResolver({ books: createStockBooks({ views }) })],
          [StockPolicyResolver, new StockPolicyResolver({ policies, views })],
          [WarehouseResolver, warehouseResolver],
          [WarehouseFeedResolver, new WarehouseFeedResolver({ feeds, views })],
        ],
        types: [ProductType],
        references: {
          Variant: (reference: { id: string }) => availabilityResolver.reference(reference.id),
          Product: (reference: { id: string }) => productResolver.reference(reference.id),
          Warehouse: (reference: { id: string }, graph) => warehouseResolver.reference(reference.id, graph),
        },
      },
      listens: subscriptions({ reservations, stock, stated, alert }),
      jobs: [
        { name: 'expired-reservations', every: seconds(1), run: expireReservations(waiting) },
        { name: 'retry-short-confirmations', every: seconds(10), run: retryShortConfirmations(waiting) },
        { name: 'book-stated-stock', every: seconds(1), run: () => stated.book() },
        { name: 'fill-backorders', every: seconds(1), run: fillBackorders(waiting) },
        {
          name: 'announce-availability',
          every: milliseconds(200),
          run: announceAvailability({ availability: availabilityRepository(db, ofAvailability), newId }),
        },
        { name: 'reconcile-stock', every: hours(1), run: reconcileStock({ stock: stockRows, alert }) },
        {
          name: 'reconcile-with-warehouse',
          every: minutes(15),
          run: reconcileWithWarehouse({ feeds: feedRows, system, alert, newId }),
        },
      ],
    };
  },
});

runAsService(context, module);
