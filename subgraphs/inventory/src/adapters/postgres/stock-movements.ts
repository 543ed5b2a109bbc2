import type { VariantId } from '@marketplace/kernel';
import { rowSource, type Row, type Unit } from '@marketplace/platform';
import { netChanges, type Movement } from '../../domain/movements';
import { Movements, StockItems } from './tables';

/** Why stock moved: the words of a person, or the events that did it; and the reservation or transfer, if there is one. */
export type MovementReason = Pick<Row<typeof Movements>, 'reason' | 'reasonCode' | 'referenceId' | 'changedBy'>;

/** Marks variants whose availability has to be announced. */
export const markChanged = (unit: Unit, variantIds: readonly VariantId[]): Unit =>
  unit.addRows('INSERT INTO availability_changes (variant_id) SELECT DISTINCT variant_id FROM unnest($1::uuid[]) AS moved (variant_id)', [
    variantIds,
  ]);

/** Writes movements into the history, and marks their variants for announcement. */
export const addMovements = (unit: Unit, movements: readonly Movement[], why: MovementReason): void => {
  if (movements.length === 0) return;
  unit.insert(
    Movements,
    movements.map(({ variantId: _, ...movement }) => ({ ...movement, ...why })),
  );
  markChanged(
    unit,
    movements.map(({ variantId }) => variantId),
  );
};

const moved = rowSource(StockItems, ['id', 'onHand', 'reserved', 'backordered'], { alias: 'moved' });

/**
 * Moves stock. What is asked of a row is that it can bear the change, not that nobody has touched it: buyers of a hot
 * variant queue for its row and are all served while there is some. Changes of an item by several units are one change,
 * and when it cannot be borne, the statement fails as a whole. What is promised out of free stock must be free: what
 * backorders wait for is not. The rows are locked in order of id before any is written, so that reservations of the same
 * goods in another order wait instead of locking each other out.
 */
const moveStock = `
  UPDATE stock_items AS item SET on_hand = item.on_hand + change.on_hand, backordered = item.backordered + change.backordered,
    reserved = CASE
      WHEN item.on_hand + change.on_hand >= item.reserved + change.reserved
        AND item.backordered + change.backordered <= item.backorder_limit
        AND change.reserved - change.on_hand + least(change.backordered, 0) <= greatest(item.on_hand - item.reserved - item.backordered, 0)
      THEN item.reserved + change.reserved
      ELSE stock_falls_short() END
  FROM (SELECT id FROM stock_items WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE) AS locked
    JOIN (SELECT id, sum(on_hand)::int AS on_hand, sum(reserved)::int AS reserved, sum(backordered)::int AS backordered
      FROM ${moved.sql} GROUP BY id) AS change ON change.id = locked.id
  WHERE item.id = locked.id`;

export const addStockChanges = (unit: Unit, movements: readonly Movement[]): void => {
  if (movements.length === 0) return;
  const changes = netChanges(movements).map(({ stockItemId: id, ...change }) => ({ id, ...change }));
  unit.addRows(moveStock, moved.params(changes));
};
