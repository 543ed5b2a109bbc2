import type { VariantId } from '@marketplace/kernel';
import type { Allocation } from './allocation';
import type { ReservationEvent } from './reservation';
import type { StockItemId } from './stock';

export type MovementKind = 'ADJUSTED' | 'RESERVED' | 'COMMITTED' | 'RELEASED';

/** One entry of the stock's history. The sums of all entries of an item are what it has on hand and reserved. */
export type Movement = {
  readonly stockItemId: StockItemId;
  readonly variantId: VariantId;
  readonly kind: MovementKind;
  readonly onHandChange: number;
  readonly reservedChange: number;
};

type Signs = { readonly onHand: 0 | -1; readonly reserved: 1 | -1 };

const moved = (kind: MovementKind, signs: Signs, allocations: readonly Allocation[]): readonly Movement[] =>
  allocations.map(({ stockItemId, variantId, quantity }) => ({
    stockItemId,
    variantId,
    kind,
    onHandChange: signs.onHand === 0 ? 0 : -quantity,
    reservedChange: signs.reserved * quantity,
  }));

/** What an event does to the stock. */
export const movementsOf = (event: ReservationEvent): readonly Movement[] => {
  switch (event.type) {
    case 'StockReserved':
      return moved('RESERVED', { onHand: 0, reserved: 1 }, event.allocations);
    case 'ReservationReleased':
      return moved('RELEASED', { onHand: 0, reserved: -1 }, event.allocations);
    case 'ReservationConfirmed':
      return [
        ...(event.wasHeld ? [] : moved('RESERVED', { onHand: 0, reserved: 1 }, event.allocations)),
        ...moved('COMMITTED', { onHand: -1, reserved: -1 }, event.allocations),
      ];
    case 'StockRejected':
    case 'ReservationFellShort':
      return [];
  }
};

export type StockChange = { readonly stockItemId: StockItemId; readonly onHand: number; readonly reserved: number };

/** What movements come to, per stock item: each item is written once, however often it moved. */
export const netChanges = (movements: readonly Movement[]): readonly StockChange[] => {
  const changes = new Map<StockItemId, StockChange>();
  for (const { stockItemId, onHandChange, reservedChange } of movements) {
    const { onHand, reserved } = changes.get(stockItemId) ?? { onHand: 0, reserved: 0 };
    changes.set(stockItemId, { stockItemId, onHand: onHand + onHandChange, reserved: reserved + reservedChange });
  }
  return [...changes.values()];
};
