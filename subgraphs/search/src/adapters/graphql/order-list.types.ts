import { connectionOf, enumOf, MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { OrderRow } from '../../application/order-list';
import type { OrderStatus } from '../../domain/order-updates';
import { OrderStub, SellerType, VariantStub } from './stubs.types';

export const OrderListStatusType = enumOf<OrderStatus>(
  'OrderListStatus',
  'The status of an order in lists and dashboards. A change of the order can take a few seconds to appear here.',
  {
    CREATED: 'The order exists; neither stock nor payment is secured.',
    CONFIRMED: 'Stock is reserved and payment is authorized. A cash on delivery order keeps this status until it ships.',
    PAID: 'Payment is captured; the order is ready to ship.',
    SHIPPED: 'The first shipment was handed to the carrier.',
    DELIVERED: 'Every shipment was delivered.',
    CLOSED: "Completed; the seller's payout is released.",
    CANCELLED: 'The order was cancelled before it was paid.',
  },
);

const OrderListLineType = objectType('OrderListLine', 'One of the first lines of an order.', {
  title: t.string('The title of the product at the time of purchase.'),
  quantity: t.int('The number of units.'),
  variant: t.of(VariantStub, 'The variant as it is in the catalog now.').nullable(),
});
type OrderListLineType = InstanceType<typeof OrderListLineType>;

export const OrderListItemType = objectType('OrderListItem', "A summary of an order in its buyer's order list.", {
  id: t.id('The ID of the order.'),
  orderNumber: t.string('The order number shown to buyers and sellers.'),
  status: t.of(OrderListStatusType, 'The status of the order.'),
  total: t.of(MoneyType, 'The total price of the order: items and delivery, minus discounts, including tax.'),
  createdAt: t.dateTime('The date and time when the order was created.'),
  itemCount: t.int('The number of units in the order.'),
  lines: t.list(OrderListLineType, 'The first lines of the order, up to three.'),
  seller: t.of(SellerType, 'The seller of the order.').nullable(),
  order: t.of(OrderStub, 'The order, with all of its details.').nullable(),
});
export type OrderListItemType = InstanceType<typeof OrderListItemType>;

export const OrderListConnectionType = connectionOf('OrderListItem', OrderListItemType);

export const toOrderListItem = ({ orderId, sellerId, total, lines, ...row }: OrderRow): OrderListItemType => ({
  ...row,
  id: orderId,
  total: toMoneyType(total),
  lines: lines.map(({ title, quantity, variantId }) => ({ title, quantity, variant: { id: variantId } })),
  seller: { id: sellerId },
  order: { id: orderId },
});
