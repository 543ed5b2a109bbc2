import type { Page } from '@marketplace/application';
import {
  isOperator,
  isRefused,
  narrowRefusal,
  refuse,
  type Actor,
  type Cause,
  type NewId,
  type Refusal,
  type WarehouseId,
} from '@marketplace/kernel';
import { accept, type DifferenceId, type FeedKind, type WarehouseDifference } from '../domain/difference';
import { emptyItem, type StockItemId } from '../domain/stock';
import type { FeedRepository, WarehouseFeed, WarehouseSystem } from './feed-ports';
import type { StockRepository, WarehouseRepository } from './ports';

export type WarehouseFeeds = ReturnType<typeof createWarehouseFeeds>;

type Dependencies = {
  readonly stock: Pick<StockRepository, 'lookUp' | 'record'>;
  readonly warehouses: Pick<WarehouseRepository, 'byId'>;
  readonly feeds: FeedRepository;
  readonly system: WarehouseSystem;
  readonly newId: NewId;
};

type SetRejection = Refusal<'forbidden' | 'warehouse-not-found' | 'feed-not-configured'>;
/** Excludes `invalid-reason`: the reason of this count is a constant. */
type AcceptRejection = Refusal<'forbidden' | 'difference-not-found' | 'difference-outdated' | 'insufficient-stock' | 'invalid-count'>;

/** The use cases of warehouse feeds; for operators. */
export const createWarehouseFeeds = ({ stock, warehouses, feeds, system, newId }: Dependencies) => ({
  /** Sets or removes the feed of a warehouse. Only a configured feed can be set. */
  set: async (warehouseId: WarehouseId, kind: FeedKind | undefined, cause: Cause): Promise<WarehouseId | SetRejection> => {
    if (!isOperator(cause.actor)) return refuse('forbidden');
    const warehouse = await warehouses.byId(warehouseId);
    if (warehouse === undefined) return refuse('warehouse-not-found', { path: ['warehouseId'] });
    if (kind !== undefined && !system.offers(warehouse.code).includes(kind)) return refuse('feed-not-configured', { path: ['kind'] });
    await feeds.set(warehouseId, kind, cause);
    return warehouseId;
  },

  /** Sets on-hand stock to the quantity that the warehouse counted, as a stock count. */
  accept: async (id: DifferenceId, cause: Cause): Promise<StockItemId | AcceptRejection> => {
    if (!isOperator(cause.actor)) return refuse('forbidden');
    const difference = await feeds.difference(id);
    if (difference === undefined) return refuse('difference-not-found', { path: ['differenceId'] });
    const { variantId, warehouseId } = difference;
    const found = await stock.lookUp(variantId, warehouseId);
    const before = found.item ?? { version: 0, ...emptyItem(newId(), variantId, warehouseId) };
    const reason = 'counted by the warehouse system';
    const after = accept(before, difference, reason);
    if (isRefused(after)) return narrowRefusal(after, 'difference-outdated', 'insufficient-stock', 'invalid-count');
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

  /** The feeds of warehouses; empty unless the actor is an operator. */
  ofWarehouses: (ids: readonly WarehouseId[], actor: Actor): Promise<ReadonlyMap<string, WarehouseFeed>> =>
    isOperator(actor) ? feeds.byWarehouses(ids) : Promise.resolve(new Map()),
});
