import { after, before, days, fold, milliseconds } from '@marketplace/kernel';
import { evolve, type Order, type OrderEvent } from './order';
import {
  at,
  cancelled,
  closed,
  confirmed,
  created,
  dispatched,
  paid,
  placedCashOnDelivery,
  planned,
  shipped,
  untilDelivered,
} from './order.fixtures';
import { mayCancel, mayCloseAt, paymentTimeout, protectionPeriod } from './policies';

const orderAfter = (...history: readonly OrderEvent[]): Order => fold<OrderEvent, Order>(evolve, created, history);

const shippedOrder = orderAfter(paid, planned(1), dispatched(1), shipped(1));
const delivered = orderAfter(...untilDelivered);

describe('cancelling an order', () => {
  it.each([
    ['new', created, undefined, undefined],
    ['confirmed', orderAfter(confirmed), 'order-being-paid', undefined],
    ['placed for cash on delivery', orderAfter(placedCashOnDelivery), 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['paid', orderAfter(paid), 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['shipped', shippedOrder, 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['delivered', delivered, 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['closed', orderAfter(...untilDelivered, closed), 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['cancelled', orderAfter(cancelled), undefined, undefined],
  ] as const)('is decided for buyer and platform when the order is %s', (_name, order, buyer, platform) => {
    expect(mayCancel(order, 'buyer')?.refused).toBe(buyer);
    expect(mayCancel(order, 'platform')?.refused).toBe(platform);
  });

  it('happens automatically after a day without payment', () => {
    expect(paymentTimeout).toBe(days(1));
  });
});

describe('closing an order', () => {
  const over = after(at, protectionPeriod);

  it('waits for fifteen days after the delivery, to the millisecond', () => {
    expect(protectionPeriod).toBe(days(15));
    expect(mayCloseAt(delivered, 'protection-period-over', before(over, milliseconds(1)))?.refused).toBe('protection-period-not-over');
    expect(mayCloseAt(delivered, 'protection-period-over', over)).toBeUndefined();
  });

  it('is allowed to the buyer after the first dispatch', () => {
    expect(mayCloseAt(shippedOrder, 'receipt-confirmed', at)).toBeUndefined();
    expect(mayCloseAt(delivered, 'receipt-confirmed', at)).toBeUndefined();
  });

  it.each([
    ['new', created],
    ['confirmed', orderAfter(confirmed)],
    ['paid', orderAfter(paid)],
    ['cancelled', orderAfter(cancelled)],
  ] as const)('is refused for an order that is %s', (_name, order) => {
    expect(mayCloseAt(order, 'receipt-confirmed', over)?.refused).toBe('order-not-delivered');
    expect(mayCloseAt(order, 'protection-period-over', over)?.refused).toBe('order-not-delivered');
  });

  it('does not happen automatically before delivery', () => {
    expect(mayCloseAt(shippedOrder, 'protection-period-over', over)?.refused).toBe('order-not-delivered');
  });
});
