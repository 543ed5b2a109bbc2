import { bigint, char, currencyCode, id, integer, json, table, text, timestamp, updatedAt, withMoney } from '@marketplace/platform';
import type { CheckoutOrders } from '../../application/ports';
import type { Discount } from '../../domain/discounts';
import type { Order, OrderItem, OrderKind, Parcel, ShippingChoice } from '../../domain/order';

/** The snapshot of a product in an order line. */
export type ProductSnapshot = Pick<OrderItem, 'variantId' | 'productId' | 'sku' | 'title' | 'options' | 'imageUrl' | 'weightGrams'>;

/** The delivery as stored; its total discount is calculated from `discounts`. */
type StoredShipping = Omit<ShippingChoice, 'discount'>;

/** One row per checkout that requested orders. No order can be created for a cancelled or rejected one. */
export const Checkouts = table('checkout_orders', {
  checkoutId: id<'Checkout'>().primary(),
  status: text<CheckoutOrders['status']>(),
  version: integer(),
});

/** Amounts are in minor units of the order's currency and include tax. */
export const Orders = table(
  'orders',
  {
    id: id<'Order'>().primary(),
    version: integer(),
    announced: integer(),
    orderNumber: text(),
    checkoutId: id<'Checkout'>(),
    buyerId: id<'User'>(),
    sellerId: id<'Seller'>(),
    status: text<Order['status']>(),
    kind: text<OrderKind>().named('order_type'),
    currency: currencyCode(),
    totalAmount: bigint(),
    taxAmount: bigint(),
    shipping: json(withMoney<StoredShipping>()),
    countryCode: char(2),
    /** Encrypted with the platform's key. */
    sealedAddress: text(),
    parcelCount: integer(),
    cancelReason: text().nullable(),
    createdAt: timestamp(),
    deliveredAt: timestamp().nullable(),
    updatedAt: updatedAt(),
  },
  { unique: [['orderNumber'], ['checkoutId', 'sellerId']] },
);

/** Append-only. */
export const OrderItems = table(
  'order_items',
  {
    id: id<'OrderItem'>().primary(),
    orderId: id<'Order'>(),
    position: integer(),
    product: json<ProductSnapshot>().named('product_snapshot_json'),
    price: bigint().named('price_snapshot'),
    quantity: integer(),
    totalAmount: bigint(),
    discountAmount: bigint(),
    discounts: json(withMoney<readonly Discount[]>()),
    taxAmount: bigint(),
  },
  { unique: [['orderId', 'position']] },
);

export const OrderPayments = table('order_payments', {
  orderId: id<'Order'>().primary(),
  paymentId: id<'Payment'>(),
  amount: bigint(),
  status: text<'CAPTURED' | 'CASH_DUE'>(),
  createdAt: timestamp(),
});

export const OrderShipments = table('order_shipments', {
  orderId: id<'Order'>().primary(),
  shipmentId: id<'Shipment'>().primary(),
  status: text<Parcel['status']>(),
  createdAt: timestamp().withDefault(),
});
