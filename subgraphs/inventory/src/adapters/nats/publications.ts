import type { AppliedEvent } from '@marketplace/application';
import { eventMessage, type EventMessage } from '@marketplace/platform';
import { inventoryEvents } from '@marketplace/schema';
import type { ChangedVariant, ItemChange, ManualStockChange } from '../../application/ports';
import type { Allocation } from '../../domain/allocation';
import { quantityOf, type AvailabilityEventType } from '../../domain/availability';
import type { Reservation, ReservationEvent } from '../../domain/reservation';

const toAllocation = ({ variantId, warehouseId, quantity }: Allocation) => ({ variantId, warehouseId, quantity });

/** The published events of a reservation. A shortage of a paid one is an alert for operations, not an event. */
export const reservationMessages = ({ id, event, version }: AppliedEvent<Reservation, ReservationEvent>): readonly EventMessage[] => {
  const aggregate = { id, version };
  switch (event.type) {
    case 'StockReserved': {
      const { reservationId, checkoutId } = event.terms;
      const allocations = event.allocations.map(toAllocation);
      return [
        eventMessage(inventoryEvents.StockReservedV1, aggregate, { reservationId, checkoutId, expiresAt: event.expiresAt, allocations }),
      ];
    }
    case 'StockRejected':
      return [
        eventMessage(inventoryEvents.StockRejectedV1, aggregate, {
          ...event.ref,
          reason: event.reason,
          shortages: event.shortages.map((each) => ({ ...each })),
        }),
      ];
    case 'ReservationReleased':
      return [eventMessage(inventoryEvents.ReservationReleasedV1, aggregate, { ...event.ref, reason: event.reason })];
    case 'ReservationConfirmed':
      return [
        eventMessage(inventoryEvents.ReservationConfirmedV1, aggregate, { ...event.ref, allocations: event.allocations.map(toAllocation) }),
      ];
    case 'ReservationBackordered': {
      const waitingFor = event.allocations
        .filter(({ backordered }) => backordered > 0)
        .map((each) => toAllocation({ ...each, quantity: each.backordered }));
      return [eventMessage(inventoryEvents.ReservationBackorderedV1, aggregate, { ...event.ref, waitingFor })];
    }
    case 'BackorderFilled':
    case 'ReservationFellShort':
      return [];
  }
};

const itemRefOf = ({ after }: ItemChange) => ({ stockItemId: after.id, variantId: after.variantId, warehouseId: after.warehouseId });

const changeOf = ({ before, after }: ItemChange): number => after.onHand - before.onHand;

const versionOf = ({ before, after }: ItemChange) => ({ id: after.id, version: before.version + 1 });

const sideOf = ({ after }: ItemChange) => ({ stockItemId: after.id, warehouseId: after.warehouseId, onHand: after.onHand });

/** The published event of a manual change. */
export const manualChangeMessage = (manual: ManualStockChange): EventMessage => {
  const { reason } = manual;
  switch (manual.type) {
    case 'StockAdjusted': {
      const { at, code: reasonCode } = manual;
      const { onHand } = at.after;
      return eventMessage(inventoryEvents.StockAdjustedV1, versionOf(at), {
        ...itemRefOf(at),
        change: changeOf(at),
        onHand,
        reason,
        reasonCode,
      });
    }
    case 'StockCounted': {
      const { at } = manual;
      const counts = { counted: at.after.onHand, difference: changeOf(at) };
      return eventMessage(inventoryEvents.StockCountedV1, versionOf(at), { ...itemRefOf(at), ...counts, reason });
    }
    case 'StockTransferred': {
      const { transferId, from, to } = manual;
      const sides = { from: sideOf(from), to: sideOf(to) };
      const { variantId } = from.after;
      const quantity = changeOf(to);
      return eventMessage(
        inventoryEvents.StockTransferredV1,
        { id: transferId, version: 1 },
        { transferId, variantId, quantity, ...sides, reason },
      );
    }
  }
};

/** The published event of a change in availability. */
export const availabilityMessage = (type: AvailabilityEventType, variant: ChangedVariant, version: number): EventMessage => {
  const { variantId, productId, availability } = variant;
  const aggregate = { id: variantId, version };
  const { inStock, backorderable, lowStockThreshold } = availability;
  switch (type) {
    case 'AvailabilityChanged':
      return eventMessage(inventoryEvents.AvailabilityChangedV1, aggregate, {
        variantId,
        productId,
        available: quantityOf(availability),
        backorderable,
      });
    case 'LowStockReached':
      return eventMessage(inventoryEvents.LowStockReachedV1, aggregate, { variantId, inStock, threshold: lowStockThreshold });
    case 'BackInStock':
      return eventMessage(inventoryEvents.BackInStockV1, aggregate, { variantId, inStock });
  }
};
