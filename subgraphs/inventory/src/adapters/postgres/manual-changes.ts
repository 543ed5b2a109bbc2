import { actorRef, type Cause } from '@marketplace/kernel';
import { integer, rowSource, type EventMessage, type Unit } from '@marketplace/platform';
import type { ItemChange, ManualStockChange } from '../../application/ports';
import type { Movement, MovementKind } from '../../domain/movements';
import { addMovements } from './stock-movements';
import { StockItems, WarehouseDifferences } from './tables';

/** Creates the published event of a manual change; main.ts passes it from the nats adapter. */
export type ManualChangePublication = (change: ManualStockChange) => EventMessage;

const changed = rowSource(StockItems, ['id', 'version', 'onHand'], { alias: 'changed', extra: { before: integer() } });

/** The new quantity is published, so it must be the one written. Reservations may grow meanwhile, up to this quantity. */
const changeStock = `
  UPDATE stock_items AS item SET on_hand = changed.on_hand, version = item.version + 1 FROM ${changed.sql}
  WHERE item.id = changed.id AND item.version = changed.version AND item.on_hand = changed.before AND item.reserved <= changed.on_hand`;

const writeItems = (unit: Unit, ...changes: readonly ItemChange[]): void => {
  unit.insert(
    StockItems,
    changes
      .filter(({ before }) => before.version === 0)
      .map(({ after: { id, variantId, warehouseId, onHand } }) => ({ id, variantId, warehouseId, onHand, version: 1 })),
  );
  const existing = changes.filter(({ before }) => before.version > 0);
  if (existing.length === 0) return;
  const rows = existing.map(({ before, after }) => ({
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

/** Adds the changed items, their movements and the published event to a unit. */
export const addManualChange = (
  unit: Unit,
  change: ManualStockChange,
  { publish, cause }: { readonly publish: ManualChangePublication; readonly cause: Cause },
): Unit => {
  const details = { reason: change.reason, reasonCode: null, referenceId: null, changedBy: actorRef(cause.actor) };
  switch (change.type) {
    case 'StockAdjusted':
      writeItems(unit, change.at);
      addMovements(unit, [movementOf('ADJUSTED', change.at)], { ...details, reasonCode: change.code });
      break;
    case 'StockCounted':
      // Fails if the difference was resolved meanwhile.
      if (change.difference !== undefined) unit.delete(WarehouseDifferences, [{ id: change.difference }], { expect: 1 });
      writeItems(unit, change.at);
      addMovements(unit, [movementOf('COUNTED', change.at)], details);
      break;
    case 'StockTransferred':
      // Two opposite transfers can deadlock; one of them is retried.
      writeItems(unit, change.from, change.to);
      addMovements(unit, [movementOf('TRANSFERRED_OUT', change.from), movementOf('TRANSFERRED_IN', change.to)], {
        ...details,
        referenceId: change.transferId,
      });
      break;
  }
  return unit.publish(publish(change));
};
