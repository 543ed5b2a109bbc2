import { refuse, type Id, type Instant, type Refusal, type VariantId, type WarehouseId } from '@marketplace/kernel';
import { count, type CountRefusal, type StockItem } from './stock';

export type DifferenceId = Id<'WarehouseDifference'>;

export type FeedKind = 'FILE' | 'HTTP';

/** What a warehouse's own system counts otherwise than we do. */
export type WarehouseDifference = {
  readonly id: DifferenceId;
  readonly warehouseId: WarehouseId;
  readonly variantId: VariantId;
  /** What we had on hand when the feed was read. */
  readonly onHand: number;
  readonly counted: number;
  readonly foundAt: Instant;
};

export type AcceptRefusal = CountRefusal | Refusal<'difference-outdated'>;

/** The stock as the warehouse counts it. Once goods have moved since, the count says nothing any more: the next feed will. */
export const accept = (item: StockItem, difference: WarehouseDifference, reason: string): StockItem | AcceptRefusal =>
  item.onHand === difference.onHand ? count(item, { counted: difference.counted, reason }) : refuse('difference-outdated');
