import type { Cause } from '@marketplace/kernel';
import type { OutgoingEvent, Unit } from '@marketplace/platform';
import type { HandChange, HandWork } from '../../application/ports';
import type { Movement, MovementKind } from '../../domain/movements';
import { addMovements, type MovementReason } from './movement-parts';

/** Turns what was done by hand into what the world is told of it; given by main.ts, from the nats adapter. */
export type HandWorkPublications = (work: HandWork) => OutgoingEvent;

/** The new quantity is announced, so it must be the one that holds; what is reserved may grow meanwhile, up to it. */
const addItem = (unit: Unit, { before, after }: HandChange): Unit =>
  before.version === 0
    ? unit.add('INSERT INTO stock_items (id, variant_id, warehouse_id, on_hand, version) VALUES ($1, $2, $3, $4, 1)', [
        after.id,
        after.variantId,
        after.warehouseId,
        after.onHand,
      ])
    : unit.add(
        'UPDATE stock_items SET on_hand = $4, version = version + 1 WHERE id = $1 AND version = $2 AND on_hand = $3 AND reserved <= $4',
        [after.id, before.version, before.state.onHand, after.onHand],
        1,
      );

const movementOf = (kind: MovementKind, { before, after }: HandChange): Movement => ({
  stockItemId: after.id,
  variantId: after.variantId,
  kind,
  onHandChange: after.onHand - before.state.onHand,
  reservedChange: 0,
  backorderedChange: 0,
});

type Setting = { readonly publications: HandWorkPublications; readonly cause: Cause };

const addWork = (unit: Unit, work: HandWork, { cause: { actor } }: Setting): Unit => {
  const why: MovementReason = { reason: work.reason, referenceId: null, actor };
  switch (work.type) {
    case 'StockAdjusted':
      return addMovements(addItem(unit, work.at), [movementOf('ADJUSTED', work.at)], { ...why, code: work.code });
    case 'StockCounted': {
      // A difference that somebody else has settled meanwhile is not settled twice.
      if (work.difference !== undefined) unit.add('DELETE FROM warehouse_differences WHERE id = $1', [work.difference], 1);
      return addMovements(addItem(unit, work.at), [movementOf('COUNTED', work.at)], why);
    }
    case 'StockTransferred': {
      // Two transfers that cross lock each other out, and one of them starts over.
      const movements = [movementOf('TRANSFERRED_OUT', work.from), movementOf('TRANSFERRED_IN', work.to)];
      return addMovements(addItem(addItem(unit, work.from), work.to), movements, { ...why, referenceId: work.transferId });
    }
  }
};

/** Adds the items as they are now, what became of them, and what is told of it. */
export const recordHandWork = (unit: Unit, work: HandWork, setting: Setting): Unit =>
  addWork(unit, work, setting).publish(setting.publications(work));
