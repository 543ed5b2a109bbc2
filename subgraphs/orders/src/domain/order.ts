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

/** Paid before shipping, or in cash on delivery. */
export type OrderKind = 'PREPAID' | 'CASH_ON_DELIVERY';

/** A line of the order. It never changes. Prices include tax. */
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
  /** The price of the line before discounts. */
  readonly total: Money;
  readonly discounts: readonly Discount[];
  /** The total discount on the line. */
  readonly discount: Money;
  /** The tax included in the price after discounts. */
  readonly tax: Money;
  readonly weightGrams: number;
};

/** The delivery option that the buyer chose, with its quoted price and discounts. */
export type ShippingChoice = {
  readonly optionId: string;
  readonly carrier: string;
  readonly service: string;
  readonly price: Money;
  readonly discounts: readonly Discount[];
  readonly discount: Money;
  readonly estimatedDelivery: { readonly from: Instant; readonly to: Instant };
};

/** The terms of the order, fixed by the first event. */
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
  /** The amount that the buyer pays: items and delivery, less discounts. */
  readonly total: Money;
  /** The total discount on items and delivery. */
  readonly discount: Money;
  readonly tax: Money;
  readonly countryCode: string;
  /** The address, encrypted with the platform's key. Orders never decrypts it. */
  readonly sealedAddress: string;
  readonly createdAt: Instant;
};

/** The part of all discounts that the platform funds. */
export const platformDiscountOf = ({ items, shipping, currency }: OrderTerms): Money =>
  fundedByPlatform([...items.flatMap((item) => item.discounts), ...shipping.discounts], currency);

/** A shipment as the order records it. */
export type Parcel = { readonly shipmentId: ShipmentId; readonly status: 'planned' | 'dispatched' | 'delivered' };

/** An order that is paid or placed for cash on delivery: the seller ships, or has shipped. */
export type Fulfillable = {
  readonly terms: OrderTerms;
  readonly paymentId: PaymentId;
  readonly parcels: readonly Parcel[];
  readonly parcelCount: number;
};

export type Order =
  | { readonly status: 'CREATED'; readonly terms: OrderTerms }
  | { readonly status: 'CONFIRMED'; readonly terms: OrderTerms }
  | ({ readonly status: 'PLACED_FOR_CASH' } & Fulfillable)
  | ({ readonly status: 'PAID' } & Fulfillable)
  | ({ readonly status: 'SHIPPED' } & Fulfillable)
  | ({ readonly status: 'DELIVERED'; readonly deliveredAt: Instant } & Fulfillable)
  | ({ readonly status: 'CLOSED' } & Fulfillable)
  | { readonly status: 'CANCELLED'; readonly terms: OrderTerms; readonly reason: string };

/** The status in the API and in the history. */
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

/** Only fulfillable orders have parcels. */
export const isFulfillable = (order: Order): order is Extract<Order, Fulfillable> => 'parcels' in order;

const fulfillmentOf = (order: Order): Fulfillable => {
  if (!isFulfillable(order)) throw new Error(`an order that is ${order.status} has no parcels`);
  return { terms: order.terms, paymentId: order.paymentId, parcels: order.parcels, parcelCount: order.parcelCount };
};

const withParcel = (parcels: readonly Parcel[], parcel: Parcel): readonly Parcel[] => [
  ...parcels.filter((each) => each.shipmentId !== parcel.shipmentId),
  parcel,
];

const withParcelStatus = (order: Order, shipmentId: ShipmentId, status: Parcel['status']): Order => {
  const part = fulfillmentOf(order);
  return { ...order, ...part, parcels: withParcel(part.parcels, { shipmentId, status }) } as Order;
};

/** Keeps the status of a parcel whose later events arrived first. */
const withPlannedParcel = (order: Order, { shipmentId, parcelCount }: Extract<OrderEvent, { type: 'ParcelPlanned' }>): Order => {
  const known = fulfillmentOf(order).parcels.find((parcel) => parcel.shipmentId === shipmentId);
  return { ...withParcelStatus(order, shipmentId, known?.status ?? 'planned'), parcelCount } as Order;
};

/** Applies an event to the state, without checking it: events are facts. */
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
      return withPlannedParcel(order, event);
    case 'ParcelDispatched':
      return withParcelStatus(order, event.shipmentId, 'dispatched');
    case 'ParcelDelivered':
      return withParcelStatus(order, event.shipmentId, 'delivered');
    case 'OrderShipped':
      return { status: 'SHIPPED', ...fulfillmentOf(order) };
    case 'OrderDelivered':
      return { status: 'DELIVERED', deliveredAt: event.at, ...fulfillmentOf(order) };
    case 'OrderClosed':
      return { status: 'CLOSED', ...fulfillmentOf(order) };
    case 'OrderCancelled':
      return { status: 'CANCELLED', terms: order.terms, reason: event.reason };
  }
};
