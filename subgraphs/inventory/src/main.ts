import { z } from 'zod';
import { hours, milliseconds, seconds } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService } from '@marketplace/platform';
import { StockResolver } from './adapters/graphql/stock.resolver';
import { WarehouseResolver } from './adapters/graphql/warehouse.resolver';
import { ofAdjustment, ofAvailability, ofReservation } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { availabilityRepository } from './adapters/postgres/availability-repository';
import { inventoryViews, warehouseRepository } from './adapters/postgres/inventory-views';
import { Inventory1700000001000 } from './adapters/postgres/migrations/1700000001000-inventory';
import { reservationRepository } from './adapters/postgres/reservation-repository';
import { stockRepository } from './adapters/postgres/stock-repository';
import { announceAvailability } from './application/announce-availability.job';
import { expireReservations } from './application/expired-reservations.job';
import type { Alert } from './application/ports';
import { reconcileStock } from './application/reconcile-stock.job';
import { createReservations } from './application/reservations';
import { retryShortConfirmations } from './application/short-confirmations.job';
import { createStock } from './application/stock';
import { createWarehouses } from './application/warehouses';

export const context = defineContext({
  name: 'inventory',
  env: z.object({}),
  migrations: [Inventory1700000001000],
  wire: ({ db, newId, log }) => {
    const alert: Alert = (name, facts) => log.error({ alert: name, ...facts }, 'alert');
    const views = inventoryViews(db);
    const repository = reservationRepository(db, ofReservation);
    const stockRows = stockRepository(db, ofAdjustment);
    const reservations = createReservations({ reservations: repository, stock: stockRows, alert });
    const stock = createStock({ stock: stockRows, views, newId });
    const warehouses = createWarehouses({ warehouses: warehouseRepository(db), views, newId });
    const stockResolver = new StockResolver({ stock, views });
    const warehouseResolver = new WarehouseResolver({ warehouses, views });
    const waiting = { repository, reservations, again: (work: () => Promise<unknown>) => retryStale(work) };
    return {
      subgraph: {
        resolvers: [
          [StockResolver, stockResolver],
          [WarehouseResolver, warehouseResolver],
        ],
        references: {
          Variant: (reference: { id: string }) => stockResolver.reference(reference.id),
          Warehouse: (reference: { id: string }, graph) => warehouseResolver.reference(reference.id, graph),
        },
      },
      listens: subscriptions({ reservations, stock, alert }),
      jobs: [
        { name: 'expired-reservations', every: seconds(1), run: expireReservations(waiting) },
        { name: 'retry-short-confirmations', every: seconds(10), run: retryShortConfirmations(waiting) },
        {
          name: 'announce-availability',
          every: milliseconds(200),
          run: announceAvailability({ availability: availabilityRepository(db, ofAvailability), newId }),
        },
        { name: 'reconcile-stock', every: hours(1), run: reconcileStock({ stock: stockRows, alert }) },
      ],
    };
  },
});

runAsService(context, module);
