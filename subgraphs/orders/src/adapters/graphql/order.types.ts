import type { Versioned } from '@marketplace/application';
import { connectionOf, enumOf, MoneyType, objectType, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import type { HistoryEntry } from '../../application/ports';
import type { Discount } from '../../domain/discounts';
import { statusOf, type Order, type OrderItem, type OrderKind, type OrderStatus } from '../../domain/order';

const OrderStatusType = enumOf<OrderStatus>('OrderStatus', 'Where an order stands; it moves one way only.', {
  CREATED: 'It exists, nothing is promised yet.',
  CONFIRMED: 'Stock is held and the money is promised; with cash on delivery, the seller ships.',
  PAID: 'The money is there; the seller ships.',
  SHIPPED: 'The first parcel is with a carrier.',
  DELIVERED: 'Every parcel was handed over; the protection period runs.',
  CLOSED: "Done: the seller's money is released.",
  CANCELLED: 'It ended before it was paid.',
});

const OrderKindType = enumOf<OrderKind>('OrderType', 'When an order is paid.', {
  PREPAID: 'Before it is shipped.',
  CASH_ON_DELIVERY: 'In cash, to the courier who hands it over; it stays CONFIRMED until it is shipped.',
});

const SellerStub = stubOf('Seller', 'Who sells.');
const VariantStub = stubOf('Variant', 'What can be bought.');

const OrderItemOptionType = objectType('OrderItemOption', 'An option of the variant as it was bought.', {
  name: t.string('Such as "Size".'),
  value: t.string('Such as "M".'),
});
type OrderItemOptionType = InstanceType<typeof OrderItemOptionType>;

const OrderDiscountType = objectType('OrderDiscount', 'A part of what came off a line or a delivery, as it was promised.', {
  label: t.string('What to show for it.'),
  amount: t.of(MoneyType, 'How much came off.'),
  promotionId: t.id('The promotion that it came from.'),
});
type OrderDiscountType = InstanceType<typeof OrderDiscountType>;

const OrderItemType = objectType('OrderItem', 'A line of an order, frozen when the order was made.', {
  id: t.id('The id of the line; refunds and reviews refer to it.'),
  title: t.string("The product's title as it was bought."),
  sku: t.string("The seller's number for the variant."),
  options: t.list(OrderItemOptionType, "The variant's options as they were bought."),
  quantity: t.int('How many were bought.'),
  unitPrice: t.of(MoneyType, 'The price of one, tax included.'),
  total: t.of(MoneyType, "The line's price before its discount, tax included."),
  discount: t.of(MoneyType, 'What came off the line, all pieces together; zero when nothing did.'),
  discounts: t.list(OrderDiscountType, 'What the discount is made of.'),
  tax: t.of(MoneyType, 'The tax contained in what is paid for the line.'),
  variant: t.of(VariantStub, 'The variant as it is in the catalogue now.').nullable(),
});
type OrderItemType = InstanceType<typeof OrderItemType>;

export const OrderHistoryEntryType = objectType(
  'OrderHistoryEntry',
  "A change of an order's status; entries are never changed or removed.",
  {
    version: t.int("The order's version that this entry made."),
    status: t.of(OrderStatusType, 'The status from then on.').as<string>(),
    at: t.dateTime('When it happened.'),
    reason: t.string('Why, where there is a reason to tell.').nullable(),
  },
);
export type OrderHistoryEntryType = InstanceType<typeof OrderHistoryEntryType>;

export const OrderType = objectType(
  'Order',
  'What a buyer bought from one seller in one checkout.',
  {
    id: t.id('The id of the order.'),
    orderNumber: t.string('The number that people use.'),
    status: t.of(OrderStatusType, 'Where the order stands.'),
    type: t.of(OrderKindType, 'When the order is paid.'),
    version: t.int('Grows with every change.'),
    createdAt: t.dateTime('When the order was made.'),
    total: t.of(MoneyType, 'What the buyer pays: items and delivery less the discount, tax included.'),
    discount: t.of(MoneyType, 'All that came off, items and delivery; zero when nothing did.'),
    shippingPrice: t.of(MoneyType, 'The price of the delivery before its discount, tax included.'),
    shippingDiscount: t.of(MoneyType, 'What came off the delivery; part of the discount.'),
    shippingDiscounts: t.list(OrderDiscountType, "What the delivery's discount is made of."),
    tax: t.of(MoneyType, 'The tax contained in the total.'),
    seller: t.of(SellerStub, 'Who sells.').nullable(),
    items: t.list(OrderItemType, 'What was bought.'),
    // Answered by the resolver, for all orders of a page at once.
    history: t.hidden<readonly OrderHistoryEntryType[]>().optional(),
  },
  { key: 'id' },
);
export type OrderType = InstanceType<typeof OrderType>;

export const OrderTrackingEventType = objectType('OrderTrackingEvent', "A change of an order's status, as it happens.", {
  cursor: t.string('Pass as `after` to go on behind this event.'),
  at: t.dateTime('When it happened.'),
  status: t.of(OrderStatusType, 'The status from then on.').as<string>(),
  reason: t.string('Why, where there is a reason to tell.').nullable(),
  order: t.of(OrderType, 'The order as it is now.').nullable(),
});
export type OrderTrackingEventType = InstanceType<typeof OrderTrackingEventType>;

export const OrderConnectionType = connectionOf('Order', OrderType);

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
