import { after as later, isRefused, seconds } from '@marketplace/kernel';
import {
  after,
  afterWith,
  allUndone,
  at,
  captured,
  cartFrozen,
  cashAgreed,
  couponRejected,
  deadlinePassed,
  declined,
  discountsQuoted,
  happyPath,
  orderCancelled,
  orderConfirmed,
  orderCreated,
  orderId,
  orderPaid,
  orderPlaced,
  paymentId,
  quoted,
  sentTypes,
  soldOut,
  statusOf,
  stepsOf,
  stockReserved,
  stockTaken,
  undoingOrders,
  untilAuthorized,
  untilConfirmed,
  untilOrdered,
  untilReserved,
  voided,
} from './checkout.fixtures';
import { react } from './checkout.saga';
import type { SagaInput } from './saga-messages';

describe('a checkout that fails', () => {
  it('undoes the requested steps, the latest first, and records the reason', () => {
    const failed = after(...untilOrdered, declined());
    expect(sentTypes(failed)).toEqual(undoingOrders);
    expect(failed.checkout.progress).toMatchObject({
      status: 'ABORTING',
      abort: { reason: 'payment-failed', details: { code: 'card_declined' } },
    });
    const over = after(...untilOrdered, declined(), ...allUndone);
    expect(sentTypes(over)).toEqual(['CheckoutAborted']);
    expect(over.deadline).toBeUndefined();
  });

  it('ends at once when the cart cannot be frozen', () => {
    const failed = after({ type: 'CartFreezeRejected', reason: 'version-conflict', currentVersion: 7 });
    expect(failed.checkout.progress).toMatchObject({
      status: 'ABORTED',
      abort: { reason: 'version-conflict', details: { currentVersion: 7 } },
    });
    expect(sentTypes(failed)).toEqual(['CheckoutAborted']);
  });

  it.each([
    ['no stock, before anything else answered', [cartFrozen, soldOut], ['CartUnfreezeRequested']],
    ['no stock, after delivery', [cartFrozen, quoted, soldOut], ['DiscountReleaseRequested', 'CartUnfreezeRequested']],
    [
      'no stock, after the discounts',
      [cartFrozen, quoted, discountsQuoted, soldOut],
      ['DiscountReleaseRequested', 'CartUnfreezeRequested'],
    ],
    [
      'no delivery',
      [cartFrozen, { type: 'ShippingQuoteRejected', reason: 'destination-not-served' }],
      ['StockReleaseRequested', 'CartUnfreezeRequested'],
    ],
    ['a rejected coupon', [cartFrozen, quoted, couponRejected], ['StockReleaseRequested', 'CartUnfreezeRequested']],
    [
      'orders refused',
      [...untilReserved, { type: 'OrderCreationRejected' }],
      ['DiscountReleaseRequested', 'StockReleaseRequested', 'CartUnfreezeRequested'],
    ],
    ['an order cancelled by its buyer', [...untilAuthorized, orderCancelled(1)], ['PaymentVoidRequested', ...undoingOrders]],
    ['a payment voided because its orders were cancelled', [...untilAuthorized, voided], undoingOrders],
    [
      'an expired reservation',
      [...untilAuthorized, { type: 'ReservationReleased' }],
      ['PaymentVoidRequested', 'OrderCancellationRequested', 'DiscountReleaseRequested', 'CartUnfreezeRequested'],
    ],
    [
      'expired discounts',
      [...untilAuthorized, { type: 'DiscountsReleased' }],
      ['PaymentVoidRequested', 'OrderCancellationRequested', 'StockReleaseRequested', 'CartUnfreezeRequested'],
    ],
  ] as readonly [string, readonly SagaInput[], readonly string[]][])('undoes the right steps after %s', (_name, inputs, requests) => {
    expect(sentTypes(after(...inputs))).toEqual(requests);
  });

  it('reports the rejected coupon and the reason', () => {
    expect(after(cartFrozen, quoted, couponRejected).checkout.progress).toMatchObject({
      abort: { reason: 'coupon-rejected', details: { code: 'WELCOME', reason: 'coupon-used-up' } },
    });
  });

  it('rejects discounts that do not fit the purchase, and releases them', () => {
    const [lineDiscounts] = discountsQuoted.lines;
    const tooMuch = { ...discountsQuoted, total: { amount: '601', currency: 'USD' } };
    const ofUnknownLine = { ...discountsQuoted, lines: [{ lineId: 'unknown-line', discounts: lineDiscounts?.discounts ?? [] }] };
    for (const wrong of [tooMuch, ofUnknownLine]) {
      const failed = after(cartFrozen, stockReserved, quoted, wrong);
      expect(failed.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'discounts-not-quoted' } });
      expect(sentTypes(failed)).toContain('DiscountReleaseRequested');
    }
  });

  it('reports that cash on delivery is not available', () => {
    const failed = afterWith({ payBy: 'CASH_ON_DELIVERY', keepOnDecline: true })(
      ...untilOrdered,
      declined(1, 'cash-on-delivery-not-offered'),
    );
    expect(failed.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'cash-on-delivery-not-offered' } });
  });

  it('times out at every step before the capture, and also undoes steps without an answer', () => {
    for (let count = 0; count < untilConfirmed.length; count += 1) {
      const late = after(...untilConfirmed.slice(0, count), deadlinePassed);
      expect(late.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'timed-out' } });
      expect(sentTypes(late)).toContain('CartUnfreezeRequested');
    }
    expect(after(cartFrozen, deadlinePassed).checkout.progress).toMatchObject({
      abort: { details: { waitedFor: ['inventory', 'shipping'] } },
    });
  });

  it('never aborts after the capture was requested, but repeats the request with growing waits', () => {
    const once = react(after(...untilConfirmed).checkout, deadlinePassed, at);
    if (isRefused(once)) throw new Error(once.refused);
    expect(once.messages).toEqual([{ type: 'PaymentCaptureRequested', paymentId: paymentId(1) }]);
    expect(once.deadline).toBe(later(at, seconds(60)));
    const abort = react(after(...untilConfirmed).checkout, { type: 'AbortRequested', by: 'buyer' }, at);
    expect(abort).toEqual({ refused: 'checkout-past-abort' });
  });

  it('can be aborted by the buyer before that', () => {
    expect(after(...untilAuthorized, { type: 'AbortRequested', by: 'buyer' }).checkout.progress).toMatchObject({
      status: 'ABORTING',
      abort: { reason: 'aborted-by-buyer' },
    });
  });

  it('ignores a late success while it is aborting', () => {
    const aborting = after(cartFrozen, quoted, deadlinePassed);
    for (const late of [stockReserved, discountsQuoted, orderCreated(1)])
      expect(react(aborting.checkout, late, at)).toEqual({ refused: 'not-pending-answers' });
    expect(react(after(...happyPath).checkout, captured, at)).toEqual({ refused: 'checkout-is-over' });
  });
});

describe('a confirmed checkout whose orders are cancelled', () => {
  it('aborts when the payment is voided without a capture, and ends when everything is undone', () => {
    const cancelled = [...untilConfirmed, orderCancelled(1), orderCancelled(2), voided];
    const aborting = after(...cancelled);
    expect(sentTypes(aborting)).toEqual(undoingOrders);
    expect(aborting.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'timed-out' } });
    expect(stepsOf(aborting.checkout)).toEqual([
      'CART UNDOING',
      'STOCK UNDOING',
      'SHIPPING DONE',
      'DISCOUNTS UNDOING',
      'ORDERS UNDOING',
      'PAYMENT UNDONE',
      'CONFIRMATION DONE',
      'CAPTURE FAILED',
    ]);
    const over = after(...cancelled, ...[...allUndone].reverse());
    expect(sentTypes(over)).toEqual(['CheckoutAborted']);
    expect(over.deadline).toBeUndefined();
  });

  it('aborts even when the void arrives before the cancellations', () => {
    expect(sentTypes(after(...untilConfirmed, voided))).toEqual(undoingOrders);
  });

  it('aborts when the provider releases the authorization before the capture', () => {
    for (const confirmed of [[], [orderConfirmed(1)], [orderConfirmed(1), orderConfirmed(2)]]) {
      const failed = after(...untilAuthorized, ...confirmed, declined(1, 'canceled-by-provider'));
      expect(sentTypes(failed)).toEqual(undoingOrders);
      expect(failed.checkout.progress).toMatchObject({ abort: { reason: 'payment-failed', details: { code: 'canceled-by-provider' } } });
    }
  });

  it('does not wait for the payment of an order that was cancelled, and completes with the others', () => {
    for (const reports of [
      [orderCancelled(2), captured, orderPaid(1), stockTaken],
      [captured, orderPaid(1), stockTaken, orderCancelled(2)],
    ]) {
      const completed = after(...untilConfirmed, ...reports);
      expect(sentTypes(completed)).toEqual(['CheckoutCompleted']);
      expect(completed.checkout.progress).toMatchObject({
        status: 'COMPLETED',
        orders: [{ orderId: orderId(1) }],
        lines: [{ sellerId: 'seller-1' }],
        total: { amount: '1400', currency: 'USD' },
      });
    }
    expect(statusOf(after(...untilConfirmed, orderCancelled(2), captured, stockTaken).checkout)).toBe('ORDERS_CONFIRMED');
  });

  it('completes when all orders are cancelled during the capture: payments refunds them', () => {
    const completed = after(...untilConfirmed, orderCancelled(1), captured, stockTaken, orderCancelled(2));
    expect(completed.checkout.progress).toMatchObject({ status: 'COMPLETED', orders: [{ orderId: orderId(1) }, { orderId: orderId(2) }] });
  });

  it('records a cancellation once, and ignores those of other orders', () => {
    const { checkout } = after(...untilConfirmed, orderCancelled(1));
    expect(react(checkout, orderCancelled(1), at)).toEqual({ refused: 'not-pending-answers' });
    expect(react(checkout, orderCancelled(3), at)).toEqual({ refused: 'not-pending-answers' });
  });

  it('never aborts once the payment is captured, whichever context reports it first', () => {
    const abortTriggers: readonly SagaInput[] = [
      voided,
      declined(),
      { type: 'AbortRequested', by: 'operator' },
      { type: 'CompensationRequested', by: 'user:operator', reason: 'asked for' },
      { type: 'DiscountsReleased' },
      deadlinePassed,
    ];
    const others: readonly SagaInput[] = [orderCancelled(1), orderCancelled(2), { type: 'ReservationReleased' }, ...abortTriggers];
    for (const report of [captured, cashAgreed, orderPaid(1), orderPlaced(1), stockTaken]) {
      for (const first of others) {
        for (const second of others) {
          expect(statusOf(after(...untilConfirmed, report, first, second).checkout)).toBe('ORDERS_CONFIRMED');
        }
      }
    }
    expect(react(after(...happyPath).checkout, voided, at)).toEqual({ refused: 'checkout-is-over' });
  });
});
