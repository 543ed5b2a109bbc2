import { after as later, isRefused, minutes, seconds } from '@marketplace/kernel';
import {
  actionRequired,
  after,
  afterAsking,
  announced,
  at,
  authorized,
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
  soldOut,
  statusOf,
  stepsOf,
  stockReserved,
  stockTaken,
  untilAuthorized,
  untilConfirmed,
  untilOrdered,
  untilReserved,
  voided,
} from './checkout.fixtures';
import { react } from './checkout.saga';
import { reservationLife, stuckAfterDeadlines } from './deadlines';
import type { News } from './news';

const allUndone: readonly News[] = [
  { type: 'CheckoutOrdersCancelled' },
  { type: 'DiscountsReleased' },
  { type: 'ReservationReleased' },
  { type: 'CartUnfrozen' },
];
const undoingOrders = ['OrderCancellationRequested', 'DiscountReleaseRequested', 'StockReleaseRequested', 'CartUnfreezeRequested'];

describe('a checkout that goes well', () => {
  it('asks for stock and delivery at once, then for discounts, orders, money, and completes when all have reported', () => {
    const asked = happyPath.map((_, count) => announced(after(...happyPath.slice(0, count + 1))));
    expect(asked).toEqual([
      ['StockReservationRequested', 'ShippingQuoteRequested'],
      [],
      ['DiscountQuoteRequested'],
      ['OrderCreationRequested'],
      [],
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
      progress: { status: 'COMPLETED', total: { amount: '2400', currency: 'USD' } },
    });
    expect(stepsOf(after(...happyPath).checkout)).toEqual([
      'CART DONE',
      'STOCK DONE',
      'SHIPPING DONE',
      'DISCOUNTS DONE',
      'ORDERS DONE',
      'PAYMENT DONE',
      'CONFIRMATION DONE',
      'CAPTURE DONE',
      'COMPLETION DONE',
    ]);
    expect(after(...happyPath).deadline).toBeUndefined();
  });

  it('asks for the orders when stock and discounts are there, whichever comes first', () => {
    for (const gathered of [
      [stockReserved, quoted, discountsQuoted],
      [quoted, stockReserved, discountsQuoted],
      [quoted, discountsQuoted, stockReserved],
    ]) {
      const before = after(cartFrozen, ...gathered.slice(0, 2));
      expect(announced(before)).not.toContain('OrderCreationRequested');
      expect(announced(after(cartFrozen, ...gathered))).toEqual(['OrderCreationRequested']);
    }
  });

  it('holds stock and discounts for as long, from the freezing of the cart on', () => {
    const expiresAt = later(at, reservationLife);
    expect(after(cartFrozen).announcements).toContainEqual({ type: 'StockReservationRequested', expiresAt });
    expect(after(cartFrozen, quoted).announcements).toEqual([{ type: 'DiscountQuoteRequested', expiresAt }]);
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
    for (let count = 1; count < happyPath.length; count += 1) {
      for (const again of happyPath.slice(0, count)) expect(announced(after(...happyPath.slice(0, count), again))).toEqual([]);
    }
  });

  it('forgets the address once the orders are there, and the card once payments has answered', () => {
    expect(after(...untilOrdered).checkout.request).toMatchObject({ sealedAddress: '', sealedMethod: 'k1.method' });
    for (const answer of [authorized, actionRequired, declined()]) {
      expect(after(...untilOrdered, answer).checkout.request).toMatchObject({ sealedAddress: '', sealedMethod: '' });
    }
  });

  it('waits for the buyer at the provider, and goes on', () => {
    const waiting = after(...untilOrdered, actionRequired);
    expect(waiting.checkout.progress).toMatchObject({
      status: 'ACTION_REQUIRED',
      action: { type: 'CONFIRM_PAYMENT', url: 'https://pay.example/3ds' },
    });
    expect(waiting.announcements).toEqual([{ type: 'CheckoutActionRequired', expiresAt: later(at, minutes(15)) }]);
    expect(waiting.deadline).toBe(later(at, minutes(15)));
    const goesOn = react(waiting.checkout, authorized, at);
    expect(isRefused(goesOn) ? goesOn : goesOn.checkout.progress.status).toBe('PAYMENT_AUTHORIZED');
  });

  it('completes cash on delivery when the couriers will collect and every order is placed', () => {
    const cash = afterAsking({ payBy: 'CASH_ON_DELIVERY' });
    for (const reports of [
      [cashAgreed, orderPlaced(1), orderPlaced(2), stockTaken],
      [orderPlaced(2), stockTaken, cashAgreed, orderPlaced(1)],
    ]) {
      expect(announced(cash(...untilConfirmed, ...reports))).toEqual(['CheckoutCompleted']);
    }
    expect(statusOf(cash(...untilConfirmed, cashAgreed, orderPlaced(1), stockTaken).checkout)).toBe('ORDERS_CONFIRMED');
  });
});

describe('a checkout that fails', () => {
  it('undoes what was asked for, the last first, and says why', () => {
    const failed = after(...untilOrdered, declined());
    expect(announced(failed)).toEqual(undoingOrders);
    expect(failed.checkout.progress).toMatchObject({
      status: 'ABORTING',
      abort: { reason: 'payment-failed', details: { code: 'card_declined' } },
    });
    const over = after(...untilOrdered, declined(), ...allUndone);
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
    ['a coupon that does not hold', [cartFrozen, quoted, couponRejected], ['StockReleaseRequested', 'CartUnfreezeRequested']],
    [
      'orders refused',
      [...untilReserved, { type: 'OrderCreationRejected' }],
      ['DiscountReleaseRequested', 'StockReleaseRequested', 'CartUnfreezeRequested'],
    ],
    ['an order cancelled by its buyer', [...untilAuthorized, orderCancelled(1)], ['PaymentVoidRequested', ...undoingOrders]],
    ['a payment that was let go because its orders were cancelled', [...untilAuthorized, voided], undoingOrders],
    [
      'a reservation that ran out',
      [...untilAuthorized, { type: 'ReservationReleased' }],
      ['PaymentVoidRequested', 'OrderCancellationRequested', 'DiscountReleaseRequested', 'CartUnfreezeRequested'],
    ],
    [
      'discounts that ran out',
      [...untilAuthorized, { type: 'DiscountsReleased' }],
      ['PaymentVoidRequested', 'OrderCancellationRequested', 'StockReleaseRequested', 'CartUnfreezeRequested'],
    ],
  ] as readonly [string, readonly News[], readonly string[]][])('undoes what it must after %s', (_name, news, requests) => {
    expect(announced(after(...news))).toEqual(requests);
  });

  it('says which coupon does not hold, and why', () => {
    expect(after(cartFrozen, quoted, couponRejected).checkout.progress).toMatchObject({
      abort: { reason: 'coupon-rejected', details: { code: 'WELCOME', reason: 'coupon-used-up' } },
    });
  });

  it('takes no discounts that do not fit what is bought, and has them let go', () => {
    const [offLine] = discountsQuoted.lines;
    const tooMuch = { ...discountsQuoted, total: { amount: '601', currency: 'USD' } };
    const ofNothing = { ...discountsQuoted, lines: [{ lineId: 'line-of-nobody', discounts: offLine?.discounts ?? [] }] };
    for (const wrong of [tooMuch, ofNothing]) {
      const failed = after(cartFrozen, stockReserved, quoted, wrong);
      expect(failed.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'discounts-not-quoted' } });
      expect(announced(failed)).toContain('DiscountReleaseRequested');
    }
  });

  it('says where cash on delivery is not offered', () => {
    const failed = afterAsking({ payBy: 'CASH_ON_DELIVERY', keepOnDecline: true })(
      ...untilOrdered,
      declined(1, 'cash-on-delivery-not-offered'),
    );
    expect(failed.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'cash-on-delivery-not-offered' } });
  });

  it('times out at every step before the capture, and undoes also what has not answered', () => {
    for (let count = 0; count < untilConfirmed.length; count += 1) {
      const late = after(...untilConfirmed.slice(0, count), deadlinePassed);
      expect(late.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'timed-out' } });
      expect(announced(late)).toContain('CartUnfreezeRequested');
    }
    expect(after(cartFrozen, deadlinePassed).checkout.progress).toMatchObject({
      abort: { details: { waitedFor: ['inventory', 'shipping'] } },
    });
  });

  it('never turns round after the capture was asked for, but asks again and ever more slowly', () => {
    const once = react(after(...untilConfirmed).checkout, deadlinePassed, at);
    if (isRefused(once)) throw new Error(once.refused);
    expect(once.announcements).toEqual([{ type: 'PaymentCaptureRequested', paymentId: paymentId(1) }]);
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
    const aborting = after(cartFrozen, quoted, deadlinePassed);
    for (const late of [stockReserved, discountsQuoted, orderCreated(1)])
      expect(react(aborting.checkout, late, at)).toEqual({ refused: 'not-awaited' });
    expect(react(after(...happyPath).checkout, captured, at)).toEqual({ refused: 'checkout-is-over' });
  });
});

describe('a confirmed checkout whose orders are cancelled', () => {
  it('turns round when the payment is voided, since nothing was captured, and ends when all is undone', () => {
    const cancelled = [...untilConfirmed, orderCancelled(1), orderCancelled(2), voided];
    const turned = after(...cancelled);
    expect(announced(turned)).toEqual(undoingOrders);
    expect(turned.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'timed-out' } });
    expect(stepsOf(turned.checkout)).toEqual([
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
    expect(announced(over)).toEqual(['CheckoutAborted']);
    expect(over.deadline).toBeUndefined();
  });

  it('turns round also when the void is heard before the cancellations', () => {
    expect(announced(after(...untilConfirmed, voided))).toEqual(undoingOrders);
  });

  it('turns round when the provider lets the money go before the capture', () => {
    for (const confirmed of [[], [orderConfirmed(1)], [orderConfirmed(1), orderConfirmed(2)]]) {
      const failed = after(...untilAuthorized, ...confirmed, declined(1, 'canceled-by-provider'));
      expect(announced(failed)).toEqual(undoingOrders);
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
        lines: [{ sellerId: 'seller-1' }],
        total: { amount: '1400', currency: 'USD' },
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
      declined(),
      { type: 'AbortRequested', by: 'operator' },
      { type: 'CompensationRequested', by: 'user:operator', reason: 'asked for' },
      { type: 'DiscountsReleased' },
      deadlinePassed,
    ];
    const others: readonly News[] = [orderCancelled(1), orderCancelled(2), { type: 'ReservationReleased' }, ...calls];
    for (const heard of [captured, cashAgreed, orderPaid(1), orderPlaced(1), stockTaken]) {
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

  it('never waits longer before the capture than stock and discounts are held', () => {
    const almostOver = later(at, minutes(29.9));
    for (let count = 1; count < untilConfirmed.length - 1; count += 1) {
      const news = untilConfirmed[count];
      if (news === undefined) continue;
      const next = react(after(...untilConfirmed.slice(0, count)).checkout, news, almostOver);
      expect(isRefused(next) ? next : next.deadline).toBe(later(at, reservationLife));
    }
  });
});
