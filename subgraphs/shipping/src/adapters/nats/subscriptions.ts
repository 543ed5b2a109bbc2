import { idOf, moneyFromJson, type Cause } from '@marketplace/kernel';
import { handle, type EventHandler } from '@marketplace/platform';
import { checkoutEvents, inventoryEvents, ordersEvents, type DataOf } from '@marketplace/schema';
import type { Fulfilments } from '../../application/fulfilment';
import type { CheckoutAllocations, OrderToShip } from '../../application/ports';
import type { QuoteRequest, Quotes } from '../../application/quotes';
import type { Shipments } from '../../application/shipments';

export type Dependencies = {
  readonly quotes: Quotes;
  readonly fulfilments: Fulfilments;
  readonly shipments: Shipments;
  /** Starts the label requests in the background, so that no message waits for a carrier. */
  readonly triggerLabels: () => void;
};

const quoteRequestOf = ({ checkoutId, parcels, ...rest }: DataOf<typeof checkoutEvents.ShippingQuoteRequestedV1>): QuoteRequest => ({
  ...rest,
  checkoutId: idOf(checkoutId),
  parcels: parcels.map(({ sellerId, weightGrams }) => ({ sellerId: idOf(sellerId), weightGrams })),
});

type PlacedOrder = Omit<DataOf<typeof ordersEvents.OrderPaidV1>, 'paymentId' | 'total'>;

const orderToShip = ({ orderId, checkoutId, sellerId, buyerId, items, ...rest }: PlacedOrder): OrderToShip => ({
  orderId: idOf(orderId),
  checkoutId: idOf(checkoutId),
  sellerId: idOf(sellerId),
  buyerId: idOf(buyerId),
  sealedAddress: rest.sealedAddress,
  countryCode: rest.countryCode,
  carrier: rest.carrier,
  service: rest.service,
  items: items.map((item) => ({ ...item, orderItemId: idOf(item.orderItemId), variantId: idOf(item.variantId) })),
});

const allocationsOf = ({ checkoutId, allocations }: DataOf<typeof inventoryEvents.ReservationConfirmedV1>): CheckoutAllocations => ({
  checkoutId: idOf(checkoutId),
  allocations: allocations.map(({ variantId, warehouseId, quantity }) => ({
    variantId: idOf(variantId),
    warehouseId: idOf(warehouseId),
    quantity,
  })),
});

/** The handlers of events from other contexts. */
export const subscriptions = ({ quotes, fulfilments, shipments, triggerLabels }: Dependencies): readonly EventHandler[] => {
  const ship = async (order: OrderToShip, cause: Cause): Promise<void> => {
    if (await fulfilments.orderPlaced(order, cause)) triggerLabels();
  };
  return [
    handle(checkoutEvents.ShippingQuoteRequestedV1, ({ data }, cause) => quotes.answer(quoteRequestOf(data), cause)),
    handle(ordersEvents.OrderPaidV1, ({ data }, cause) => ship(orderToShip(data), cause)),
    handle(ordersEvents.CashOnDeliveryOrderPlacedV1, ({ data }, cause) =>
      ship({ ...orderToShip(data), cashDue: moneyFromJson(data.cashDue) }, cause),
    ),
    handle(inventoryEvents.ReservationConfirmedV1, async ({ data }, cause) => {
      if (await fulfilments.stockConfirmed(allocationsOf(data), cause)) triggerLabels();
    }),
    // Most cancelled orders are unpaid and have no shipments.
    handle(ordersEvents.OrderCancelledV1, ({ data }, cause) => shipments.cancelOrder(idOf(data.orderId), data.reason, cause)),
  ];
};
