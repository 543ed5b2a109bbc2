import type { Versioned } from '@marketplace/application';
import type { OrderId } from '@marketplace/kernel';
import { connectionOf, enumOf, inputType, MoneyType, objectType, payloadOf, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import type { HistoryEntry } from '../../application/ports';
import type { Discount } from '../../domain/discounts';
import { statusOf, type Order, type OrderItem, type OrderKind, type OrderStatus } from '../../domain/order';

const OrderStatusType = enumOf<OrderStatus>('OrderStatus', 'The status of an order. It only moves forward.', {
  CREATED: 'The order exists; stock and payment are not confirmed yet.',
  CONFIRMED: 'Stock is reserved; payment is authorized. With cash on delivery, the seller ships.',
  PAID: 'Payment is captured; the seller ships.',
  SHIPPED: 'The first parcel is with a carrier.',
  DELIVERED: 'Every parcel is delivered; the 15-day protection period has started.',
  CLOSED: "The order is complete; the seller's money is released.",
  CANCELLED: 'The order was cancelled before payment.',
});

const OrderKindType = enumOf<OrderKind>('OrderType', 'The type of an order, by the time of payment.', {
  PREPAID: 'Paid before shipping.',
  CASH_ON_DELIVERY: 'Paid in cash to the courier on delivery. The order stays CONFIRMED until it is shipped.',
});

const SellerStub = stubOf('Seller', 'A business that sells on the marketplace.');
const VariantStub = stubOf('Variant', 'A version of a product, such as one size and color. Buyers purchase variants.');

const OrderItemOptionType = objectType('OrderItemOption', 'An option of the purchased variant.', {
  name: t.string('The name of the option, such as "Size".'),
  value: t.string('The value of the option, such as "M".'),
});
type OrderItemOptionType = InstanceType<typeof OrderItemOptionType>;

const OrderDiscountType = objectType('OrderDiscount', 'A discount on a line or on the delivery, from one promotion.', {
  label: t.string('The label to display for the discount.'),
  amount: t.of(MoneyType, 'The discounted amount.'),
  promotionId: t.id('The ID of the promotion.'),
});
type OrderDiscountType = InstanceType<typeof OrderDiscountType>;

const OrderItemType = objectType('OrderItem', 'A line of an order. It does not change after the order is created.', {
  id: t.id('The ID of the line. Refunds and reviews refer to it.'),
  title: t.string('The title of the product at the time of purchase.'),
  sku: t.string("The seller's SKU of the variant."),
  options: t.list(OrderItemOptionType, 'The options of the variant at the time of purchase.'),
  quantity: t.int('The number of units purchased.'),
  unitPrice: t.of(MoneyType, 'The price of one unit, including tax.'),
  total: t.of(MoneyType, 'The total price of the line before discounts, including tax.'),
  discount: t.of(MoneyType, 'The total discount on the line; zero if there is none.'),
  discounts: t.list(OrderDiscountType, 'The discounts that make up `discount`.'),
  tax: t.of(MoneyType, 'The tax included in the price of the line after discounts.'),
  variant: t.of(VariantStub, 'The variant as it is in the catalog now.').nullable(),
});
type OrderItemType = InstanceType<typeof OrderItemType>;

export const OrderHistoryEntryType = objectType('OrderHistoryEntry', 'A status change of an order. Entries are never changed or removed.', {
  version: t.int('The version of the order after the change.'),
  status: t.of(OrderStatusType, 'The status after the change.').as<string>(),
  at: t.dateTime('The date and time when the status changed.'),
  reason: t.string('The reason for the change; null if none was given.').nullable(),
});
export type OrderHistoryEntryType = InstanceType<typeof OrderHistoryEntryType>;

export const OrderType = objectType(
  'Order',
  'A purchase from one seller. A checkout creates one order per seller.',
  {
    id: t.id('The ID of the order.'),
    orderNumber: t.string('The order number to show to people, such as "7K3M-9QPX-2TBN".'),
    status: t.of(OrderStatusType, 'The status of the order.'),
    type: t.of(OrderKindType, 'The type of the order: prepaid or cash on delivery.'),
    version: t.int('The version of the order; increases with every change.'),
    createdAt: t.dateTime('The date and time when the order was created.'),
    total: t.of(MoneyType, 'The amount that the buyer pays: items and delivery less discounts, including tax.'),
    discount: t.of(MoneyType, 'The total discount on items and delivery; zero if there is none.'),
    shippingPrice: t.of(MoneyType, 'The price of the delivery before discounts, including tax.'),
    shippingDiscount: t.of(MoneyType, 'The discount on the delivery. It is included in `discount`.'),
    shippingDiscounts: t.list(OrderDiscountType, 'The discounts that make up `shippingDiscount`.'),
    tax: t.of(MoneyType, 'The tax included in the total.'),
    seller: t.of(SellerStub, 'The seller of the order.').nullable(),
    items: t.list(OrderItemType, 'The lines of the order.'),
    // The resolver loads it for all orders of a page in one batch.
    history: t.hidden<readonly OrderHistoryEntryType[]>().optional(),
  },
  { key: 'id' },
);
export type OrderType = InstanceType<typeof OrderType>;

export const OrderTrackingEventType = objectType('OrderTrackingEvent', 'A status change of a tracked order.', {
  cursor: t.string('The cursor of the change. Pass it as `after` to continue after this change.'),
  at: t.dateTime('The date and time when the status changed.'),
  status: t.of(OrderStatusType, 'The status after the change.').as<string>(),
  reason: t.string('The reason for the change; null if none was given.').nullable(),
  order: t.of(OrderType, 'The order in its current state.').nullable(),
});
export type OrderTrackingEventType = InstanceType<typeof OrderTrackingEventType>;

export const OrderConnectionType = connectionOf('Order', OrderType);

export const OrderCancelInput = inputType('OrderCancelInput', 'The input for cancelling an order.', {
  orderId: t.id<OrderId>('The ID of the order to cancel.'),
  reason: t.string("The reason, up to 500 characters. It is kept in the order's history.").optional(),
  idempotencyKey: t.idempotencyKey(),
});

export const OrderConfirmReceiptInput = inputType('OrderConfirmReceiptInput', 'The input for confirming receipt of an order.', {
  orderId: t.id<OrderId>('The ID of the order that arrived.'),
  idempotencyKey: t.idempotencyKey(),
});

export const OrderPayload = payloadOf('OrderPayload', 'The result of changing an order.', {
  order: t.of(OrderType, 'The order after the change; null if it did not succeed.'),
});

const toDiscountType = ({ label, amount, promotionId }: Discount): OrderDiscountType => ({
  label,
  amount: toMoneyType(amount),
  promotionId,
});

const toItemType = (item: OrderItem): OrderItemType => ({
  id: item.id,
  title: item.title,
  sku: item.sku,
  options: item.options,
  quantity: item.quantity,
  unitPrice: toMoneyType(item.unitPrice),
  total: toMoneyType(item.total),
  discount: toMoneyType(item.discount),
  discounts: item.discounts.map(toDiscountType),
  tax: toMoneyType(item.tax),
  variant: { id: item.variantId },
});

export const toOrderType = ({ state, version }: Versioned<Order>): OrderType => {
  const { terms } = state;
  return {
    id: terms.id,
    orderNumber: terms.orderNumber,
    status: statusOf(state),
    type: terms.kind,
    version,
    createdAt: terms.createdAt,
    total: toMoneyType(terms.total),
    discount: toMoneyType(terms.discount),
    shippingPrice: toMoneyType(terms.shipping.price),
    shippingDiscount: toMoneyType(terms.shipping.discount),
    shippingDiscounts: terms.shipping.discounts.map(toDiscountType),
    tax: toMoneyType(terms.tax),
    seller: { id: terms.sellerId },
    items: terms.items.map(toItemType),
  };
};

export const toHistoryType = (entry: HistoryEntry): OrderHistoryEntryType => ({
  version: entry.version,
  status: entry.status,
  at: entry.at,
  reason: entry.reason ?? null,
});
