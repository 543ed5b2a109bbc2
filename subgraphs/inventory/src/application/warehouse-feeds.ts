import { isOperator, isRefused, refuse, type Actor, type Cause, type Refusal, type WarehouseId } from '@marketplace/kernel';
import { accept, type AcceptRefusal, type DifferenceId, type FeedKind, type WarehouseDifference } from '../domain/difference';
import { emptyItem, type StockItemId } from '../domain/stock';
import type { FeedRepository, WarehouseFeed, WarehouseSystem } from './feed-ports';
import type { Page } from './inventory.view';
import type { Ports } from './ports';

export type WarehouseFeeds = ReturnType<typeof createWarehouseFeeds>;

type Needs = Pick<Ports, 'stock' | 'warehouses' | 'newId'> & { readonly feeds: FeedRepository; readonly system: WarehouseSystem };

type SetRejection = Refusal<'forbidden' | 'warehouse-not-found' | 'feed-not-configured'>;
type AcceptRejection = AcceptRefusal | Refusal<'forbidden' | 'difference-not-found'>;

/** The use cases of warehouses' own systems; for operators. */
export const createWarehouseFeeds = ({ stock, warehouses, feeds, system, newId }: Needs) => ({
  /** Says which feed is read for a warehouse, or that none is. Only what is configured can be read. */
  set: async (warehouseId: WarehouseId, kind: FeedKind | undefined, cause: Cause): Promise<WarehouseId | SetRejection> => {
    if (!isOperator(cause.actor)) return refuse('forbidden');
    const warehouse = await warehouses.byId(warehouseId);
    if (warehouse === undefined) return refuse('warehouse-not-found', { path: ['warehouseId'] });
    if (kind !== undefined && !system.offers(warehouse.code).includes(kind)) return refuse('feed-not-configured', { path: ['kind'] });
    await feeds.set(warehouseId, kind, cause);
    return warehouseId;
  },

  /** Takes the warehouse's word for what there is: a stock count like any other. */
  accept: async (id: DifferenceId, cause: Cause): Promise<StockItemId | AcceptRejection> => {
    if (!isOperator(cause.actor)) return refuse('forbidden');
    const difference = await feeds.difference(id);
    if (difference === undefined) return refuse('difference-not-found', { path: ['differenceId'] });
    const { variantId, warehouseId } = difference;
    const place = await stock.place(variantId, warehouseId);
    const before = place.item ?? { version: 0, state: emptyItem(newId(), variantId, warehouseId) };
    const reason = 'counted by the warehouse system';
    const after = accept(before.state, difference, reason);
    if (isRefused(after)) return after;
    await stock.record({ type: 'StockCounted', at: { before, after }, reason, difference: id }, cause);
    return after.id;
  },

  differences: async (
    warehouseId: WarehouseId,
    page: Page,
    actor: Actor,
  ): Promise<readonly WarehouseDifference[] | undefined | Refusal<'forbidden'>> => {
    if (!isOperator(actor)) return refuse('forbidden');
    return (await warehouses.byId(warehouseId)) === undefined ? undefined : feeds.differences(warehouseId, page);
  },

  /** The feeds of warehouses, for operators; to everybody else there are none. */
  ofWarehouses: (ids: readonly string[], actor: Actor): Promise<ReadonlyMap<string, WarehouseFeed>> =>
    isOperator(actor) ? feeds.byWarehouses(ids) : Promise.resolve(new Map()),
});
