import { refuse, type Id, type Instant, type Refusal, type VariantId, type WarehouseId } from '@marketplace/kernel';
import { count, type CountRefusal, type StockItem } from './stock';

export type DifferenceId = Id<'WarehouseDifference'>;

export type FeedKind = 'FILE' | 'HTTP';

/** A difference between the quantity that a warehouse counted and stock on hand. */
export type WarehouseDifference = {
  readonly id: DifferenceId;
  readonly warehouseId: WarehouseId;
  readonly variantId: VariantId;
  /** The quantity on hand when the feed was read. */
  readonly onHand: number;
  readonly counted: number;
  readonly foundAt: Instant;
};

export type AcceptRefusal = CountRefusal | Refusal<'difference-outdated'>;

/** Sets on-hand stock to the counted quantity. Refuses if the stock has changed since the count; the next feed has a newer count. */
export const accept = (item: StockItem, difference: WarehouseDifference, reason: string): StockItem | AcceptRefusal =>
  item.onHand === difference.onHand ? count(item, { counted: difference.counted, reason }) : refuse('difference-outdated');
