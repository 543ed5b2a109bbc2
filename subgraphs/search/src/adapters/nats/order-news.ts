import { add, idOf, instant, moneyFromJson, subtract, zero, type Money, type MoneyJson } from '@marketplace/kernel';
import { ordersEvents, type DataOf, type Envelope } from '@marketplace/schema';
import type { OrderNews, OrderStatus, OrderTerms } from '../../domain/order-news';
import { eventReader, reading } from './subscriptions';

type Created = DataOf<typeof ordersEvents.OrderCreatedV1>;

const orNothing = (json: MoneyJson | undefined, like: Money): Money => (json === undefined ? zero(like.currency) : moneyFromJson(json));

const termsOf = ({ orderNumber, total: totalJson, platformDiscount, items, orderType }: Created): OrderTerms => {
  const total = moneyFromJson(totalJson);
  return {
    orderNumber,
    kind: orderType ?? 'PREPAID',
    total,
    revenue: add(total, orNothing(platformDiscount, total)),
    items: items.map((item) => ({
      variantId: idOf(item.variantId),
      productId: idOf(item.productId),
      title: item.title,
      quantity: item.quantity,
      paid: subtract(moneyFromJson(item.total), orNothing(item.discount, total)),
    })),
  };
};

type Ref = Pick<Created, 'orderId' | 'buyerId' | 'sellerId'>;

const newsOf =
  (status: OrderStatus) =>
  ({ orderId, buyerId, sellerId }: Ref, { aggregate, occurredAt }: Omit<Envelope, 'data'>): readonly OrderNews[] => [
    {
      orderId: idOf(orderId),
      buyerId: idOf(buyerId),
      sellerId: idOf(sellerId),
      version: aggregate.version,
      at: instant(occurredAt),
      status,
    },
  ];

/** What events of orders say of their orders. With cash on delivery an order stays confirmed until it is shipped. */
export const orderNews = eventReader<OrderNews>([
  reading(ordersEvents.OrderCreatedV1, (data, event) => newsOf('CREATED')(data, event).map((news) => ({ ...news, terms: termsOf(data) }))),
  reading(ordersEvents.OrderConfirmedV1, newsOf('CONFIRMED')),
  reading(ordersEvents.CashOnDeliveryOrderPlacedV1, newsOf('CONFIRMED')),
  reading(ordersEvents.OrderPaidV1, newsOf('PAID')),
  reading(ordersEvents.OrderShippedV1, newsOf('SHIPPED')),
  reading(ordersEvents.OrderDeliveredV1, newsOf('DELIVERED')),
  reading(ordersEvents.OrderClosedV1, newsOf('CLOSED')),
  reading(ordersEvents.OrderCancelledV1, newsOf('CANCELLED')),
]);
