import { after as later, isRefused, minutes } from '@marketplace/kernel';
import {
  actionRequired,
  after,
  afterKeeping,
  announced,
  at,
  authorized,
  captured,
  deadlinePassed,
  declined,
  orderCancelled,
  orderConfirmed,
  orderPaid,
  paymentId,
  retried,
  statusOf,
  stepsOf,
  stockTaken,
  untilOrdered,
  voided,
} from './checkout.fixtures';
import { react } from './checkout.saga';
import { maxPaymentAttempts } from './deadlines';
import type { News } from './news';
import { attemptsLeft, paymentAttempts } from './payment-attempts';

const undoingOrders = ['OrderCancellationRequested', 'DiscountReleaseRequested', 'StockReleaseRequested', 'CartUnfreezeRequested'];

const ofSecond = (news: News): News => ({ ...news, paymentId: paymentId(2) }) as News;

describe('a declined payment that the buyer wants to keep', () => {
  const waiting = afterKeeping(...untilOrdered, declined());

  it('leaves everything held, and waits ten minutes for another card', () => {
    const retryUntil = later(at, minutes(10));
    expect(waiting.announcements).toEqual([{ type: 'CheckoutPaymentDeclined', code: 'card_declined', retryUntil }]);
    expect(waiting.checkout.progress).toMatchObject({
      status: 'ACTION_REQUIRED',
      action: { type: 'PAY_ANOTHER_WAY', code: 'card_declined', retryUntil },
    });
    expect(stepsOf(waiting.checkout)).toContain('PAYMENT FAILED');
    expect(waiting.deadline).toBe(retryUntil);
  });

  it('is tried again as a new payment for the same orders, and completes', () => {
    const again = afterKeeping(...untilOrdered, declined(), retried(2));
    expect(again.announcements).toEqual([{ type: 'PaymentAuthorizationRequested', paymentId: paymentId(2), sealedMethod: 'k1.method-2' }]);
    expect(again.checkout).toMatchObject({ paymentId: 'payment-2', progress: { status: 'ORDERS_CREATED' } });
    const completed = afterKeeping(
      ...untilOrdered,
      declined(),
      retried(2),
      ofSecond(authorized),
      orderConfirmed(1),
      orderConfirmed(2),
      ofSecond(captured),
      orderPaid(1),
      orderPaid(2),
      stockTaken,
    );
    expect(announced(completed)).toEqual(['CheckoutCompleted']);
    expect(paymentAttempts(completed.checkout)).toEqual([
      { at, status: 'FAILED', code: 'card_declined' },
      { at, status: 'DONE', code: undefined },
    ]);
  });

  it('takes no late word of the first payment for the second', () => {
    const { checkout } = afterKeeping(...untilOrdered, declined(), retried(2));
    for (const late of [authorized, actionRequired, declined(), voided, captured]) {
      expect(react(checkout, late, at)).toEqual({ refused: 'earlier-payment' });
    }
  });

  it('ignores what the declined payment still has to say, and a second wish to pay', () => {
    for (const late of [authorized, actionRequired, declined(), voided])
      expect(react(waiting.checkout, late, at)).toEqual({ refused: 'not-awaited' });
    const { checkout } = afterKeeping(...untilOrdered, declined(), retried(2));
    expect(react(checkout, retried(3), at)).toEqual({ refused: 'not-awaited' });
  });

  it('ends when nobody tries another card in time', () => {
    const expired = afterKeeping(...untilOrdered, declined(), deadlinePassed);
    expect(announced(expired)).toEqual(undoingOrders);
    expect(expired.checkout.progress).toMatchObject({ abort: { reason: 'payment-failed', details: { code: 'card_declined' } } });
    expect(react(waiting.checkout, retried(2), later(at, minutes(10)))).toEqual({ refused: 'not-awaited' });
  });

  it('can be called off, by the buyer or because an order is cancelled, without anything to void', () => {
    for (const call of [{ type: 'AbortRequested', by: 'buyer' } as const, orderCancelled(1)])
      expect(announced(afterKeeping(...untilOrdered, declined(), call))).toEqual(undoingOrders);
  });

  it('voids the present payment when it is called off later', () => {
    const calledOff = afterKeeping(...untilOrdered, declined(), retried(2), { type: 'AbortRequested', by: 'buyer' });
    expect(calledOff.announcements[0]).toEqual({ type: 'PaymentVoidRequested', paymentId: paymentId(2) });
    const rest: readonly News[] = [{ type: 'CheckoutOrdersCancelled' }, { type: 'DiscountsReleased' }, { type: 'ReservationReleased' }];
    const almost = [...untilOrdered, declined(), retried(2), { type: 'AbortRequested', by: 'buyer' } as const, ...rest];
    expect(statusOf(afterKeeping(...almost, { type: 'CartUnfrozen' }, voided).checkout)).toBe('ABORTING');
    expect(statusOf(afterKeeping(...almost, { type: 'CartUnfrozen' }, ofSecond(voided)).checkout)).toBe('ABORTED');
  });

  it('is kept also when the bank refuses after the confirmation', () => {
    expect(afterKeeping(...untilOrdered, actionRequired, declined()).checkout.progress).toMatchObject({
      status: 'ACTION_REQUIRED',
      action: { type: 'PAY_ANOTHER_WAY' },
    });
  });

  it('is given up after the fifth card', () => {
    const tries = (count: number): readonly News[] =>
      Array.from({ length: count }, (_, n) => (n === 0 ? [declined(1)] : [retried(n + 1), declined(n + 1)])).flat();
    const last = afterKeeping(...untilOrdered, ...tries(maxPaymentAttempts - 1)).checkout;
    expect([statusOf(last), attemptsLeft(last)]).toEqual(['ACTION_REQUIRED', 1]);
    const over = afterKeeping(...untilOrdered, ...tries(maxPaymentAttempts));
    expect(announced(over)).toEqual(undoingOrders);
    expect(over.checkout.declines).toHaveLength(maxPaymentAttempts);
  });

  it.each(['voided', 'invalid-amounts', 'amount-not-payable'])('is given up at once where another card would not help: %s', (code) => {
    expect(announced(afterKeeping(...untilOrdered, declined(1, code)))).toEqual(undoingOrders);
  });

  it('leaves no more time for another card than stock and discounts are held', () => {
    const declinedLate = react(afterKeeping(...untilOrdered).checkout, declined(), later(at, minutes(25)));
    expect(isRefused(declinedLate) ? declinedLate : declinedLate.deadline).toBe(later(at, minutes(28)));
    const tooLate = react(afterKeeping(...untilOrdered).checkout, declined(), later(at, minutes(28)));
    expect(isRefused(tooLate) ? tooLate : tooLate.checkout.progress.status).toBe('ABORTING');
  });
});

describe('a declined payment that the buyer did not ask to keep', () => {
  it('ends the checkout, and can be seen among its attempts', () => {
    const failed = after(...untilOrdered, declined());
    expect(statusOf(failed.checkout)).toBe('ABORTING');
    expect(paymentAttempts(failed.checkout)).toEqual([{ at, status: 'FAILED', code: 'card_declined' }]);
  });
});
