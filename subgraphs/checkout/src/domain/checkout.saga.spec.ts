import { after as later, isRefused, minutes } from '@marketplace/kernel';
import {
  actionRequired,
  after,
  afterWith,
  at,
  authorized,
  captured,
  cartFrozen,
  cashAgreed,
  deadlinePassed,
  declined,
  discountsQuoted,
  happyPath,
  orderPaid,
  orderPlaced,
  quoted,
  sentTypes,
  statusOf,
  stepsOf,
  stockReserved,
  stockTaken,
  untilConfirmed,
  untilOrdered,
} from './checkout.fixtures';
import { react } from './checkout.saga';
import { reservationLife, stuckAfterDeadlines } from './deadlines';

describe('a successful checkout', () => {
  it('requests stock and delivery at once, then discounts, orders and payment, and completes when all have answered', () => {
    const asked = happyPath.map((_, count) => sentTypes(after(...happyPath.slice(0, count + 1))));
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

  it('requests the orders when stock and discounts have been answered, in either order', () => {
    for (const gathered of [
      [stockReserved, quoted, discountsQuoted],
      [quoted, stockReserved, discountsQuoted],
      [quoted, discountsQuoted, stockReserved],
    ]) {
      const before = after(cartFrozen, ...gathered.slice(0, 2));
      expect(sentTypes(before)).not.toContain('OrderCreationRequested');
      expect(sentTypes(after(cartFrozen, ...gathered))).toEqual(['OrderCreationRequested']);
    }
  });

  it('reserves stock and discounts for the same time, starting when the cart is frozen', () => {
    const expiresAt = later(at, reservationLife);
    expect(after(cartFrozen).messages).toContainEqual({ type: 'StockReservationRequested', expiresAt });
    expect(after(cartFrozen, quoted).messages).toEqual([{ type: 'DiscountQuoteRequested', expiresAt }]);
  });

  it('completes in any order of the reports after the capture', () => {
    for (const reports of [
      [stockTaken, orderPaid(2), orderPaid(1), captured],
      [orderPaid(1), captured, stockTaken, orderPaid(2)],
    ]) {
      expect(sentTypes(after(...untilConfirmed, ...reports))).toEqual(['CheckoutCompleted']);
    }
  });

  it('sends no request twice when answers are repeated', () => {
    const doubled = happyPath.flatMap((input) => [input, input]);
    expect(statusOf(after(...doubled).checkout)).toBe('COMPLETED');
    for (let count = 1; count < happyPath.length; count += 1) {
      for (const repeated of happyPath.slice(0, count)) expect(sentTypes(after(...happyPath.slice(0, count), repeated))).toEqual([]);
    }
  });

  it('clears the address once the orders are created, and the card once payments has answered', () => {
    expect(after(...untilOrdered).checkout.request).toMatchObject({ sealedAddress: '', sealedMethod: 'k1.method' });
    for (const answer of [authorized, actionRequired, declined()]) {
      expect(after(...untilOrdered, answer).checkout.request).toMatchObject({ sealedAddress: '', sealedMethod: '' });
    }
  });

  it('waits for the buyer to confirm the payment, and continues', () => {
    const waiting = after(...untilOrdered, actionRequired);
    expect(waiting.checkout.progress).toMatchObject({
      status: 'ACTION_REQUIRED',
      action: { type: 'CONFIRM_PAYMENT', url: 'https://pay.example/3ds' },
    });
    expect(waiting.messages).toEqual([{ type: 'CheckoutActionRequired', expiresAt: later(at, minutes(15)) }]);
    expect(waiting.deadline).toBe(later(at, minutes(15)));
    const continued = react(waiting.checkout, authorized, at);
    expect(isRefused(continued) ? continued : continued.checkout.progress.status).toBe('PAYMENT_AUTHORIZED');
  });

  it('completes with cash on delivery when it is agreed and every order is placed', () => {
    const cash = afterWith({ payBy: 'CASH_ON_DELIVERY' });
    for (const reports of [
      [cashAgreed, orderPlaced(1), orderPlaced(2), stockTaken],
      [orderPlaced(2), stockTaken, cashAgreed, orderPlaced(1)],
    ]) {
      expect(sentTypes(cash(...untilConfirmed, ...reports))).toEqual(['CheckoutCompleted']);
    }
    expect(statusOf(cash(...untilConfirmed, cashAgreed, orderPlaced(1), stockTaken).checkout)).toBe('ORDERS_CONFIRMED');
  });
});

describe('a checkout that gets no answer', () => {
  it('counts the missed deadlines, and resets the count with each progress', () => {
    const silent = [deadlinePassed, deadlinePassed, deadlinePassed, deadlinePassed];
    expect(after(...untilConfirmed, ...silent).checkout.overdue).toBe(stuckAfterDeadlines);
    expect(after(...untilConfirmed, ...silent, captured).checkout.overdue).toBe(0);
    expect(after(cartFrozen, quoted, deadlinePassed, ...silent).checkout.overdue).toBe(stuckAfterDeadlines);
  });

  it('never waits beyond the reservations before the capture', () => {
    const almostOver = later(at, minutes(29.9));
    for (let count = 1; count < untilConfirmed.length - 1; count += 1) {
      const input = untilConfirmed[count];
      if (input === undefined) continue;
      const next = react(after(...untilConfirmed.slice(0, count)).checkout, input, almostOver);
      expect(isRefused(next) ? next : next.deadline).toBe(later(at, reservationLife));
    }
  });
});
