import { actorRef, type Cause } from '@marketplace/kernel';
import type { Unit } from '@marketplace/platform';
import { netChanges, type Movement } from '../../domain/movements';

/** Why stock moved: the words of a person, or the event that did it; and the reservation, if there is one. */
export type MovementReason = { readonly reason: string; readonly referenceId: string | null };

/** Writes movements into the history, and marks their variants for announcement. */
export const addMovements = (unit: Unit, movements: readonly Movement[], why: MovementReason & { readonly cause: Cause }): Unit =>
  unit
    .add(
      `INSERT INTO stock_movements (stock_item_id, kind, on_hand_change, reserved_change, reason, reference_id, changed_by)
       SELECT movement.*, $5, $6::uuid, $7 FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) AS movement`,
      [
        movements.map((movement) => movement.stockItemId),
        movements.map((movement) => movement.kind),
        movements.map((movement) => movement.onHandChange),
        movements.map((movement) => movement.reservedChange),
        why.reason,
        why.referenceId,
        actorRef(why.cause.actor),
      ],
    )
    .add('INSERT INTO availability_changes (variant_id) SELECT unnest($1::uuid[])', [
      [...new Set(movements.map((movement) => movement.variantId))],
    ]);

/**
 * Moves stock. What is asked of a row is that it can bear the change, not that nobody has touched it: buyers of a hot
 * variant queue for its row and are all served while there is some. The rows are locked in order of id before any is
 * written, so that reservations of the same goods in another order wait instead of locking each other out.
 */
export const addStockChanges = (unit: Unit, movements: readonly Movement[]): Unit => {
  const changes = netChanges(movements);
  return unit.add(
    `UPDATE stock_items AS item SET on_hand = item.on_hand + change.on_hand, reserved = item.reserved + change.reserved
     FROM (SELECT id FROM stock_items WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE) AS locked
       JOIN unnest($1::uuid[], $2::int[], $3::int[]) AS change (id, on_hand, reserved) ON change.id = locked.id
     WHERE item.id = locked.id AND item.on_hand + change.on_hand >= item.reserved + change.reserved`,
    [changes.map((change) => change.stockItemId), changes.map((change) => change.onHand), changes.map((change) => change.reserved)],
    changes.length,
  );
};
