import { after as later, isRefused, minutes, seconds } from '@marketplace/kernel';
import {
  after,
  announced,
  at,
  authorized,
  captured,
  cartFrozen,
  happyPath,
  orderConfirmed,
  orderCreated,
  orderPaid,
  quoted,
  statusOf,
  stockReserved,
  stockTaken,
} from './checkout.fixtures';
import { react } from './checkout.saga';
import type { News } from './news';

const deadlinePassed: News = { type: 'DeadlinePassed' };
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
