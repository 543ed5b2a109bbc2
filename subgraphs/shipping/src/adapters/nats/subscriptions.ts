import { idOf } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { checkoutEvents, inventoryEvents, ordersEvents } from '@marketplace/schema';
import type { Fulfilments } from '../../application/fulfilment';
import type { Quotes } from '../../application/quotes';
import type { Shipments } from '../../application/shipments';

export type Listeners = {
  readonly quotes: Quotes;
  readonly fulfilments: Fulfilments;
  readonly shipments: Shipments;
  /** Asks carriers for labels soon; no message waits for a carrier. */
  readonly labelsDue: () => void;
};

/** What shipping does when it hears of others. */
export const subscriptions = ({ quotes, fulfilments, shipments, labelsDue }: Listeners): readonly Listening[] => [
  on(checkoutEvents.ShippingQuoteRequestedV1, (event, cause) => quotes.answer(event.data, cause)),
  on(ordersEvents.OrderPaidV1, async (event, cause) => {
    if (await fulfilments.orderPlaced(event.data, cause)) labelsDue();
  }),
  on(ordersEvents.CashOnDeliveryOrderPlacedV1, async (event, cause) => {
    if (await fulfilments.orderPlaced(event.data, cause)) labelsDue();
  }),
  on(inventoryEvents.ReservationConfirmedV1, async (event, cause) => {
    if (await fulfilments.stockConfirmed(event.data, cause)) labelsDue();
  }),
  // Orders are cancelled before they are paid, so that most of these find nothing.
  on(ordersEvents.OrderCancelledV1, (event, cause) => shipments.cancelOrder(idOf(event.data.orderId), event.data.reason, cause)),
];
