import { after as later, isRefused, minutes, seconds } from '@marketplace/kernel';
import {
  after,
  announced,
  at,
  authorized,
  captured,
  cartFrozen,
  deadlinePassed,
  happyPath,
  orderCancelled,
  orderConfirmed,
  orderCreated,
  orderId,
  orderPaid,
  quoted,
  statusOf,
  stockReserved,
  stockTaken,
  voided,
} from './checkout.fixtures';
import { react } from './checkout.saga';
import { stuckAfterDeadlines } from './deadlines';
import type { News } from './news';

const untilAuthorized = happyPath.slice(0, 6);
const untilConfirmed = happyPath.slice(0, 8);

describe('a checkout that goes well', () => {
  it('asks for one thing after the other and completes when money, orders and stock have reported', () => {
    const asked = happyPath.map((_, count) => announced(after(...happyPath.slice(0, count + 1))));
    expect(asked).toEqual([
      ['ShippingQuoteRequested'],
      ['OrderCreationRequested'],
      [],
      ['StockReservationRequested'],
      ['PaymentAuthorizationRequested'],
      ['OrderConfirmationRequested'],
      [],
      ['PaymentCaptureRequested'],
      [],
      [],
      [],
      ['CheckoutCompleted'],
    ]);
    expect(after(...happyPath).checkout).toMatchObject({
      progress: { status: 'COMPLETED', total: { amount: '3000', currency: 'USD' } },
      open: expect.anything(),
    });
    expect(after(...happyPath).deadline).toBeUndefined();
  });

  it('completes in whatever order the reports after the capture arrive', () => {
    for (const reports of [
      [stockTaken, orderPaid(2), orderPaid(1), captured],
      [orderPaid(1), captured, stockTaken, orderPaid(2)],
    ]) {
      expect(announced(after(...untilConfirmed, ...reports))).toEqual(['CheckoutCompleted']);
    }
  });

  it('asks for nothing twice when answers are repeated', () => {
    const doubled = happyPath.flatMap((news) => [news, news]);
    expect(statusOf(after(...doubled).checkout)).toBe('COMPLETED');
    expect(announced(after(cartFrozen, cartFrozen))).toEqual([]);
    expect(announced(after(cartFrozen, quoted, orderCreated(1), orderCreated(1)))).toEqual([]);
    expect(announced(after(...untilConfirmed.slice(0, 7), orderConfirmed(1)))).toEqual([]);
  });

  it('forgets the address and the card as soon as they are passed on', () => {
    expect(after(...untilAuthorized).checkout.request).toMatchObject({ sealedAddress: '', sealedMethod: '' });
  });

  it('waits for the buyer at the provider, and goes on', () => {
    const waiting = after(...untilAuthorized.slice(0, 5), { type: 'PaymentActionRequired', url: 'https://pay.example/3ds' });
    expect(waiting.checkout.progress).toMatchObject({ status: 'ACTION_REQUIRED', actionUrl: 'https://pay.example/3ds' });
    expect(waiting.deadline).toBe(later(at, minutes(15)));
    const goesOn = react(waiting.checkout, authorized, at);
    expect(isRefused(goesOn) ? goesOn : goesOn.checkout.progress.status).toBe('PAYMENT_AUTHORIZED');
  });
});

describe('a checkout that fails', () => {
  it('undoes what was asked for, the last first, and says why', () => {
    const failed = after(...untilAuthorized.slice(0, 5), { type: 'PaymentFailed', code: 'card_declined' });
    expect(announced(failed)).toEqual(['StockReleaseRequested', 'OrderCancellationRequested', 'CartUnfreezeRequested']);
    expect(failed.checkout.progress).toMatchObject({
      status: 'ABORTING',
      abort: { reason: 'payment-failed', details: { code: 'card_declined' } },
    });
    const undone: readonly News[] = [{ type: 'CheckoutOrdersCancelled' }, { type: 'ReservationReleased' }, { type: 'CartUnfrozen' }];
    const over = after(...untilAuthorized.slice(0, 5), { type: 'PaymentFailed', code: 'card_declined' }, ...undone);
    expect(announced(over)).toEqual(['CheckoutAborted']);
    expect(over.deadline).toBeUndefined();
  });

  it('is over at once when the cart cannot be frozen', () => {
    const failed = after({ type: 'CartFreezeRejected', reason: 'version-conflict', currentVersion: 7 });
    expect(failed.checkout.progress).toMatchObject({
      status: 'ABORTED',
      abort: { reason: 'version-conflict', details: { currentVersion: 7 } },
    });
    expect(announced(failed)).toEqual(['CheckoutAborted']);
  });

  it.each([
    ['no delivery', [cartFrozen, { type: 'ShippingQuoteRejected', reason: 'destination-not-served' }], ['CartUnfreezeRequested']],
    ['orders refused', [cartFrozen, quoted, { type: 'OrderCreationRejected' }], ['CartUnfreezeRequested']],
    [
      'no stock',
      [cartFrozen, quoted, orderCreated(1), orderCreated(2), { type: 'StockRejected', shortages: [] }],
      ['OrderCancellationRequested', 'CartUnfreezeRequested'],
    ],
    [
      'an order cancelled by its buyer',
      [...untilAuthorized, { type: 'OrderCancelled', orderId: 'order-1' }],
      ['PaymentVoidRequested', 'StockReleaseRequested', 'OrderCancellationRequested', 'CartUnfreezeRequested'],
    ],
    [
      'a payment that was let go because its orders were cancelled',
      [...untilAuthorized, voided],
      ['StockReleaseRequested', 'OrderCancellationRequested', 'CartUnfreezeRequested'],
    ],
    [
      'a reservation that ran out',
      [...untilAuthorized, { type: 'ReservationReleased' }],
      ['PaymentVoidRequested', 'OrderCancellationRequested', 'CartUnfreezeRequested'],
    ],
  ] as readonly [string, readonly News[], readonly string[]][])('undoes what it must after %s', (_name, news, requests) => {
    expect(announced(after(...news))).toEqual(requests);
  });

  it('times out at every step before the capture, and undoes also what has not answered', () => {
    for (let count = 0; count < untilConfirmed.length; count += 1) {
      const late = after(...untilConfirmed.slice(0, count), deadlinePassed);
      expect(late.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'timed-out' } });
      expect(announced(late)).toContain('CartUnfreezeRequested');
    }
  });

  it('never turns round after the capture was asked for, but asks again and ever more slowly', () => {
    const once = react(after(...untilConfirmed).checkout, deadlinePassed, at);
    if (isRefused(once)) throw new Error(once.refused);
    expect(announced(once)).toEqual(['PaymentCaptureRequested']);
    expect(once.deadline).toBe(later(at, seconds(60)));
    const abort = react(after(...untilConfirmed).checkout, { type: 'AbortRequested', by: 'buyer' }, at);
    expect(abort).toEqual({ refused: 'checkout-past-abort' });
  });

  it('can be called off by the buyer before that', () => {
    expect(after(...untilAuthorized, { type: 'AbortRequested', by: 'buyer' }).checkout.progress).toMatchObject({
      status: 'ABORTING',
      abort: { reason: 'aborted-by-buyer' },
    });
  });

  it('ignores a late success while it is being undone', () => {
    const aborting = after(cartFrozen, quoted, orderCreated(1), orderCreated(2), deadlinePassed);
    expect(react(aborting.checkout, stockReserved, at)).toEqual({ refused: 'not-awaited' });
    expect(react(after(...happyPath).checkout, captured, at)).toEqual({ refused: 'checkout-is-over' });
  });
});

describe('a confirmed checkout whose orders are cancelled', () => {
  const undoing = ['StockReleaseRequested', 'OrderCancellationRequested', 'CartUnfreezeRequested'];

  it('turns round when the payment is voided, since nothing was captured, and ends when all is undone', () => {
    const cancelled = [...untilConfirmed, orderCancelled(1), orderCancelled(2), voided];
    const turned = after(...cancelled);
    expect(announced(turned)).toEqual(undoing);
    expect(turned.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'timed-out' } });
    expect(turned.checkout.steps.map(({ name, status }) => [name, status])).toEqual([
      ['CART', 'UNDOING'],
      ['SHIPPING', 'DONE'],
      ['ORDERS', 'UNDOING'],
      ['STOCK', 'UNDOING'],
      ['PAYMENT', 'UNDONE'],
      ['CONFIRMATION', 'DONE'],
      ['CAPTURE', 'FAILED'],
    ]);
    const over = after(...cancelled, { type: 'ReservationReleased' }, { type: 'CheckoutOrdersCancelled' }, { type: 'CartUnfrozen' });
    expect(announced(over)).toEqual(['CheckoutAborted']);
    expect(over.deadline).toBeUndefined();
  });

  it('turns round also when the void is heard before the cancellations', () => {
    expect(announced(after(...untilConfirmed, voided))).toEqual(undoing);
  });

  it('turns round when the provider lets the money go before the capture', () => {
    for (const confirmed of [[], [orderConfirmed(1)], [orderConfirmed(1), orderConfirmed(2)]]) {
      const failed = after(...untilAuthorized, ...confirmed, { type: 'PaymentFailed', code: 'canceled-by-provider' });
      expect(announced(failed)).toEqual(undoing);
      expect(failed.checkout.progress).toMatchObject({ abort: { reason: 'payment-failed', details: { code: 'canceled-by-provider' } } });
    }
  });

  it('does not wait for the payment of an order that was cancelled, and completes with the others', () => {
    for (const reports of [
      [orderCancelled(2), captured, orderPaid(1), stockTaken],
      [captured, orderPaid(1), stockTaken, orderCancelled(2)],
    ]) {
      const completed = after(...untilConfirmed, ...reports);
      expect(announced(completed)).toEqual(['CheckoutCompleted']);
      expect(completed.checkout.progress).toMatchObject({
        status: 'COMPLETED',
        orders: [{ orderId: orderId(1) }],
        total: { amount: '1500', currency: 'USD' },
      });
    }
    expect(statusOf(after(...untilConfirmed, orderCancelled(2), captured, stockTaken).checkout)).toBe('ORDERS_CONFIRMED');
  });

  it('completes when all orders are cancelled while the money is being captured: it is given back by payments', () => {
    const completed = after(...untilConfirmed, orderCancelled(1), captured, stockTaken, orderCancelled(2));
    expect(completed.checkout.progress).toMatchObject({ status: 'COMPLETED', orders: [{ orderId: orderId(1) }, { orderId: orderId(2) }] });
  });

  it('notes a cancellation once, and none of an order that is not its own', () => {
    const { checkout } = after(...untilConfirmed, orderCancelled(1));
    expect(react(checkout, orderCancelled(1), at)).toEqual({ refused: 'not-awaited' });
    expect(react(checkout, orderCancelled(3), at)).toEqual({ refused: 'not-awaited' });
  });

  it('never turns round once the money has moved, whoever says so first', () => {
    const calls: readonly News[] = [
      voided,
      { type: 'PaymentFailed', code: 'x' },
      { type: 'AbortRequested', by: 'operator' },
      deadlinePassed,
    ];
    const others: readonly News[] = [orderCancelled(1), orderCancelled(2), { type: 'ReservationReleased' }, ...calls];
    for (const heard of [captured, orderPaid(1), stockTaken]) {
      for (const first of others) {
        for (const second of others) {
          expect(statusOf(after(...untilConfirmed, heard, first, second).checkout)).toBe('ORDERS_CONFIRMED');
        }
      }
    }
    expect(react(after(...happyPath).checkout, voided, at)).toEqual({ refused: 'checkout-is-over' });
  });
});

describe('a checkout that gets no answer', () => {
  it('counts the deadlines that passed in vain, and starts anew with each progress', () => {
    const silent = [deadlinePassed, deadlinePassed, deadlinePassed, deadlinePassed];
    expect(after(...untilConfirmed, ...silent).checkout.overdue).toBe(stuckAfterDeadlines);
    expect(after(...untilConfirmed, ...silent, captured).checkout.overdue).toBe(0);
    expect(after(cartFrozen, quoted, deadlinePassed, ...silent).checkout.overdue).toBe(stuckAfterDeadlines);
  });
});
