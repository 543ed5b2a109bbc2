import { idOf } from '@marketplace/kernel';
import type { StockItem } from '../../domain/stock';

/** A stock item under the names of its columns. */
export type ItemRow = {
  readonly item_id: string;
  readonly variant_id: string;
  readonly warehouse_id: string;
  readonly on_hand: number;
  readonly reserved: number;
  readonly backordered: number;
  readonly backorder_limit: number;
};

/** The columns of a stock item called `item`. */
export const itemColumns =
  'item.id AS item_id, item.variant_id, item.warehouse_id, item.on_hand, item.reserved, item.backordered, item.backorder_limit';

export const toItem = (row: ItemRow): StockItem => ({
  id: idOf(row.item_id),
  variantId: idOf(row.variant_id),
  warehouseId: idOf(row.warehouse_id),
  onHand: row.on_hand,
  reserved: row.reserved,
  backordered: row.backordered,
  backorderLimit: row.backorder_limit,
});
