import type { VariantId } from '@marketplace/kernel';
import type { Allocation } from './allocation';
import type { BackorderFill, ReservationEvent } from './reservation';
import type { StockItemId } from './stock';

export type MovementKind =
  'ADJUSTED' | 'COUNTED' | 'TRANSFERRED_OUT' | 'TRANSFERRED_IN' | 'RESERVED' | 'BACKORDERED' | 'FILLED' | 'COMMITTED' | 'RELEASED';

/** An entry of the stock history. The sums of an item's entries are its quantities on hand, reserved and backordered. */
export type Movement = {
  readonly stockItemId: StockItemId;
  readonly variantId: VariantId;
  readonly kind: MovementKind;
  readonly onHandChange: number;
  readonly reservedChange: number;
  readonly backorderedChange: number;
};

type Changes = Pick<Movement, 'onHandChange' | 'reservedChange' | 'backorderedChange'>;

const none: Changes = { onHandChange: 0, reservedChange: 0, backorderedChange: 0 };

const movement = (kind: MovementKind, { stockItemId, variantId }: BackorderFill | Allocation, changes: Partial<Changes>): Movement => ({
  stockItemId,
  variantId,
  kind,
  ...none,
  ...changes,
});

/** The movements of allocations: available units are reserved, the others backordered. */
const reservationMovements = (allocations: readonly Allocation[]): readonly Movement[] =>
  allocations.flatMap((each) => [
    ...(each.quantity > each.backordered ? [movement('RESERVED', each, { reservedChange: each.quantity - each.backordered })] : []),
    ...(each.backordered > 0 ? [movement('BACKORDERED', each, { backorderedChange: each.backordered })] : []),
  ]);

/** The stock movements of an event. */
export const movementsOf = (event: ReservationEvent): readonly Movement[] => {
  switch (event.type) {
    case 'StockReserved':
      return reservationMovements(event.allocations);
    case 'ReservationReleased':
      return event.allocations.map((each) =>
        movement('RELEASED', each, { reservedChange: each.backordered - each.quantity, backorderedChange: 0 - each.backordered }),
      );
    case 'ReservationBackordered':
      return event.wasReserved ? [] : reservationMovements(event.allocations);
    case 'BackorderFilled':
      return event.fills.map((each) => movement('FILLED', each, { reservedChange: each.quantity, backorderedChange: -each.quantity }));
    case 'ReservationConfirmed':
      return [
        ...(event.wasReserved ? [] : reservationMovements(event.allocations)),
        ...event.allocations.map((each) => movement('COMMITTED', each, { onHandChange: -each.quantity, reservedChange: -each.quantity })),
      ];
    case 'StockRejected':
    case 'ReservationFellShort':
      return [];
  }
};

export type StockChange = {
  readonly stockItemId: StockItemId;
  readonly onHand: number;
  readonly reserved: number;
  readonly backordered: number;
};

/** The net change per stock item, so that each item is written once. */
export const netChanges = (movements: readonly Movement[]): readonly StockChange[] => {
  const changes = new Map<StockItemId, StockChange>();
  for (const { stockItemId, onHandChange, reservedChange, backorderedChange } of movements) {
    const { onHand, reserved, backordered } = changes.get(stockItemId) ?? { onHand: 0, reserved: 0, backordered: 0 };
    changes.set(stockItemId, {
      stockItemId,
      onHand: onHand + onHandChange,
      reserved: reserved + reservedChange,
      backordered: backordered + backorderedChange,
    });
  }
  return [...changes.values()];
};
