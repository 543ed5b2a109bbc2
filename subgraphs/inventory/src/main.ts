import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, runAsService, setting } from '@marketplace/platform';
import { extensionOf } from '@marketplace/platform/graphql';
import { feedAddresses, warehouseSystem } from './adapters/feeds/warehouse-system';
import { ProductResolver, VariantResolver } from './adapters/graphql/availability.resolver';
import { ProductType } from './adapters/graphql/availability.types';
import { stockMutations } from './adapters/graphql/stock-mutations';
import { StockResolver } from './adapters/graphql/stock.resolver';
import { warehouseMutations } from './adapters/graphql/warehouse-mutations';
import { WarehouseDifferenceResolver, warehouseEntity, WarehouseResolver } from './adapters/graphql/warehouse.resolver';
import { availabilityMessage, manualChangeMessage, reservationMessages } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { availabilityRepository } from './adapters/postgres/availability-repository';
import { inventoryViews } from './adapters/postgres/inventory-views';
import { policyRepository } from './adapters/postgres/policy-repository';
import { reservationStore, waitingReservations } from './adapters/postgres/reservation-store';
import { openingStockRepository } from './adapters/postgres/opening-stock-repository';
import { stockRepository } from './adapters/postgres/stock-repository';
import * as tables from './adapters/postgres/tables';
import { feedRepository, warehouseRepository } from './adapters/postgres/warehouse-repositories';
import { publishAvailability } from './application/publish-availability.job';
import { reconcileStock } from './application/reconcile-stock.job';
import { reconcileWithWarehouse } from './application/reconcile-with-warehouse.job';
import { createReservationBatcher } from './application/reservation-batcher';
import { createReservations } from './application/reservations';
import { createOpeningStock } from './application/opening-stock';
import { createStock } from './application/stock';
import { createStockPolicies } from './application/stock-policies';
import { createStockQueries } from './application/stock-queries';
import { expireReservations, fillBackorders, retryShortConfirmations } from './application/waiting-reservations.job';
import { createWarehouseFeeds } from './application/warehouse-feeds';
import { createWarehouses } from './application/warehouses';

export const context = defineContext({
  name: 'inventory',
  title: 'Inventory',
  owns: 'stock per warehouse, and its reservations',
  env: z.object({
    /** The addresses of warehouse feeds, by warehouse code. No other address is ever read. */
    WAREHOUSE_FEEDS: setting('addresses of the stock feeds of warehouses', feedAddresses),
  }),
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ env, db, newId, alert }) => {
    const views = inventoryViews(db);
    const store = reservationStore(db, reservationMessages);
    const stockItems = stockRepository(db, manualChangeMessage);
    const warehouseStore = warehouseRepository(db);
    const feedStore = feedRepository(db);
    const system = warehouseSystem(env.WAREHOUSE_FEEDS);
    const batcher = createReservationBatcher({ reservations: store, stock: stockItems });
    const reservations = createReservations({ reservations: store, stock: stockItems, batcher, alert });
    const stock = createStock({ stock: stockItems, newId });
    const openingStock = createOpeningStock({ repository: openingStockRepository(db, manualChangeMessage), newId });
    const policies = createStockPolicies({ policies: policyRepository(db, newId), warehouses: warehouseStore });
    const warehouses = createWarehouses({ warehouses: warehouseStore, views, newId });
    const feeds = createWarehouseFeeds({ stock: stockItems, warehouses: warehouseStore, feeds: feedStore, system, newId });
    const warehouse = warehouseEntity(views);
    const waiting = { waiting: waitingReservations(db), reservations };
    return {
      subgraph: {
        resolvers: [
          new VariantResolver(views),
          new ProductResolver(views),
          new StockResolver({ queries: createStockQueries({ views }), policies, warehouse }),
          new WarehouseResolver({ warehouses, feeds }),
          new WarehouseDifferenceResolver(warehouse),
          stockMutations({ stock, policies, views }),
          warehouseMutations({ warehouses, feeds, views, warehouse }),
        ],
        entities: [extensionOf('Variant'), extensionOf('Product'), warehouse],
        types: [ProductType],
      },
      handlers: subscriptions({ reservations, stock, openingStock, alert }),
      jobs: [
        expireReservations(waiting),
        retryShortConfirmations(waiting),
        fillBackorders(waiting),
        openingStock.bookingJob,
        publishAvailability(availabilityRepository(db, availabilityMessage)),
        reconcileStock(stockItems),
        reconcileWithWarehouse({ feeds: feedStore, system }),
      ],
    };
  },
});

runAsService(context, module);
