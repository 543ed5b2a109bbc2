import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Versioned } from '@marketplace/application';
import { connectionOf, DateTime, enumOf, MoneyType, stubOf, toMoneyType, type Stub } from '@marketplace/platform/graphql';
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

@ObjectType('OrderItemOption', { description: 'An option of the variant as it was bought.' })
class OrderItemOptionType {
  @Field(() => String, { description: 'Such as "Size".' })
  name!: string;

  @Field(() => String, { description: 'Such as "M".' })
  value!: string;
}

@ObjectType('OrderDiscount', { description: 'A part of what came off a line or a delivery, as it was promised.' })
export class OrderDiscountType {
  @Field(() => String, { description: 'What to show for it.' })
  label!: string;

  @Field(() => MoneyType, { description: 'How much came off.' })
  amount!: MoneyType;

  @Field(() => ID, { description: 'The promotion that it came from.' })
  promotionId!: string;
}

@ObjectType('OrderItem', { description: 'A line of an order, frozen when the order was made.' })
export class OrderItemType {
  @Field(() => ID, { description: 'The id of the line; refunds and reviews refer to it.' })
  id!: string;

  @Field(() => String, { description: "The product's title as it was bought." })
  title!: string;

  @Field(() => String, { description: "The seller's number for the variant." })
  sku!: string;

  @Field(() => [OrderItemOptionType], { description: "The variant's options as they were bought." })
  options!: readonly OrderItemOptionType[];

  @Field(() => Int, { description: 'How many were bought.' })
  quantity!: number;

  @Field(() => MoneyType, { description: 'The price of one, tax included.' })
  unitPrice!: MoneyType;

  @Field(() => MoneyType, { description: "The line's price before its discount, tax included." })
  total!: MoneyType;

  @Field(() => MoneyType, { description: 'What came off the line, all pieces together; zero when nothing did.' })
  discount!: MoneyType;

  @Field(() => [OrderDiscountType], { description: 'What the discount is made of.' })
  discounts!: readonly OrderDiscountType[];

  @Field(() => MoneyType, { description: 'The tax contained in what is paid for the line.' })
  tax!: MoneyType;

  @Field(() => VariantStub, { nullable: true, description: 'The variant as it is in the catalogue now.' })
  variant!: Stub | null;
}

@ObjectType('OrderHistoryEntry', { description: "A change of an order's status; entries are never changed or removed." })
export class OrderHistoryEntryType {
  @Field(() => Int, { description: "The order's version that this entry made." })
  version!: number;

  @Field(() => OrderStatusType, { description: 'The status from then on.' })
  status!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: string;

  @Field(() => String, { nullable: true, description: 'Why, where there is a reason to tell.' })
  reason!: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Order', { description: 'What a buyer bought from one seller in one checkout.' })
export class OrderType {
  @Field(() => ID, { description: 'The id of the order.' })
  id!: string;

  @Field(() => String, { description: 'The number that people use.' })
  orderNumber!: string;

  @Field(() => OrderStatusType, { description: 'Where the order stands.' })
  status!: string;

  @Field(() => OrderKindType, { description: 'When the order is paid.' })
  type!: string;

  @Field(() => Int, { description: 'Grows with every change.' })
  version!: number;

  @Field(() => DateTime, { description: 'When the order was made.' })
  createdAt!: string;

  @Field(() => MoneyType, { description: 'What the buyer pays: items and delivery less the discount, tax included.' })
  total!: MoneyType;

  @Field(() => MoneyType, { description: 'All that came off, items and delivery; zero when nothing did.' })
  discount!: MoneyType;

  @Field(() => MoneyType, { description: 'The price of the delivery before its discount, tax included.' })
  shippingPrice!: MoneyType;

  @Field(() => MoneyType, { description: 'What came off the delivery; part of the discount.' })
  shippingDiscount!: MoneyType;

  @Field(() => [OrderDiscountType], { description: "What the delivery's discount is made of." })
  shippingDiscounts!: readonly OrderDiscountType[];

  @Field(() => MoneyType, { description: 'The tax contained in the total.' })
  tax!: MoneyType;

  @Field(() => SellerStub, { nullable: true, description: 'Who sells.' })
  seller!: Stub | null;

  @Field(() => [OrderItemType], { description: 'What was bought.' })
  items!: readonly OrderItemType[];

  // Answered by the resolver, for all orders of a page at once.
  history?: readonly OrderHistoryEntryType[];
}

@ObjectType('OrderTrackingEvent', { description: "A change of an order's status, as it happens." })
export class OrderTrackingEventType {
  @Field(() => String, { description: 'Pass as `after` to go on behind this event.' })
  cursor!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: string;

  @Field(() => OrderStatusType, { description: 'The status from then on.' })
  status!: string;

  @Field(() => String, { nullable: true, description: 'Why, where there is a reason to tell.' })
  reason!: string | null;

  @Field(() => OrderType, { nullable: true, description: 'The order as it is now.' })
  order!: OrderType | null;
}

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
