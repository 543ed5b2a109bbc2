import { idOf, moneyFromJson, type Cause } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { checkoutEvents, inventoryEvents, ordersEvents, type DataOf } from '@marketplace/schema';
import type { Fulfilments } from '../../application/fulfilment';
import type { CheckoutAllocations, OrderToShip } from '../../application/ports';
import type { QuoteRequest, Quotes } from '../../application/quotes';
import type { Shipments } from '../../application/shipments';

export type Listeners = {
  readonly quotes: Quotes;
  readonly fulfilments: Fulfilments;
  readonly shipments: Shipments;
  /** Has carriers asked for labels soon; no message waits for a carrier. */
  readonly labelsDue: () => void;
};

const quoteRequestOf = ({ checkoutId, parcels, ...rest }: DataOf<typeof checkoutEvents.ShippingQuoteRequestedV1>): QuoteRequest => ({
  ...rest,
  checkoutId: idOf(checkoutId),
  parcels: parcels.map(({ sellerId, weightGrams }) => ({ sellerId: idOf(sellerId), weightGrams })),
});

type Placed = Omit<DataOf<typeof ordersEvents.OrderPaidV1>, 'paymentId' | 'total'>;

const orderToShip = ({ orderId, checkoutId, sellerId, buyerId, items, ...rest }: Placed): OrderToShip => ({
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

/** What shipping does when other contexts announce something. */
export const subscriptions = ({ quotes, fulfilments, shipments, labelsDue }: Listeners): readonly Listening[] => {
  const place = async (order: OrderToShip, cause: Cause): Promise<void> => {
    if (await fulfilments.orderPlaced(order, cause)) labelsDue();
  };
  return [
    on(checkoutEvents.ShippingQuoteRequestedV1, ({ data }, cause) => quotes.answer(quoteRequestOf(data), cause)),
    on(ordersEvents.OrderPaidV1, ({ data }, cause) => place(orderToShip(data), cause)),
    on(ordersEvents.CashOnDeliveryOrderPlacedV1, ({ data }, cause) =>
      place({ ...orderToShip(data), cashDue: moneyFromJson(data.cashDue) }, cause),
    ),
    on(inventoryEvents.ReservationConfirmedV1, async ({ data }, cause) => {
      if (await fulfilments.stockConfirmed(allocationsOf(data), cause)) labelsDue();
    }),
    // Orders are cancelled before they are paid, so that most of these find nothing.
    on(ordersEvents.OrderCancelledV1, ({ data }, cause) => shipments.cancelOrder(idOf(data.orderId), data.reason, cause)),
  ];
};
