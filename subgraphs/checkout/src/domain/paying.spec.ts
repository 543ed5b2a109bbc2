import { after as later, isRefused, minutes } from '@marketplace/kernel';
import {
  actionRequired,
  after,
  afterKeepingOnDecline,
  sentTypes,
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
  undoingOrders,
  untilOrdered,
  voided,
} from './checkout.fixtures';
import { react } from './checkout.saga';
import { maxPaymentAttempts } from './deadlines';
import type { SagaInput } from './saga-messages';
import { attemptsLeft, paymentAttempts } from './payment-attempts';

const ofSecond = (input: SagaInput): SagaInput => ({ ...input, paymentId: paymentId(2) }) as SagaInput;

describe('a declined payment of a buyer who asked to keep the checkout', () => {
  const waiting = afterKeepingOnDecline(...untilOrdered, declined());

  it('keeps the reservations, and waits ten minutes for another card', () => {
    const retryUntil = later(at, minutes(10));
    expect(waiting.messages).toEqual([{ type: 'CheckoutPaymentDeclined', code: 'card_declined', retryUntil }]);
    expect(waiting.checkout.progress).toMatchObject({
      status: 'ACTION_REQUIRED',
      action: { type: 'PAY_ANOTHER_WAY', code: 'card_declined', retryUntil },
    });
    expect(stepsOf(waiting.checkout)).toContain('PAYMENT FAILED');
    expect(waiting.deadline).toBe(retryUntil);
  });

  it('can be retried as a new payment for the same orders, and completes', () => {
    const retry = afterKeepingOnDecline(...untilOrdered, declined(), retried(2));
    expect(retry.messages).toEqual([{ type: 'PaymentAuthorizationRequested', paymentId: paymentId(2), sealedMethod: 'k1.method-2' }]);
    expect(retry.checkout).toMatchObject({ paymentId: 'payment-2', progress: { status: 'ORDERS_CREATED' } });
    const completed = afterKeepingOnDecline(
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
    expect(sentTypes(completed)).toEqual(['CheckoutCompleted']);
    expect(paymentAttempts(completed.checkout)).toEqual([
      { at, status: 'FAILED', code: 'card_declined' },
      { at, status: 'DONE', code: undefined },
    ]);
  });

  it('ignores late results of the first payment after a retry', () => {
    const { checkout } = afterKeepingOnDecline(...untilOrdered, declined(), retried(2));
    for (const late of [authorized, actionRequired, declined(), voided, captured]) {
      expect(react(checkout, late, at)).toEqual({ refused: 'earlier-payment' });
    }
  });

  it('ignores late results of the declined payment, and a second retry', () => {
    for (const late of [authorized, actionRequired, declined(), voided])
      expect(react(waiting.checkout, late, at)).toEqual({ refused: 'not-pending-answers' });
    const { checkout } = afterKeepingOnDecline(...untilOrdered, declined(), retried(2));
    expect(react(checkout, retried(3), at)).toEqual({ refused: 'not-pending-answers' });
  });

  it('ends when no other card is tried in time', () => {
    const expired = afterKeepingOnDecline(...untilOrdered, declined(), deadlinePassed);
    expect(sentTypes(expired)).toEqual(undoingOrders);
    expect(expired.checkout.progress).toMatchObject({ abort: { reason: 'payment-failed', details: { code: 'card_declined' } } });
    expect(react(waiting.checkout, retried(2), later(at, minutes(10)))).toEqual({ refused: 'not-pending-answers' });
  });

  it('can be aborted by the buyer or by a cancelled order, with nothing to void', () => {
    for (const trigger of [{ type: 'AbortRequested', by: 'buyer' } as const, orderCancelled(1)])
      expect(sentTypes(afterKeepingOnDecline(...untilOrdered, declined(), trigger))).toEqual(undoingOrders);
  });

  it('voids the current payment when it is aborted later', () => {
    const aborted = afterKeepingOnDecline(...untilOrdered, declined(), retried(2), { type: 'AbortRequested', by: 'buyer' });
    expect(aborted.messages[0]).toEqual({ type: 'PaymentVoidRequested', paymentId: paymentId(2) });
    const rest: readonly SagaInput[] = [
      { type: 'CheckoutOrdersCancelled' },
      { type: 'DiscountsReleased' },
      { type: 'ReservationReleased' },
    ];
    const almost = [...untilOrdered, declined(), retried(2), { type: 'AbortRequested', by: 'buyer' } as const, ...rest];
    expect(statusOf(afterKeepingOnDecline(...almost, { type: 'CartUnfrozen' }, voided).checkout)).toBe('ABORTING');
    expect(statusOf(afterKeepingOnDecline(...almost, { type: 'CartUnfrozen' }, ofSecond(voided)).checkout)).toBe('ABORTED');
  });

  it('keeps the checkout when the bank declines after the confirmation', () => {
    expect(afterKeepingOnDecline(...untilOrdered, actionRequired, declined()).checkout.progress).toMatchObject({
      status: 'ACTION_REQUIRED',
      action: { type: 'PAY_ANOTHER_WAY' },
    });
  });

  it('aborts the checkout after the fifth card', () => {
    const tries = (count: number): readonly SagaInput[] =>
      Array.from({ length: count }, (_, n) => (n === 0 ? [declined(1)] : [retried(n + 1), declined(n + 1)])).flat();
    const last = afterKeepingOnDecline(...untilOrdered, ...tries(maxPaymentAttempts - 1)).checkout;
    expect([statusOf(last), attemptsLeft(last)]).toEqual(['ACTION_REQUIRED', 1]);
    const over = afterKeepingOnDecline(...untilOrdered, ...tries(maxPaymentAttempts));
    expect(sentTypes(over)).toEqual(undoingOrders);
    expect(over.checkout.declines).toHaveLength(maxPaymentAttempts);
  });

  it.each(['voided', 'invalid-amounts', 'amount-not-payable'])(
    'aborts the checkout at once when another card would not help: %s',
    (code) => {
      expect(sentTypes(afterKeepingOnDecline(...untilOrdered, declined(1, code)))).toEqual(undoingOrders);
    },
  );

  it('leaves no time for another card beyond the reservations', () => {
    const declinedLate = react(afterKeepingOnDecline(...untilOrdered).checkout, declined(), later(at, minutes(25)));
    expect(isRefused(declinedLate) ? declinedLate : declinedLate.deadline).toBe(later(at, minutes(28)));
    const tooLate = react(afterKeepingOnDecline(...untilOrdered).checkout, declined(), later(at, minutes(28)));
    expect(isRefused(tooLate) ? tooLate : tooLate.checkout.progress.status).toBe('ABORTING');
  });
});

describe('a declined payment without keepOnDecline', () => {
  it('ends the checkout, and is listed among its attempts', () => {
    const failed = after(...untilOrdered, declined());
    expect(statusOf(failed.checkout)).toBe('ABORTING');
    expect(paymentAttempts(failed.checkout)).toEqual([{ at, status: 'FAILED', code: 'card_declined' }]);
  });
});
