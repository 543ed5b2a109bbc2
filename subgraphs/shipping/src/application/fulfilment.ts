import { createTurns, idOf, instant, isRefused, moneyFromJson, type Cause, type CheckoutId, type Money } from '@marketplace/kernel';
import type { DataOf, inventoryEvents } from '@marketplace/schema';
import { cashPerLoad } from '../domain/cash';
import { selectCarrier } from '../domain/carriers';
import { zoneOf } from '../domain/countries';
import { decide } from '../domain/decide';
import { estimateDelivery } from '../domain/eta';
import type { Consignment, Parties } from '../domain/shipment';
import { splitOrder, type Allocation, type Load, type OrderLine } from '../domain/split';
import type { NewShipment, PaidOrder, Ports } from './ports';

type Confirmation = DataOf<typeof inventoryEvents.ReservationConfirmedV1>;

/** The order that a shipment is a part of, as far as its parts must know; and this part's cash. */
type Whole = { readonly shipmentCount: number; readonly cashDue?: Money };

export type Fulfilments = ReturnType<typeof createFulfilments>;

const linesOf = (paid: PaidOrder): readonly OrderLine[] =>
  paid.items.map((item) => ({ ...item, orderItemId: idOf(item.orderItemId), variantId: idOf(item.variantId) }));

/** Makes shipments as soon as both are known: that an order is paid, or to be paid at the door, and where its goods are. */
export const createFulfilments = ({ fulfilments, clock, newId, origin }: Pick<Ports, 'fulfilments' | 'clock' | 'newId' | 'origin'>) => {
  const begin = (paid: PaidOrder, { warehouseId, items, packages }: Load, whole: Whole): NewShipment => {
    const at = clock();
    const parties: Parties = {
      id: newId(),
      orderId: idOf(paid.orderId),
      checkoutId: idOf(paid.checkoutId),
      sellerId: idOf(paid.sellerId),
      buyerId: idOf(paid.buyerId),
      warehouseId,
    };
    const choice = selectCarrier(paid);
    const consignment: Consignment = { ...choice, items, packages, shipmentCount: whole.shipmentCount };
    const estimatedDelivery = estimateDelivery(instant(at), choice.service, zoneOf(origin, paid.countryCode));
    const events = decide({ type: 'CreateShipment', parties, consignment, estimatedDelivery, at }, undefined);
    if (isRefused(events)) throw new Error(`a new shipment was refused: ${events.refused}`);
    return { events, sealedAddress: paid.sealedAddress, ...(whole.cashDue === undefined ? {} : { cashDue: whole.cashDue }) };
  };

  const shipmentsOf = (paid: PaidOrder, allocations: readonly Allocation[]): readonly NewShipment[] => {
    const loads = splitOrder(linesOf(paid), allocations);
    // Inventory confirms what checkout asked for; less than that is a fault somewhere, and must not ship half an order.
    if (isRefused(loads)) throw new Error(`the allocations of checkout ${paid.checkoutId} do not cover order ${paid.orderId}`);
    const cash = paid.cashDue === undefined ? [] : cashPerLoad(moneyFromJson(paid.cashDue), loads);
    return loads.map((load, position) => {
      const cashDue = cash[position];
      return begin(paid, load, { shipmentCount: loads.length, ...(cashDue === undefined ? {} : { cashDue }) });
    });
  };

  const keepOrShip = async (paid: PaidOrder, cause: Cause): Promise<boolean> => {
    const known = await fulfilments.find(idOf(paid.checkoutId));
    if (known?.orders.some((order) => order.paid.orderId === paid.orderId) === true) return false;
    if (known?.allocations === undefined) {
      await fulfilments.keepOrder(paid, known, cause);
      return false;
    }
    await fulfilments.planOrder({ paid, known, shipments: shipmentsOf(paid, known.allocations) }, cause);
    return true;
  };

  const keepAndShip = async (confirmation: Confirmation, cause: Cause): Promise<boolean> => {
    const checkoutId: CheckoutId = idOf(confirmation.checkoutId);
    const known = await fulfilments.find(checkoutId);
    if (known?.allocations !== undefined) return false;
    const allocations = confirmation.allocations.map(({ variantId, warehouseId, quantity }) => ({
      variantId: idOf<'Variant'>(variantId),
      warehouseId: idOf<'Warehouse'>(warehouseId),
      quantity,
    }));
    const waiting = (known?.orders ?? []).filter((order) => !order.planned);
    const shipments = waiting.flatMap((order) => shipmentsOf(order.paid, allocations));
    await fulfilments.keepAllocations({ checkoutId, allocations, shipments }, known, cause);
    return shipments.length > 0;
  };

  // What is told of one checkout comes all at once, and would race for its row.
  const turns = createTurns();

  return {
    /** Ships an order, or keeps it until inventory says where its goods are. Returns whether there are shipments now. */
    orderPlaced: (paid: PaidOrder, cause: Cause): Promise<boolean> => turns(paid.checkoutId, () => keepOrShip(paid, cause)),

    /** Keeps where the goods of a checkout are, and ships what was waiting for it. Returns whether anything was. */
    stockConfirmed: (confirmation: Confirmation, cause: Cause): Promise<boolean> =>
      turns(confirmation.checkoutId, () => keepAndShip(confirmation, cause)),
  };
};
