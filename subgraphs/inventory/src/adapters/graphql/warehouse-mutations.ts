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
import { parseId, WarehouseCreateInput, WarehouseCreatePayload, type WarehouseType } from './warehouse.types';

const messages = {
  'invalid-code': 'Enter a code of 2 to 20 capital letters, digits and hyphens, such as DE-BER-1.',
  'invalid-name': 'Enter a name of 1 to 100 characters.',
  'invalid-country-code': 'Enter a country code of two capital letters, such as DE.',
  'warehouse-code-taken': 'This code is already in use.',
  'warehouse-not-found': 'This warehouse does not exist.',
  'feed-not-configured': 'No feed of this kind is configured for the warehouse.',
  'difference-not-found': 'This difference does not exist or has been resolved.',
  'difference-outdated': 'The stock has changed since the warehouse counted it. Wait for the next count.',
  'insufficient-stock': 'The count is lower than the reserved stock.',
  'invalid-count': 'The count exceeds 10,000,000 units.',
};

type Dependencies = {
  readonly warehouses: Pick<Warehouses, 'create'>;
  readonly feeds: Pick<WarehouseFeeds, 'set' | 'accept'>;
  readonly views: Pick<InventoryViews, 'stockItem'>;
  readonly warehouse: Entity<Warehouse, WarehouseType>;
};

/** The warehouse mutations; for operators. */
export const warehouseMutations = ({ warehouses, feeds, views, warehouse }: Dependencies): object =>
  mutations({
    warehouseCreate: mutation({
      description: 'Creates a warehouse. Operators only.',
      input: WarehouseCreateInput,
      inputDescription: 'The warehouse.',
      payload: WarehouseCreatePayload,
      errors: pick(messages, 'invalid-code', 'invalid-name', 'invalid-country-code', 'warehouse-code-taken'),
      run: (terms, { cause }) => warehouses.create(terms, cause),
      answer: (created) => ({ warehouse: created }),
    }),
    warehouseFeedSet: mutation({
      description: 'Sets or removes the stock feed of a warehouse. The address of the feed is part of the configuration. Operators only.',
      input: WarehouseFeedSetInput,
      inputDescription: 'The feed.',
      payload: WarehouseFeedSetPayload,
      errors: pick(messages, 'warehouse-not-found', 'feed-not-configured'),
      run: ({ warehouseId, kind }, { cause }) => feeds.set(parseId(warehouseId), kind, cause),
      answer: async (id, context) => ({ warehouse: await warehouse.show(id, context) }),
    }),
    warehouseDifferenceAccept: mutation({
      description: 'Sets on-hand stock to the quantity that the warehouse counted, and resolves the difference. Operators only.',
      input: WarehouseDifferenceAcceptInput,
      inputDescription: 'The difference.',
      payload: WarehouseDifferenceAcceptPayload,
      errors: pick(messages, 'difference-not-found', 'difference-outdated', 'insufficient-stock', 'invalid-count'),
      run: ({ differenceId }, { cause }) => feeds.accept(parseId(differenceId), cause),
      answer: async (id) => {
        const found = await views.stockItem(id);
        return { variantStock: found === undefined ? null : toVariantStockType(found) };
      },
    }),
  });
