import { add, idOf, instant, moneyFromJson, subtract, zero, type Money, type MoneyJson } from '@marketplace/kernel';
import { ordersEvents, type DataOf, type Envelope, type EventContract } from '@marketplace/schema';
import type { OrderNews, OrderStatus, OrderTerms } from '../domain/order-news';

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

const newsOf = ({ aggregate, occurredAt, data }: Envelope<Ref>, status: OrderStatus): OrderNews => ({
  orderId: idOf(data.orderId),
  buyerId: idOf(data.buyerId),
  sellerId: idOf(data.sellerId),
  version: aggregate.version,
  at: instant(occurredAt),
  status,
});

type Reading = { readonly contract: EventContract; readonly read: (event: Envelope) => OrderNews };

/** The data was checked against the contract before it came here. */
const reading = <Contract extends EventContract>(contract: Contract, read: (event: Envelope<DataOf<Contract>>) => OrderNews): Reading => ({
  contract,
  read: (event) => read({ ...event, data: event.data as DataOf<Contract> }),
});

/** With cash on delivery an order stays confirmed until it is shipped. */
const readings: readonly Reading[] = [
  reading(ordersEvents.OrderCreatedV1, (event) => ({ ...newsOf(event, 'CREATED'), terms: termsOf(event.data) })),
  reading(ordersEvents.OrderConfirmedV1, (event) => newsOf(event, 'CONFIRMED')),
  reading(ordersEvents.CashOnDeliveryOrderPlacedV1, (event) => newsOf(event, 'CONFIRMED')),
  reading(ordersEvents.OrderPaidV1, (event) => newsOf(event, 'PAID')),
  reading(ordersEvents.OrderShippedV1, (event) => newsOf(event, 'SHIPPED')),
  reading(ordersEvents.OrderDeliveredV1, (event) => newsOf(event, 'DELIVERED')),
  reading(ordersEvents.OrderClosedV1, (event) => newsOf(event, 'CLOSED')),
  reading(ordersEvents.OrderCancelledV1, (event) => newsOf(event, 'CANCELLED')),
];

/** What the order list and the seller dashboard are made of. */
export const orderContracts: readonly EventContract[] = readings.map(({ contract }) => contract);

/** What an event of orders says of its order; nothing for an event that neither model listens to. */
export const readOrderNews = (events: readonly Envelope[]): readonly OrderNews[] =>
  events.flatMap((event) => {
    const found = readings.find(({ contract }) => contract.type === event.type && contract.version === event.version);
    return found === undefined ? [] : [found.read(event)];
  });
