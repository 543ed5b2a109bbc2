import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, DateTime, MoneyType, toMoneyType } from '@marketplace/platform/graphql';
import type { OrderRow } from '../../application/order-list';
import { OrderStub, SellerType, VariantStub } from './stubs.types';

export const OrderListStatusType = {
  CREATED: 'CREATED',
  CONFIRMED: 'CONFIRMED',
  PAID: 'PAID',
  SHIPPED: 'SHIPPED',
  DELIVERED: 'DELIVERED',
  CLOSED: 'CLOSED',
  CANCELLED: 'CANCELLED',
} as const;

registerEnumType(OrderListStatusType, {
  name: 'OrderListStatus',
  description: 'Where an order stands, as lists and sums know it: perhaps a moment behind the order itself.',
  valuesConfig: {
    CREATED: { description: 'It exists, nothing is promised yet.' },
    CONFIRMED: { description: 'Stock is held and the money is promised; with cash on delivery, the seller ships.' },
    PAID: { description: 'The money is there; the seller ships.' },
    SHIPPED: { description: 'The first parcel is with a carrier.' },
    DELIVERED: { description: 'Every parcel was handed over.' },
    CLOSED: { description: "Done: the seller's money is released." },
    CANCELLED: { description: 'It ended before it was paid.' },
  },
});

@ObjectType('OrderListLine', { description: 'One of the first lines of an order, to recognise it by.' })
export class OrderListLineType {
  @Field(() => String, { description: "The product's title as it was bought." })
  title!: string;

  @Field(() => Int, { description: 'How many pieces.' })
  quantity!: number;

  @Field(() => VariantStub, { nullable: true, description: 'The variant as it is in the catalogue now.' })
  variant!: VariantStub | null;
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
  seller!: Pick<SellerType, 'id'> | null;

  @Field(() => OrderStub, { nullable: true, description: 'The order itself, with all that there is to know of it.' })
  order!: OrderStub | null;
}

export const OrderListConnectionType = connectionOf('OrderListItem', OrderListItemType);

export const toOrderListItem = (row: OrderRow): OrderListItemType => ({
  id: row.orderId,
  orderNumber: row.orderNumber,
  status: row.status,
  total: toMoneyType(row.total),
  createdAt: row.createdAt,
  itemCount: row.itemCount,
  lines: row.lines.map(({ title, quantity, variantId }) => ({ title, quantity, variant: { id: variantId } })),
  seller: { id: row.sellerId },
  order: { id: row.orderId },
});
