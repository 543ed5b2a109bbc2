import type { VariantId } from '@marketplace/kernel';
import { rowSource, type Row, type Unit } from '@marketplace/platform';
import { netChanges, type Movement } from '../../domain/movements';
import { Movements, StockItems } from './tables';

/** The cause of a movement: the reason of a manual change or the names of events, and the reservation or transfer if any. */
export type MovementCause = Pick<Row<typeof Movements>, 'reason' | 'reasonCode' | 'referenceId' | 'changedBy'>;

/** Records pending changes of variants, for the job that publishes their availability. */
export const addPendingChanges = (unit: Unit, variantIds: readonly VariantId[]): Unit =>
  unit.addRows('INSERT INTO availability_changes (variant_id) SELECT DISTINCT variant_id FROM unnest($1::uuid[]) AS moved (variant_id)', [
    variantIds,
  ]);

/** Writes movements to the history, and a pending change for each variant. */
export const addMovements = (unit: Unit, movements: readonly Movement[], cause: MovementCause): void => {
  if (movements.length === 0) return;
  unit.insert(
    Movements,
    movements.map(({ variantId: _, ...movement }) => ({ ...movement, ...cause })),
  );
  addPendingChanges(
    unit,
    movements.map(({ variantId }) => variantId),
  );
};

const moved = rowSource(StockItems, ['id', 'onHand', 'reserved', 'backordered'], { alias: 'moved' });

/**
 * Changes stock. A row is not checked for its version but for enough stock, so that concurrent buyers of a hot variant all succeed
 * while stock lasts. Changes of one item by several units are added up, and the whole statement fails if the stock does not
 * suffice. Units that backorders wait for do not count as available. Rows are locked in order of ID before any is written, which
 * prevents deadlocks between reservations of the same variants.
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
