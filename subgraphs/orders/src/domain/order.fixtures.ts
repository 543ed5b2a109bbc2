import { currency, idOf, instant, money, type Decider, type Instant, type Money, type ShipmentId } from '@marketplace/kernel';
import { decide, type OrderCommand, type OrderRejection } from './decide';
import { evolve, type Order, type OrderEvent, type OrderItem, type OrderTerms } from './order';
import { lineTotals, orderNumberOf, orderTotals } from './totals';

const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const at: Instant = instant('2026-11-21T08:30:00.000Z');
export const inMinorUnits =
  (code: string) =>
  (amount: number): Money =>
    money(BigInt(amount), currency(code));
export const usd = inMinorUnits('USD');
const paymentId = idOf<'Payment'>(uuid(1));
const shipment = (number: number): ShipmentId => idOf(uuid(100 + number));

const unitPrice = usd(1_250);
const item: OrderItem = {
  id: idOf(uuid(2)),
  variantId: idOf(uuid(3)),
  productId: idOf(uuid(4)),
  sku: 'TJ-M',
  title: 'Trail jacket',
  options: [{ name: 'Size', value: 'M' }],
  quantity: 2,
  unitPrice,
  discounts: [],
  ...lineTotals({ unitPrice, quantity: 2, discount: usd(0) }, 'DE'),
  weightGrams: 600,
};

const shipping = {
  optionId: 'standard',
  carrier: 'swiftpost',
  service: 'STANDARD',
  price: usd(500),
  discounts: [],
  discount: usd(0),
  estimatedDelivery: { from: at, to: at },
};

/** Two jackets to Germany: 30.00 USD with the delivery. */
const terms: OrderTerms = {
  id: idOf(uuid(5)),
  orderNumber: orderNumberOf(uuid(5)),
  kind: 'PREPAID',
  checkoutId: idOf(uuid(6)),
  buyerId: idOf(uuid(7)),
  sellerId: idOf(uuid(8)),
  currency: currency('USD'),
  items: [item],
  shipping,
  ...orderTotals([item], shipping, 'DE'),
  countryCode: 'DE',
  sealedAddress: 'k1.sealed',
  createdAt: at,
};

export const created: Order = { status: 'CREATED', terms };

/** The same order with cash on delivery. */
export const createdCashOnDelivery: Order = { status: 'CREATED', terms: { ...terms, kind: 'CASH_ON_DELIVERY' } };

/** Starts from a created order. */
export const orderDecider: Decider<OrderCommand, OrderEvent, Order, OrderRejection> = { initial: created, decide, evolve };
export const cashOrderDecider: typeof orderDecider = { ...orderDecider, initial: createdCashOnDelivery };

export const confirmed: OrderEvent = { type: 'OrderConfirmed', at };
export const paid: OrderEvent = { type: 'OrderPaid', paymentId, at };
export const placedCashOnDelivery: OrderEvent = { type: 'CashOnDeliveryOrderPlaced', paymentId, at };
export const planned = (number: number, parcelCount = 1): OrderEvent => ({
  type: 'ParcelPlanned',
  shipmentId: shipment(number),
  parcelCount,
  at,
});
export const dispatched = (number: number): OrderEvent => ({ type: 'ParcelDispatched', shipmentId: shipment(number), at });
export const shipped = (number: number): OrderEvent => ({ type: 'OrderShipped', shipmentId: shipment(number), at });
export const parcelDelivered = (number: number): OrderEvent => ({ type: 'ParcelDelivered', shipmentId: shipment(number), at });
export const delivered: OrderEvent = { type: 'OrderDelivered', at };
export const closed: OrderEvent = { type: 'OrderClosed', reason: 'receipt-confirmed', at };
export const cancelled: OrderEvent = { type: 'OrderCancelled', reason: 'changed my mind', at };

/** The history of an order that was delivered in one parcel. */
export const untilDelivered: readonly OrderEvent[] = [
  confirmed,
  paid,
  planned(1),
  dispatched(1),
  shipped(1),
  parcelDelivered(1),
  delivered,
];

export const confirm: OrderCommand = { type: 'ConfirmOrder', at };
export const markPaid: OrderCommand = { type: 'MarkOrderPaid', paymentId, at };
export const placeCashOnDelivery: OrderCommand = { type: 'PlaceCashOnDelivery', paymentId, at };
export const plan = (number: number, parcelCount = 1): OrderCommand => ({
  type: 'PlanParcel',
  shipmentId: shipment(number),
  parcelCount,
  at,
});
export const dispatch = (number: number): OrderCommand => ({ type: 'DispatchParcel', shipmentId: shipment(number), at });
export const deliver = (number: number): OrderCommand => ({ type: 'DeliverParcel', shipmentId: shipment(number), at });
export const confirmReceipt: OrderCommand = { type: 'ConfirmReceipt', at };
export const endProtection = (when: Instant = at): OrderCommand => ({ type: 'EndProtection', at: when });
export const cancel = (by: 'buyer' | 'platform'): OrderCommand => ({ type: 'CancelOrder', by, reason: 'changed my mind', at });
