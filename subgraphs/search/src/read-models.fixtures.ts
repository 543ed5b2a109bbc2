import { idOf, instant, type Instant, type SellerId, type UserId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { userActor, type Producers } from '@marketplace/platform/testing';
import { ordersEvents, type DataOf, type Envelope, type EventContract } from '@marketplace/schema';

type Created = DataOf<typeof ordersEvents.OrderCreatedV1>;

export const operator = userActor(newId(), ['operator']);
export const buyer = (id: UserId) => userActor(id);
export const staffOf = (sellerId: SellerId) => userActor(newId(), ['seller'], [sellerId]);

/** Noon of a day of November. */
export const noon = (day: number): Instant => instant(Date.UTC(2026, 10, day, 12));

export type Step = 'confirm' | 'pay' | 'placeForCash' | 'ship' | 'deliver' | 'close' | 'cancel';

export type Placed = {
  readonly buyerId: UserId;
  readonly sellerId: SellerId;
  readonly day?: number;
  readonly kind?: 'PREPAID' | 'CASH_ON_DELIVERY';
  readonly currency?: string;
  /** Product, title, pieces and what they cost together. */
  readonly items?: readonly (readonly [productId: string, title: string, quantity: number, paid: number])[];
};

/** Every event is told how it is to get around: announced, or only remembered. */
export type Tell = <Contract extends EventContract>(
  contract: Contract,
  data: DataOf<Contract>,
  said: { aggregateId: string; version: number; occurredAt: Instant },
) => Promise<Envelope> | Envelope;

export const announcing = (producers: Producers): Tell => producers.announce;
export const remembering = (producers: Producers): Tell => producers.remember;

const sealed = { sealedAddress: 'k1.AAAA', countryCode: 'DE', shippingOptionId: 'standard', carrier: 'swiftpost', service: 'STANDARD' };

const createdOf = (ref: Pick<Created, 'orderId' | 'checkoutId' | 'buyerId' | 'sellerId'>, placed: Placed): Created => {
  const { kind = 'PREPAID', currency = 'USD', items = [[newId(), 'Trail jacket', 2, 2_500]] } = placed;
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

/** An order as orders would tell of it, step by step. */
export const placeOrder = async (tell: Tell, placed: Placed) => {
  const { buyerId, sellerId, day = 1, kind = 'PREPAID' } = placed;
  const orderId = newId<'Order'>();
  const ref = { orderId, checkoutId: newId(), buyerId, sellerId };
  const data = createdOf(ref, placed);
  const { total } = data;
  const state = { version: 0 };
  const said = (on: number) => ({ aggregateId: orderId, version: (state.version += 1), occurredAt: noon(on) });
  const shipped = {
    ...sealed,
    items: data.items.map(({ orderItemId, variantId, quantity }) => ({ orderItemId, variantId, quantity, weightGrams: 100 })),
  };
  await tell(ordersEvents.OrderCreatedV1, data, said(day));
  const steps: Record<Step, (on: number) => unknown> = {
    confirm: (on) => tell(ordersEvents.OrderConfirmedV1, ref, said(on)),
    pay: (on) => tell(ordersEvents.OrderPaidV1, { ...ref, paymentId: newId(), total, ...shipped }, said(on)),
    placeForCash: (on) => tell(ordersEvents.CashOnDeliveryOrderPlacedV1, { ...ref, cashDue: total, ...shipped }, said(on)),
    ship: (on) => tell(ordersEvents.OrderShippedV1, { ...ref, shipmentId: newId() }, said(on)),
    deliver: (on) => tell(ordersEvents.OrderDeliveredV1, { ...ref, orderType: kind }, said(on)),
    close: (on) => tell(ordersEvents.OrderClosedV1, { ...ref, reason: 'receipt-confirmed' }, said(on)),
    cancel: (on) => tell(ordersEvents.OrderCancelledV1, { ...ref, reason: 'payment-failed' }, said(on)),
  };
  return {
    orderId: idOf<'Order'>(orderId),
    orderNumber: data.orderNumber,
    goes: async (on: number, ...names: readonly Step[]): Promise<void> => {
      for (const name of names) await steps[name](on);
    },
  };
};
