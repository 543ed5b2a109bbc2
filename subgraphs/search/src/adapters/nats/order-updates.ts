import { add, idOf, instant, moneyFromJson, subtract, zero, type Money, type MoneyJson } from '@marketplace/kernel';
import { ordersEvents, type DataOf, type Envelope } from '@marketplace/schema';
import type { OrderUpdate, OrderStatus, OrderTerms } from '../../domain/order-updates';
import { eventReader, mapEvent } from './subscriptions';

type Created = DataOf<typeof ordersEvents.OrderCreatedV1>;

const moneyOrZero = (json: MoneyJson | undefined, like: Money): Money => (json === undefined ? zero(like.currency) : moneyFromJson(json));

const termsOf = ({ orderNumber, total: totalJson, platformDiscount, items, orderType }: Created): OrderTerms => {
  const total = moneyFromJson(totalJson);
  return {
    orderNumber,
    kind: orderType ?? 'PREPAID',
    total,
    revenue: add(total, moneyOrZero(platformDiscount, total)),
    items: items.map((item) => ({
      variantId: idOf(item.variantId),
      productId: idOf(item.productId),
      title: item.title,
      quantity: item.quantity,
      paid: subtract(moneyFromJson(item.total), moneyOrZero(item.discount, total)),
    })),
  };
};

type OrderRef = Pick<Created, 'orderId' | 'buyerId' | 'sellerId'>;

const updateOf =
  (status: OrderStatus) =>
  ({ orderId, buyerId, sellerId }: OrderRef, { aggregate, occurredAt }: Omit<Envelope, 'data'>): readonly OrderUpdate[] => [
    {
      orderId: idOf(orderId),
      buyerId: idOf(buyerId),
      sellerId: idOf(sellerId),
      version: aggregate.version,
      at: instant(occurredAt),
      status,
    },
  ];

/** Reads order updates from events. A cash on delivery order stays CONFIRMED until it ships. */
export const orderUpdates = eventReader<OrderUpdate>([
  mapEvent(ordersEvents.OrderCreatedV1, (data, event) =>
    updateOf('CREATED')(data, event).map((update) => ({ ...update, terms: termsOf(data) })),
  ),
  mapEvent(ordersEvents.OrderConfirmedV1, updateOf('CONFIRMED')),
  mapEvent(ordersEvents.CashOnDeliveryOrderPlacedV1, updateOf('CONFIRMED')),
  mapEvent(ordersEvents.OrderPaidV1, updateOf('PAID')),
  mapEvent(ordersEvents.OrderShippedV1, updateOf('SHIPPED')),
  mapEvent(ordersEvents.OrderDeliveredV1, updateOf('DELIVERED')),
  mapEvent(ordersEvents.OrderClosedV1, updateOf('CLOSED')),
  mapEvent(ordersEvents.OrderCancelledV1, updateOf('CANCELLED')),
]);
