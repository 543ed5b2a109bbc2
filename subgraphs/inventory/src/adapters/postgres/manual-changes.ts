import { actorRef, type Cause } from '@marketplace/kernel';
import { integer, rowSource, type OutgoingEvent, type Unit } from '@marketplace/platform';
import type { ItemChange, ManualStockChange } from '../../application/ports';
import type { Movement, MovementKind } from '../../domain/movements';
import { addMovements } from './stock-movements';
import { StockItems, WarehouseDifferences } from './tables';

/** What other contexts receive of a change by hand; given by main.ts, from the nats adapter. */
export type ManualChangePublication = (change: ManualStockChange) => OutgoingEvent;

const changed = rowSource(StockItems, ['id', 'version', 'onHand'], { alias: 'changed', beside: { before: integer() } });

/** The new quantity is announced, so it must be the one that holds; what is reserved may grow meanwhile, up to it. */
const changeStock = `
  UPDATE stock_items AS item SET on_hand = changed.on_hand, version = item.version + 1 FROM ${changed.sql}
  WHERE item.id = changed.id AND item.version = changed.version AND item.on_hand = changed.before AND item.reserved <= changed.on_hand`;

const addItems = (unit: Unit, ...changes: readonly ItemChange[]): void => {
  unit.insert(
    StockItems,
    changes
      .filter(({ before }) => before.version === 0)
      .map(({ after: { id, variantId, warehouseId, onHand } }) => ({ id, variantId, warehouseId, onHand, version: 1 })),
  );
  const kept = changes.filter(({ before }) => before.version > 0);
  if (kept.length === 0) return;
  const rows = kept.map(({ before, after }) => ({
    id: after.id,
    version: before.version,
    onHand: after.onHand,
    before: before.onHand,
  }));
  unit.addRows(changeStock, changed.params(rows), rows.length);
};

const movementOf = (kind: MovementKind, { before, after }: ItemChange): Movement => ({
  stockItemId: after.id,
  variantId: after.variantId,
  kind,
  onHandChange: after.onHand - before.onHand,
  reservedChange: 0,
  backorderedChange: 0,
});

/** Adds the items as they are now, what happened to them, and what is published of it. */
export const addManualChange = (
  unit: Unit,
  change: ManualStockChange,
  { publish, cause }: { readonly publish: ManualChangePublication; readonly cause: Cause },
): Unit => {
  const why = { reason: change.reason, reasonCode: null, referenceId: null, changedBy: actorRef(cause.actor) };
  switch (change.type) {
    case 'StockAdjusted':
      addItems(unit, change.at);
      addMovements(unit, [movementOf('ADJUSTED', change.at)], { ...why, reasonCode: change.code });
      break;
    case 'StockCounted':
      // A difference that somebody else has settled meanwhile is not settled twice.
      if (change.difference !== undefined) unit.delete(WarehouseDifferences, [{ id: change.difference }], { expect: 1 });
      addItems(unit, change.at);
      addMovements(unit, [movementOf('COUNTED', change.at)], why);
      break;
    case 'StockTransferred':
      // Two transfers that cross lock each other out, and one of them starts over.
      addItems(unit, change.from, change.to);
      addMovements(unit, [movementOf('TRANSFERRED_OUT', change.from), movementOf('TRANSFERRED_IN', change.to)], {
        ...why,
        referenceId: change.transferId,
      });
      break;
  }
  return unit.publish(publish(change));
};
