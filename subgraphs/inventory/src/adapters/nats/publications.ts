import type { ReservationId, VariantId } from '@marketplace/kernel';
import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { inventoryEvents } from '@marketplace/schema';
import type { Allocation } from '../../domain/allocation';
import type { ReservationEvent } from '../../domain/reservation';
import type { Adjustment, StockItem } from '../../domain/stock';

const toAllocation = ({ variantId, warehouseId, quantity }: Allocation) => ({ variantId, warehouseId, quantity });

/** What other contexts hear of a reservation. That a paid one is short is for people on duty, not for them. */
export const ofReservation = (event: ReservationEvent, version: number, id: ReservationId): readonly OutgoingEvent[] => {
  const aggregate = { id, version };
  switch (event.type) {
    case 'StockReserved': {
      const { reservationId, checkoutId } = event.terms;
      const allocations = event.allocations.map(toAllocation);
      return [outgoing(inventoryEvents.StockReservedV1, aggregate, { reservationId, checkoutId, expiresAt: event.expiresAt, allocations })];
    }
    case 'StockRejected':
      return [
        outgoing(inventoryEvents.StockRejectedV1, aggregate, {
          ...event.ref,
          reason: event.reason,
          shortages: event.shortages.map((each) => ({ ...each })),
        }),
      ];
    case 'ReservationReleased':
      return [outgoing(inventoryEvents.ReservationReleasedV1, aggregate, { ...event.ref, reason: event.reason })];
    case 'ReservationConfirmed':
      return [
        outgoing(inventoryEvents.ReservationConfirmedV1, aggregate, { ...event.ref, allocations: event.allocations.map(toAllocation) }),
      ];
    case 'ReservationFellShort':
      return [];
  }
};

export const ofAdjustment = (item: StockItem, { change, reason }: Adjustment, version: number): OutgoingEvent =>
  outgoing(
    inventoryEvents.StockAdjustedV1,
    { id: item.id, version },
    {
      stockItemId: item.id,
      variantId: item.variantId,
      warehouseId: item.warehouseId,
      change,
      onHand: item.onHand,
      reason,
    },
  );

export const ofAvailability = (variantId: VariantId, available: number, version: number): OutgoingEvent =>
  outgoing(inventoryEvents.AvailabilityChangedV1, { id: variantId, version }, { variantId, available });
