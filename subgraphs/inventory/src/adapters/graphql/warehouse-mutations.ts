import { mutation, mutations, pick, type Entity } from '@marketplace/platform/graphql';
import type { InventoryViews } from '../../application/inventory.view';
import type { WarehouseFeeds } from '../../application/warehouse-feeds';
import type { Warehouses } from '../../application/warehouses';
import type { Warehouse } from '../../domain/warehouse';
import { toVariantStockType } from './stock.types';
import {
  WarehouseDifferenceAcceptInput,
  WarehouseDifferenceAcceptPayload,
  WarehouseFeedSetInput,
  WarehouseFeedSetPayload,
} from './warehouse-feed.types';
import { named, WarehouseCreateInput, WarehouseCreatePayload, type WarehouseType } from './warehouse.types';

const messages = {
  'invalid-code': 'A code has 2 to 20 capital letters, digits and hyphens, such as DE-BER-1.',
  'invalid-name': 'A name has 1 to 100 characters.',
  'invalid-country-code': 'A country code has two capital letters, such as DE.',
  'warehouse-code-taken': 'Another warehouse has this code.',
  'warehouse-not-found': 'There is no such warehouse.',
  'feed-not-configured': 'No feed of this kind is configured for the warehouse.',
  'difference-not-found': 'There is no such difference; perhaps it is settled.',
  'difference-outdated': 'The stock has moved since the warehouse was asked: wait until it is asked again.',
  'insufficient-stock': 'More than that is promised to buyers.',
  'invalid-count': 'The warehouse counts more than one place can hold.',
};

type Services = {
  readonly warehouses: Pick<Warehouses, 'create'>;
  readonly feeds: Pick<WarehouseFeeds, 'set' | 'accept'>;
  readonly views: Pick<InventoryViews, 'stockItem'>;
  readonly warehouse: Entity<Warehouse, WarehouseType>;
};

/** What operators do with warehouses, and with the systems that warehouses have of their own. */
export const warehouseMutations = ({ warehouses, feeds, views, warehouse }: Services): object =>
  mutations({
    warehouseCreate: mutation({
      description: 'Opens a warehouse; for operators.',
      input: WarehouseCreateInput,
      inputDescription: 'The warehouse.',
      payload: WarehouseCreatePayload,
      errors: pick(messages, 'invalid-code', 'invalid-name', 'invalid-country-code', 'warehouse-code-taken'),
      run: (terms, { cause }) => warehouses.create(terms, cause),
      answer: (created) => ({ warehouse: created }),
    }),
    warehouseFeedSet: mutation({
      description: 'Says which feed is read for a warehouse, or that none is; for operators. Where it lies is configured.',
      input: WarehouseFeedSetInput,
      inputDescription: 'The feed.',
      payload: WarehouseFeedSetPayload,
      errors: pick(messages, 'warehouse-not-found', 'feed-not-configured'),
      run: ({ warehouseId, kind }, { cause }) => feeds.set(named(warehouseId), kind, cause),
      answer: async (id, context) => ({ warehouse: await warehouse.show(id, context) }),
    }),
    warehouseDifferenceAccept: mutation({
      description: 'Settles a difference as the warehouse counted, which is a stock count like any other; for operators.',
      input: WarehouseDifferenceAcceptInput,
      inputDescription: 'The difference.',
      payload: WarehouseDifferenceAcceptPayload,
      errors: pick(messages, 'difference-not-found', 'difference-outdated', 'insufficient-stock', 'invalid-count'),
      run: ({ differenceId }, { cause }) => feeds.accept(named(differenceId), cause),
      answer: async (id) => {
        const placed = await views.stockItem(id);
        return { variantStock: placed === undefined ? null : toVariantStockType(placed) };
      },
    }),
  });
