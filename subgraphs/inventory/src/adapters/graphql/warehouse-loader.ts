import { idOf } from '@marketplace/kernel';
import type { GraphContext } from '@marketplace/platform/graphql';
import type { InventoryViews } from '../../application/inventory.view';

/** Reads warehouses by id, once for a request. */
export const warehouseLoader = ({ loaders }: GraphContext, views: InventoryViews) =>
  loaders.get('warehouses', (ids) => views.warehousesByIds(ids.map((each) => idOf(each))));
