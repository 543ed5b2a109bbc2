import { keyedQueue } from '@marketplace/application';
import { isRefused, type Cause, type Money } from '@marketplace/kernel';
import { cashPerLoad } from '../domain/cash';
import { selectCarrier } from '../domain/carriers';
import { zoneOf } from '../domain/countries';
import { decide } from '../domain/decide';
import { estimateDelivery } from '../domain/eta';
import { splitOrder, type Allocation, type Load } from '../domain/split';
import type { CheckoutAllocations, OrderToShip, Ports, ShipmentChange } from './ports';

/** A shipment to be made of a load; of how many of its order, and what its courier collects. */
type Part = { readonly load: Load; readonly shipmentCount: number; readonly cashDue: Money | undefined };

export type Fulfilments = ReturnType<typeof createFulfilments>;

/** Makes shipments as soon as both are known: that an order is paid, or to be paid on delivery, and where its goods are. */
export const createFulfilments = ({ fulfilments, clock, newId, origin }: Pick<Ports, 'fulfilments' | 'clock' | 'newId' | 'origin'>) => {
  const begin = (order: OrderToShip, { load, shipmentCount, cashDue }: Part, { correlationId }: Cause): ShipmentChange => {
    const at = clock();
    const { orderId, checkoutId, sellerId, buyerId, sealedAddress } = order;
    const { warehouseId, items, packages } = load;
    const { carrier, service } = selectCarrier(order);
    const events = decide(
      {
        type: 'CreateShipment',
        parties: { id: newId(), orderId, checkoutId, sellerId, buyerId, warehouseId },
        consignment: { carrier, service, items, packages, shipmentCount },
        estimatedDelivery: estimateDelivery(at, service, zoneOf(origin, order.countryCode)),
        at,
      },
      undefined,
    );
    if (isRefused(events)) throw new Error(`a new shipment was refused: ${events.refused}`);
    return { before: undefined, events, beside: { carrier, service, correlationId, sealedAddress, cashDue } };
  };

  const shipmentsOf = (order: OrderToShip, allocations: readonly Allocation[], cause: Cause): readonly ShipmentChange[] => {
    const loads = splitOrder(order.items, allocations);
    // Inventory confirms what checkout asked for; less than that is a fault somewhere, and must not ship half an order.
    if (isRefused(loads)) throw new Error(`the allocations of checkout ${order.checkoutId} do not cover order ${order.orderId}`);
    const cash = order.cashDue === undefined ? [] : cashPerLoad(order.cashDue, loads);
    return loads.map((load, position) => begin(order, { load, shipmentCount: loads.length, cashDue: cash[position] }, cause));
  };

  const keepOrShip = async (order: OrderToShip, cause: Cause): Promise<boolean> => {
    const known = await fulfilments.find(order.checkoutId);
    if (known?.orders.some((each) => each.order.orderId === order.orderId) === true) return false;
    if (known?.allocations === undefined) {
      await fulfilments.keepOrder(order, known, cause);
      return false;
    }
    await fulfilments.planOrder({ order, known, shipments: shipmentsOf(order, known.allocations, cause) }, cause);
    return true;
  };

  const keepAndShip = async ({ checkoutId, allocations }: CheckoutAllocations, cause: Cause): Promise<boolean> => {
    const known = await fulfilments.find(checkoutId);
    if (known?.allocations !== undefined) return false;
    const waiting = (known?.orders ?? []).filter(({ isPlanned }) => !isPlanned);
    const shipments = waiting.flatMap(({ order }) => shipmentsOf(order, allocations, cause));
    await fulfilments.keepAllocations({ checkoutId, allocations, shipments }, known, cause);
    return shipments.length > 0;
  };

  // The messages about one checkout come all at once, and would race for its row.
  const queue = keyedQueue();

  return {
    /** Ships an order, or keeps it until the place of its goods is known. Returns whether there are shipments now. */
    orderPlaced: (order: OrderToShip, cause: Cause): Promise<boolean> => queue.run(order.checkoutId, () => keepOrShip(order, cause)),

    /** Keeps where the goods of a checkout are, and ships what was waiting for it. Returns whether anything was. */
    stockConfirmed: (stock: CheckoutAllocations, cause: Cause): Promise<boolean> =>
      queue.run(stock.checkoutId, () => keepAndShip(stock, cause)),
  };
};
