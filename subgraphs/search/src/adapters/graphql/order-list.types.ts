import { connectionOf, enumOf, MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { OrderRow } from '../../application/order-list';
import type { OrderStatus } from '../../domain/order-news';
import { OrderStub, SellerType, VariantStub } from './stubs.types';

export const OrderListStatusType = enumOf<OrderStatus>(
  'OrderListStatus',
  'Where an order stands, as lists and sums know it: perhaps a moment behind the order itself.',
  {
    CREATED: 'It exists, nothing is promised yet.',
    CONFIRMED: 'Stock is held and the money is promised; with cash on delivery, the seller ships.',
    PAID: 'The money is there; the seller ships.',
    SHIPPED: 'The first parcel is with a carrier.',
    DELIVERED: 'Every parcel was handed over.',
    CLOSED: "Done: the seller's money is released.",
    CANCELLED: 'It ended before it was paid.',
  },
);

const OrderListLineType = objectType('OrderListLine', 'One of the first lines of an order, to recognise it by.', {
  title: t.string("The product's title as it was bought."),
  quantity: t.int('How many pieces.'),
  variant: t.of(VariantStub, 'The variant as it is in the catalogue now.').nullable(),
});
type OrderListLineType = InstanceType<typeof OrderListLineType>;

export const OrderListItemType = objectType('OrderListItem', "An order as its buyer's list shows it.", {
  id: t.id('The id of the order.'),
  orderNumber: t.string('The number that people use.'),
  status: t.of(OrderListStatusType, 'Where the order stands.'),
  total: t.of(MoneyType, 'What the buyer pays: items and delivery less the discount, tax included.'),
  createdAt: t.dateTime('When the order was made.'),
  itemCount: t.int('How many pieces, all lines together.'),
  lines: t.list(OrderListLineType, 'The first three lines.'),
  seller: t.of(SellerType, 'Who sells.').nullable(),
  order: t.of(OrderStub, 'The order itself, with all that there is to know of it.').nullable(),
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
