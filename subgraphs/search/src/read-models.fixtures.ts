import { idOf, instant, type Instant, type SellerId, type UserId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { userActor, type Producers } from '@marketplace/platform/testing';
import { ordersEvents, type DataOf, type Envelope, type EventContract } from '@marketplace/schema';

type Created = DataOf<typeof ordersEvents.OrderCreatedV1>;

export const operator = userActor(newId(), ['operator']);
export const buyer = (id: UserId) => userActor(id);
export const staffOf = (sellerId: SellerId) => userActor(newId(), ['seller'], [sellerId]);

/** Noon of a day in November 2026. */
export const noon = (day: number): Instant => instant(Date.UTC(2026, 10, day, 12));

export type OrderStep = 'confirm' | 'pay' | 'placeForCash' | 'ship' | 'deliver' | 'close' | 'cancel';

export type OrderOptions = {
  readonly buyerId: UserId;
  readonly sellerId: SellerId;
  readonly day?: number;
  readonly kind?: 'PREPAID' | 'CASH_ON_DELIVERY';
  readonly currency?: string;
  /** The items of the order: product, title, quantity and total price. */
  readonly items?: readonly (readonly [productId: string, title: string, quantity: number, paid: number])[];
};

/** Publishes an event to the stream, or only adds it to the history of a producer. */
export type PublishEvent = <Contract extends EventContract>(
  contract: Contract,
  data: DataOf<Contract>,
  meta: { aggregateId: string; version: number; occurredAt: Instant },
) => Promise<Envelope> | Envelope;

export const publishingTo = (producers: Producers): PublishEvent => producers.publish;
export const addingToHistory = (producers: Producers): PublishEvent => producers.addToHistory;

const sealed = { sealedAddress: 'k1.AAAA', countryCode: 'DE', shippingOptionId: 'standard', carrier: 'swiftpost', service: 'STANDARD' };

const createdOf = (ref: Pick<Created, 'orderId' | 'checkoutId' | 'buyerId' | 'sellerId'>, options: OrderOptions): Created => {
  const { kind = 'PREPAID', currency = 'USD', items = [[newId(), 'Trail jacket', 2, 2_500]] } = options;
  const amount = (value: number) => ({ amount: value.toString(), currency });
  return {
    ...ref,
    orderNumber: `2611-${ref.orderId.slice(-6)}`,
    total: amount(items.reduce((sum, [, , , paid]) => sum + paid, 0)),
    shipping: amount(0),
    tax: amount(0),
    orderType: kind,
    items: items.map(([productId, title, quantity, paid]) => ({
      orderItemId: newId(),
      variantId: newId(),
      productId,
      sku: 'SKU',
      title,
      quantity,
      unitPrice: amount(Math.trunc(paid / quantity)),
      total: amount(paid + 100),
      discount: amount(100),
      tax: amount(0),
    })),
  };
};

/** Publishes OrderCreated; the result publishes the later events of the order. */
export const placeOrder = async (publishEvent: PublishEvent, options: OrderOptions) => {
  const { buyerId, sellerId, day = 1, kind = 'PREPAID' } = options;
  const orderId = newId<'Order'>();
  const ref = { orderId, checkoutId: newId(), buyerId, sellerId };
  const data = createdOf(ref, options);
  const { total } = data;
  const state = { version: 0 };
  const meta = (on: number) => ({ aggregateId: orderId, version: (state.version += 1), occurredAt: noon(on) });
  const shipped = {
    ...sealed,
    items: data.items.map(({ orderItemId, variantId, quantity }) => ({ orderItemId, variantId, quantity, weightGrams: 100 })),
  };
  await publishEvent(ordersEvents.OrderCreatedV1, data, meta(day));
  const steps: Record<OrderStep, (on: number) => unknown> = {
    confirm: (on) => publishEvent(ordersEvents.OrderConfirmedV1, ref, meta(on)),
    pay: (on) => publishEvent(ordersEvents.OrderPaidV1, { ...ref, paymentId: newId(), total, ...shipped }, meta(on)),
    placeForCash: (on) => publishEvent(ordersEvents.CashOnDeliveryOrderPlacedV1, { ...ref, cashDue: total, ...shipped }, meta(on)),
    ship: (on) => publishEvent(ordersEvents.OrderShippedV1, { ...ref, shipmentId: newId() }, meta(on)),
    deliver: (on) => publishEvent(ordersEvents.OrderDeliveredV1, { ...ref, orderType: kind }, meta(on)),
    close: (on) => publishEvent(ordersEvents.OrderClosedV1, { ...ref, reason: 'receipt-confirmed' }, meta(on)),
    cancel: (on) => publishEvent(ordersEvents.OrderCancelledV1, { ...ref, reason: 'payment-failed' }, meta(on)),
  };
  return {
    orderId: idOf<'Order'>(orderId),
    orderNumber: data.orderNumber,
    advance: async (on: number, ...names: readonly OrderStep[]): Promise<void> => {
      for (const name of names) await steps[name](on);
    },
  };
};
