import type {
  CheckoutId,
  Currency,
  Instant,
  Money,
  OrderId,
  OrderItemId,
  PaymentId,
  ProductId,
  SellerId,
  ShipmentId,
  UserId,
  VariantId,
} from '@marketplace/kernel';
import { fundedByPlatform, type Discount } from './discounts';

/** Paid before it is shipped, or in cash at the door. */
export type OrderKind = 'PREPAID' | 'CASH_ON_DELIVERY';

/** A line as it was bought; nothing about it ever changes. Prices include tax. */
export type OrderItem = {
  readonly id: OrderItemId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly sku: string;
  readonly title: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly imageUrl?: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  /** What the line costs before its discount. */
  readonly total: Money;
  readonly discounts: readonly Discount[];
  /** What comes off the line, all pieces together. */
  readonly discount: Money;
  /** The tax contained in what is paid for the line. */
  readonly tax: Money;
  readonly weightGrams: number;
};

/** The delivery that the buyer chose, at its quoted price, and what comes off it. */
export type ShippingChoice = {
  readonly optionId: string;
  readonly carrier: string;
  readonly service: string;
  readonly price: Money;
  readonly discounts: readonly Discount[];
  readonly discount: Money;
  readonly estimatedDelivery: { readonly from: Instant; readonly to: Instant };
};

/** What was agreed; fixed from the first event on. */
export type OrderTerms = {
  readonly id: OrderId;
  readonly orderNumber: string;
  readonly kind: OrderKind;
  readonly checkoutId: CheckoutId;
  readonly buyerId: UserId;
  readonly sellerId: SellerId;
  readonly currency: Currency;
  readonly items: readonly OrderItem[];
  readonly shipping: ShippingChoice;
  /** What the buyer pays: items and delivery, less what comes off either. */
  readonly total: Money;
  /** All that comes off, items and delivery. */
  readonly discount: Money;
  readonly tax: Money;
  readonly countryCode: string;
  /** The address under the platform's key; orders never opens it. */
  readonly sealedAddress: string;
  readonly createdAt: Instant;
};

/** The part of all discounts that the platform pays for. */
export const platformDiscountOf = ({ items, shipping, currency }: OrderTerms): Money =>
  fundedByPlatform([...items.flatMap((item) => item.discounts), ...shipping.discounts], currency);

/** One of the order's parcels, as far as the order cares. */
export type Parcel = { readonly shipmentId: ShipmentId; readonly status: 'planned' | 'dispatched' | 'delivered' };

/** The money is there, or will be collected at the door: the seller ships. */
export type ReadyToShip = {
  readonly terms: OrderTerms;
  readonly paymentId: PaymentId;
  readonly parcels: readonly Parcel[];
  readonly parcelCount: number;
};

export type Order =
  | { readonly status: 'CREATED'; readonly terms: OrderTerms }
  | { readonly status: 'CONFIRMED'; readonly terms: OrderTerms }
  | ({ readonly status: 'PLACED_FOR_CASH' } & ReadyToShip)
  | ({ readonly status: 'PAID' } & ReadyToShip)
  | ({ readonly status: 'SHIPPED' } & ReadyToShip)
  | ({ readonly status: 'DELIVERED'; readonly deliveredAt: Instant } & ReadyToShip)
  | ({ readonly status: 'CLOSED' } & ReadyToShip)
  | { readonly status: 'CANCELLED'; readonly terms: OrderTerms; readonly reason: string };

/** The status that clients and the history show. */
export type OrderStatus = Exclude<Order['status'], 'PLACED_FOR_CASH'>;

/** An order that was placed for cash on delivery is shown as confirmed until it is shipped. */
export const statusOf = ({ status }: Order): OrderStatus => (status === 'PLACED_FOR_CASH' ? 'CONFIRMED' : status);

export type OrderEvent =
  | { readonly type: 'OrderCreated'; readonly terms: OrderTerms }
  | { readonly type: 'OrderConfirmed'; readonly at: Instant }
  | { readonly type: 'OrderPaid'; readonly paymentId: PaymentId; readonly at: Instant }
  | { readonly type: 'CashOnDeliveryOrderPlaced'; readonly paymentId: PaymentId; readonly at: Instant }
  | { readonly type: 'ParcelPlanned'; readonly shipmentId: ShipmentId; readonly parcelCount: number; readonly at: Instant }
  | { readonly type: 'ParcelDispatched'; readonly shipmentId: ShipmentId; readonly at: Instant }
  | { readonly type: 'ParcelDelivered'; readonly shipmentId: ShipmentId; readonly at: Instant }
  | { readonly type: 'OrderShipped'; readonly shipmentId: ShipmentId; readonly at: Instant }
  | { readonly type: 'OrderDelivered'; readonly at: Instant }
  | { readonly type: 'OrderClosed'; readonly reason: 'receipt-confirmed' | 'protection-period-over'; readonly at: Instant }
  | { readonly type: 'OrderCancelled'; readonly reason: string; readonly at: Instant };

/** Whether the seller ships: others have no parcels. */
export const isReadyToShip = (order: Order): order is Extract<Order, ReadyToShip> => 'parcels' in order;

const shippingPart = (order: Order): ReadyToShip => {
  if (!isReadyToShip(order)) throw new Error(`an order that is ${order.status} has no parcels`);
  return { terms: order.terms, paymentId: order.paymentId, parcels: order.parcels, parcelCount: order.parcelCount };
};

const withParcel = (parcels: readonly Parcel[], parcel: Parcel): readonly Parcel[] => [
  ...parcels.filter((each) => each.shipmentId !== parcel.shipmentId),
  parcel,
];

const moved = (order: Order, shipmentId: ShipmentId, status: Parcel['status']): Order => {
  const part = shippingPart(order);
  return { ...order, ...part, parcels: withParcel(part.parcels, { shipmentId, status }) } as Order;
};

/** A parcel of which more is known already, because its later news came first, stays as it is. */
const planned = (order: Order, { shipmentId, parcelCount }: Extract<OrderEvent, { type: 'ParcelPlanned' }>): Order => {
  const known = shippingPart(order).parcels.find((parcel) => parcel.shipmentId === shipmentId);
  return { ...moved(order, shipmentId, known?.status ?? 'planned'), parcelCount } as Order;
};

/** The state after an event. Events are facts: they are applied, never questioned. */
export const evolve = (order: Order, event: OrderEvent): Order => {
  switch (event.type) {
    case 'OrderCreated':
      return { status: 'CREATED', terms: event.terms };
    case 'OrderConfirmed':
      return { status: 'CONFIRMED', terms: order.terms };
    case 'OrderPaid':
      return { status: 'PAID', terms: order.terms, paymentId: event.paymentId, parcels: [], parcelCount: 0 };
    case 'CashOnDeliveryOrderPlaced':
      return { status: 'PLACED_FOR_CASH', terms: order.terms, paymentId: event.paymentId, parcels: [], parcelCount: 0 };
    case 'ParcelPlanned':
      return planned(order, event);
    case 'ParcelDispatched':
      return moved(order, event.shipmentId, 'dispatched');
    case 'ParcelDelivered':
      return moved(order, event.shipmentId, 'delivered');
    case 'OrderShipped':
      return { status: 'SHIPPED', ...shippingPart(order) };
    case 'OrderDelivered':
      return { status: 'DELIVERED', deliveredAt: event.at, ...shippingPart(order) };
    case 'OrderClosed':
      return { status: 'CLOSED', ...shippingPart(order) };
    case 'OrderCancelled':
      return { status: 'CANCELLED', terms: order.terms, reason: event.reason };
  }
};
