import type { VariantId } from '@marketplace/kernel';
import type { Allocation } from './allocation';
import type { Filling, ReservationEvent } from './reservation';
import type { StockItemId } from './stock';

export type MovementKind =
  'ADJUSTED' | 'COUNTED' | 'TRANSFERRED_OUT' | 'TRANSFERRED_IN' | 'RESERVED' | 'BACKORDERED' | 'FILLED' | 'COMMITTED' | 'RELEASED';

/** One entry of the stock's history. The sums of all entries of an item are what it has on hand, reserved and backordered. */
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

const moved = (kind: MovementKind, { stockItemId, variantId }: Filling | Allocation, changes: Partial<Changes>): Movement => ({
  stockItemId,
  variantId,
  kind,
  ...none,
  ...changes,
});

/** What is there is held, what is not is waited for. */
const promised = (allocations: readonly Allocation[]): readonly Movement[] =>
  allocations.flatMap((each) => [
    ...(each.quantity > each.backordered ? [moved('RESERVED', each, { reservedChange: each.quantity - each.backordered })] : []),
    ...(each.backordered > 0 ? [moved('BACKORDERED', each, { backorderedChange: each.backordered })] : []),
  ]);

/** What an event does to the stock. */
export const movementsOf = (event: ReservationEvent): readonly Movement[] => {
  switch (event.type) {
    case 'StockReserved':
      return promised(event.allocations);
    case 'ReservationReleased':
      return event.allocations.map((each) =>
        moved('RELEASED', each, { reservedChange: each.backordered - each.quantity, backorderedChange: 0 - each.backordered }),
      );
    case 'ReservationBackordered':
      return event.wasHeld ? [] : promised(event.allocations);
    case 'BackorderFilled':
      return event.filled.map((each) => moved('FILLED', each, { reservedChange: each.quantity, backorderedChange: -each.quantity }));
    case 'ReservationConfirmed':
      return [
        ...(event.wasHeld ? [] : promised(event.allocations)),
        ...event.allocations.map((each) => moved('COMMITTED', each, { onHandChange: -each.quantity, reservedChange: -each.quantity })),
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

/** What movements come to, per stock item: each item is written once, however often it moved. */
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
