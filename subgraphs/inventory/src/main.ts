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
import { ofAvailability, ofManualChange, ofReservation } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { availabilityRepository } from './adapters/postgres/availability-repository';
import { inventoryViews } from './adapters/postgres/inventory-views';
import { policyRepository } from './adapters/postgres/policy-repository';
import { reservationStore, waitingReservations } from './adapters/postgres/reservation-store';
import { statedStockRepository } from './adapters/postgres/stated-stock-repository';
import { stockRepository } from './adapters/postgres/stock-repository';
import * as tables from './adapters/postgres/tables';
import { feedRepository, warehouseRepository } from './adapters/postgres/warehouse-repositories';
import { announceAvailability } from './application/announce-availability.job';
import { reconcileStock } from './application/reconcile-stock.job';
import { reconcileWithWarehouse } from './application/reconcile-with-warehouse.job';
import { createReservationDesk } from './application/reservation-desk';
import { createReservations } from './application/reservations';
import { createStatedStock } from './application/stated-stock';
import { createStock } from './application/stock';
import { createStockPolicies } from './application/stock-policies';
import { createStockQueries } from './application/stock-queries';
import { expireReservations, fillBackorders, retryShortConfirmations } from './application/waiting-reservations.job';
import { createWarehouseFeeds } from './application/warehouse-feeds';
import { createWarehouses } from './application/warehouses';

export const context = defineContext({
  name: 'inventory',
  title: 'Inventory',
  owns: 'stock in each warehouse, and what is reserved of it',
  env: z.object({
    /** By the warehouse's code: nothing else is ever read. */
    WAREHOUSE_FEEDS: setting("where warehouses' own systems tell what they count", feedAddresses),
  }),
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ env, db, newId, alert }) => {
    const views = inventoryViews(db);
    const store = reservationStore(db, ofReservation);
    const stockItems = stockRepository(db, ofManualChange);
    const places = warehouseRepository(db);
    const readings = feedRepository(db);
    const system = warehouseSystem(env.WAREHOUSE_FEEDS);
    const desk = createReservationDesk({ reservations: store, stock: stockItems });
    const reservations = createReservations({ reservations: store, stock: stockItems, desk, alert });
    const stock = createStock({ stock: stockItems, newId });
    const stated = createStatedStock({ stated: statedStockRepository(db, ofManualChange), newId });
    const policies = createStockPolicies({ policies: policyRepository(db, newId), warehouses: places });
    const warehouses = createWarehouses({ warehouses: places, views, newId });
    const feeds = createWarehouseFeeds({ stock: stockItems, warehouses: places, feeds: readings, system, newId });
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
      handlers: subscriptions({ reservations, stock, stated, alert }),
      jobs: [
        expireReservations(waiting),
        retryShortConfirmations(waiting),
        fillBackorders(waiting),
        stated.booking,
        announceAvailability(availabilityRepository(db, ofAvailability)),
        reconcileStock(stockItems),
        reconcileWithWarehouse({ feeds: readings, system }),
      ],
    };
  },
});

runAsService(context, module);
