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
  placedForCash,
  planned,
  shipped,
  untilDelivered,
} from './order.fixtures';
import { mayCancel, mayCloseAt, paymentPatience, protectionPeriod } from './policies';

const orderAfter = (...history: readonly OrderEvent[]): Order => fold<OrderEvent, Order>(evolve, created, history);

const underWay = orderAfter(paid, planned(1), dispatched(1), shipped(1));
const delivered = orderAfter(...untilDelivered);

describe('who may cancel until when', () => {
  it.each([
    ['new', created, undefined, undefined],
    ['confirmed', orderAfter(confirmed), 'order-being-paid', undefined],
    ['placed for cash', orderAfter(placedForCash), 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['paid', orderAfter(paid), 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['shipped', underWay, 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['delivered', delivered, 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['closed', orderAfter(...untilDelivered, closed), 'order-no-longer-cancellable', 'order-no-longer-cancellable'],
    ['cancelled', orderAfter(cancelled), undefined, undefined],
  ] as const)('answers for an order that is %s', (_name, order, buyer, platform) => {
    expect(mayCancel(order, 'buyer')?.refused).toBe(buyer);
    expect(mayCancel(order, 'platform')?.refused).toBe(platform);
  });

  it('leaves an order a day for its payment', () => {
    expect(paymentPatience).toBe(days(1));
  });
});

describe('when an order may be closed', () => {
  const over = after(at, protectionPeriod);

  it('protects the buyer for fifteen days after the delivery, to the millisecond', () => {
    expect(protectionPeriod).toBe(days(15));
    expect(mayCloseAt(delivered, 'protection-period-over', before(over, milliseconds(1)))?.refused).toBe('protection-period-not-over');
    expect(mayCloseAt(delivered, 'protection-period-over', over)).toBeUndefined();
  });

  it('lets the buyer give that up as soon as a parcel is under way', () => {
    expect(mayCloseAt(underWay, 'receipt-confirmed', at)).toBeUndefined();
    expect(mayCloseAt(delivered, 'receipt-confirmed', at)).toBeUndefined();
  });

  it.each([
    ['new', created],
    ['confirmed', orderAfter(confirmed)],
    ['paid', orderAfter(paid)],
    ['cancelled', orderAfter(cancelled)],
  ] as const)('never closes an order that is %s', (_name, order) => {
    expect(mayCloseAt(order, 'receipt-confirmed', over)?.refused).toBe('order-not-delivered');
    expect(mayCloseAt(order, 'protection-period-over', over)?.refused).toBe('order-not-delivered');
  });

  it('does not end the protection of an order that is still under way', () => {
    expect(mayCloseAt(underWay, 'protection-period-over', over)?.refused).toBe('order-not-delivered');
  });
});
