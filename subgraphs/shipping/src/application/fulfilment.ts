import { keyedQueue } from '@marketplace/application';
import { isRefused, type Cause, type Money } from '@marketplace/kernel';
import { cashPerLoad } from '../domain/cash';
import { selectCarrier } from '../domain/carriers';
import { zoneOf } from '../domain/countries';
import { decide } from '../domain/decide';
import { estimateDelivery } from '../domain/eta';
import { splitOrder, type Allocation, type Load } from '../domain/split';
import type { CheckoutAllocations, OrderToShip, Ports, ShipmentChange } from './ports';

/** A shipment to create: its load, the number of shipments of its order, and the cash due. */
type NewShipment = { readonly load: Load; readonly shipmentCount: number; readonly cashDue: Money | undefined };

export type Fulfilments = ReturnType<typeof createFulfilments>;

/** Creates the shipments of an order as soon as it is paid, or placed with cash on delivery, and its stock is allocated. */
export const createFulfilments = ({ fulfilments, clock, newId, origin }: Pick<Ports, 'fulfilments' | 'clock' | 'newId' | 'origin'>) => {
  const newShipment = (order: OrderToShip, { load, shipmentCount, cashDue }: NewShipment, { correlationId }: Cause): ShipmentChange => {
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
    return { before: undefined, events, extra: { carrier, service, correlationId, sealedAddress, cashDue } };
  };

  const shipmentsOf = (order: OrderToShip, allocations: readonly Allocation[], cause: Cause): readonly ShipmentChange[] => {
    const loads = splitOrder(order.items, allocations);
    // Inventory confirms the whole checkout. Anything less is a fault, and must not ship half an order.
    if (isRefused(loads)) throw new Error(`the allocations of checkout ${order.checkoutId} do not cover order ${order.orderId}`);
    const cash = order.cashDue === undefined ? [] : cashPerLoad(order.cashDue, loads);
    return loads.map((load, position) => newShipment(order, { load, shipmentCount: loads.length, cashDue: cash[position] }, cause));
  };

  const saveOrShip = async (order: OrderToShip, cause: Cause): Promise<boolean> => {
    const known = await fulfilments.find(order.checkoutId);
    if (known?.orders.some((each) => each.order.orderId === order.orderId) === true) return false;
    if (known?.allocations === undefined) {
      await fulfilments.saveOrder(order, known, cause);
      return false;
    }
    await fulfilments.saveOrderPlan({ order, known, shipments: shipmentsOf(order, known.allocations, cause) }, cause);
    return true;
  };

  const saveAndShip = async ({ checkoutId, allocations }: CheckoutAllocations, cause: Cause): Promise<boolean> => {
    const known = await fulfilments.find(checkoutId);
    if (known?.allocations !== undefined) return false;
    const waiting = (known?.orders ?? []).filter(({ isPlanned }) => !isPlanned);
    const shipments = waiting.flatMap(({ order }) => shipmentsOf(order, allocations, cause));
    await fulfilments.saveAllocations({ checkoutId, allocations, shipments }, known, cause);
    return shipments.length > 0;
  };

  // The messages about a checkout arrive at the same time, and would compete for its row.
  const queue = keyedQueue();

  return {
    /** Creates the shipments of an order, or saves the order until its stock is allocated. Returns true if it created shipments. */
    orderPlaced: (order: OrderToShip, cause: Cause): Promise<boolean> => queue.run(order.checkoutId, () => saveOrShip(order, cause)),

    /** Saves the allocations of a checkout, and creates the shipments of waiting orders. Returns true if it created any. */
    stockConfirmed: (stock: CheckoutAllocations, cause: Cause): Promise<boolean> =>
      queue.run(stock.checkoutId, () => saveAndShip(stock, cause)),
  };
};
