import { registerEnumType } from 'type-graphql';

export const OrderStatusType = {
  CREATED: 'CREATED',
  CONFIRMED: 'CONFIRMED',
  PAID: 'PAID',
  SHIPPED: 'SHIPPED',
  DELIVERED: 'DELIVERED',
  CLOSED: 'CLOSED',
  CANCELLED: 'CANCELLED',
} as const;

registerEnumType(OrderStatusType, {
  name: 'OrderStatus',
  description: 'Where an order stands; it moves one way only.',
  valuesConfig: {
    CREATED: { description: 'It exists, nothing is promised yet.' },
    CONFIRMED: { description: 'Stock is held and the money is promised; with cash on delivery, the seller ships.' },
    PAID: { description: 'The money is there; the seller ships.' },
    SHIPPED: { description: 'The first parcel is with a carrier.' },
    DELIVERED: { description: 'Every parcel was handed over; the protection period runs.' },
    CLOSED: { description: "Done: the seller's money is released." },
    CANCELLED: { description: 'It ended before it was paid.' },
  },
});

export const OrderKindType = { PREPAID: 'PREPAID', CASH_ON_DELIVERY: 'CASH_ON_DELIVERY' } as const;

registerEnumType(OrderKindType, {
  name: 'OrderType',
  description: 'When an order is paid.',
  valuesConfig: {
    PREPAID: { description: 'Before it is shipped.' },
    CASH_ON_DELIVERY: { description: 'In cash, to the courier who hands it over; it stays CONFIRMED until it is shipped.' },
  },
});
