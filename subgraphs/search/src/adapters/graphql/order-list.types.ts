import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf, DateTime, enumOf, MoneyType, toMoneyType, type Stub } from '@marketplace/platform/graphql';
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

@ObjectType('OrderListLine', { description: 'One of the first lines of an order, to recognise it by.' })
export class OrderListLineType {
  @Field(() => String, { description: "The product's title as it was bought." })
  title!: string;

  @Field(() => Int, { description: 'How many pieces.' })
  quantity!: number;

  @Field(() => VariantStub, { nullable: true, description: 'The variant as it is in the catalogue now.' })
  variant!: Stub | null;
}

@ObjectType('OrderListItem', { description: "An order as its buyer's list shows it." })
export class OrderListItemType {
  @Field(() => ID, { description: 'The id of the order.' })
  id!: string;

  @Field(() => String, { description: 'The number that people use.' })
  orderNumber!: string;

  @Field(() => OrderListStatusType, { description: 'Where the order stands.' })
  status!: string;

  @Field(() => MoneyType, { description: 'What the buyer pays: items and delivery less the discount, tax included.' })
  total!: MoneyType;

  @Field(() => DateTime, { description: 'When the order was made.' })
  createdAt!: string;

  @Field(() => Int, { description: 'How many pieces, all lines together.' })
  itemCount!: number;

  @Field(() => [OrderListLineType], { description: 'The first three lines.' })
  lines!: readonly OrderListLineType[];

  @Field(() => SellerType, { nullable: true, description: 'Who sells.' })
  seller!: Stub | null;

  @Field(() => OrderStub, { nullable: true, description: 'The order itself, with all that there is to know of it.' })
  order!: Stub | null;
}

export const OrderListConnectionType = connectionOf('OrderListItem', OrderListItemType);

export const toOrderListItem = ({ orderId, sellerId, total, lines, ...row }: OrderRow): OrderListItemType => ({
  ...row,
  id: orderId,
  total: toMoneyType(total),
  lines: lines.map(({ title, quantity, variantId }) => ({ title, quantity, variant: { id: variantId } })),
  seller: { id: sellerId },
  order: { id: orderId },
});
