import { actorRef, type Actor } from '@marketplace/kernel';
import type { Unit } from '@marketplace/platform';
import { netChanges, type Movement } from '../../domain/movements';
import type { AdjustmentCode } from '../../domain/stock';

/** Why stock moved: the words of a person, or the event that did it; and the reservation or transfer, if there is one. */
export type MovementReason = {
  readonly reason: string;
  readonly code?: AdjustmentCode;
  readonly referenceId: string | null;
  readonly actor: Actor;
};

const same = <T>(movements: readonly Movement[], value: T): readonly T[] => movements.map(() => value);

/** Writes movements into the history, and marks their variants for announcement. */
export const addMovements = (unit: Unit, movements: readonly Movement[], why: MovementReason): Unit =>
  unit
    .addRows(
      `INSERT INTO stock_movements
         (stock_item_id, kind, on_hand_change, reserved_change, backordered_change, reason, reason_code, reference_id, changed_by)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::int[], $6::text[], $7::text[], $8::uuid[], $9::text[])`,
      [
        movements.map((movement) => movement.stockItemId),
        movements.map((movement) => movement.kind),
        movements.map((movement) => movement.onHandChange),
        movements.map((movement) => movement.reservedChange),
        movements.map((movement) => movement.backorderedChange),
        same(movements, why.reason),
        same(movements, why.code ?? null),
        same(movements, why.referenceId),
        same(movements, actorRef(why.actor)),
      ],
    )
    .addRows('INSERT INTO availability_changes (variant_id) SELECT DISTINCT variant_id FROM unnest($1::uuid[]) AS moved (variant_id)', [
      movements.map((movement) => movement.variantId),
    ]);

/**
 * Moves stock. What is asked of a row is that it can bear the change, not that nobody has touched it: buyers of a hot
 * variant queue for its row and are all served while there is some. Changes of an item by several units are one change,
 * and when it cannot be borne, the statement fails as a whole. What is promised out of free stock must be free: what
 * backorders wait for is not. The rows are locked in order of id before any is written, so that reservations of the same
 * goods in another order wait instead of locking each other out.
 */
export const addStockChanges = (unit: Unit, movements: readonly Movement[]): Unit => {
  const changes = netChanges(movements);
  return unit.addRows(
    `UPDATE stock_items AS item SET on_hand = item.on_hand + change.on_hand, backordered = item.backordered + change.backordered,
       reserved = CASE
         WHEN item.on_hand + change.on_hand >= item.reserved + change.reserved
           AND item.backordered + change.backordered <= item.backorder_limit
           AND change.reserved - change.on_hand + least(change.backordered, 0) <= greatest(item.on_hand - item.reserved - item.backordered, 0)
         THEN item.reserved + change.reserved
         ELSE stock_falls_short() END
     FROM (SELECT id FROM stock_items WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE) AS locked
       JOIN (SELECT id, sum(on_hand)::int AS on_hand, sum(reserved)::int AS reserved, sum(backordered)::int AS backordered
         FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) AS moved (id, on_hand, reserved, backordered) GROUP BY id) AS change
         ON change.id = locked.id
     WHERE item.id = locked.id`,
    [
      changes.map((change) => change.stockItemId),
      changes.map((change) => change.onHand),
      changes.map((change) => change.reserved),
      changes.map((change) => change.backordered),
    ],
  );
};
