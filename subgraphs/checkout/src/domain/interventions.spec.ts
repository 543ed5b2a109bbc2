import { after as later, isRefused, minutes, seconds } from '@marketplace/kernel';
import {
  actionRequired,
  after,
  announced,
  at,
  captured,
  cartFrozen,
  deadlinePassed,
  happyPath,
  orderPaid,
  quoted,
  soldOut,
  stockReserved,
  untilAuthorized,
  untilConfirmed,
  untilOrdered,
  untilReserved,
} from './checkout.fixtures';
import { waitsFor } from './awaited';
import { react } from './checkout.saga';
import type { News } from './news';

const resume: News = { type: 'ResumeRequested', by: 'user:operator' };
const compensate: News = { type: 'CompensationRequested', by: 'user:operator', reason: 'the buyer called us' };

describe('an operator', () => {
  it.each([
    ['the cart', [], ['CheckoutStarted'], ['carts']],
    ['stock and delivery', [cartFrozen], ['StockReservationRequested', 'ShippingQuoteRequested'], ['inventory', 'shipping']],
    ['delivery', [cartFrozen, stockReserved], ['ShippingQuoteRequested'], ['shipping']],
    ['stock and discounts', [cartFrozen, quoted], ['StockReservationRequested', 'DiscountQuoteRequested'], ['inventory', 'promotions']],
    ['the orders', untilReserved, ['OrderCreationRequested'], ['orders']],
    ['the payment', untilOrdered, ['PaymentAuthorizationRequested'], ['payments']],
    ['the confirmation', untilAuthorized, ['OrderConfirmationRequested'], ['orders']],
    ['the capture', untilConfirmed, ['PaymentCaptureRequested'], ['payments']],
    ['what is being undone', [cartFrozen, quoted, soldOut], ['DiscountReleaseRequested', 'CartUnfreezeRequested'], ['promotions', 'carts']],
  ] as readonly [string, readonly News[], readonly string[], readonly string[]][])(
    'makes a checkout ask again for %s, and sees who owes it',
    (_name, news, requests, parties) => {
      expect(waitsFor(after(...news).checkout)).toEqual(parties);
      expect(announced(after(...news, resume))).toEqual(requests);
    },
  );

  it('makes it wait as if for the first time, and is remembered for it', () => {
    const slow = after(...untilConfirmed, deadlinePassed, deadlinePassed, deadlinePassed).checkout;
    const resumed = react(slow, resume, later(at, minutes(20)));
    if (isRefused(resumed)) throw new Error(resumed.refused);
    expect(resumed.deadline).toBe(later(later(at, minutes(20)), seconds(30)));
    expect(resumed.checkout).toMatchObject({ overdue: 0, since: later(at, minutes(20)) });
    expect(resumed.checkout.interventions).toEqual([{ action: 'RESUME', by: 'user:operator', reason: '', at: later(at, minutes(20)) }]);
    expect(resumed.intervention).toEqual(resumed.checkout.interventions[0]);
  });

  it('cannot ask for what nobody can be asked for', () => {
    for (const news of [
      [...untilOrdered, actionRequired],
      [...untilConfirmed, captured],
    ])
      expect(react(after(...news).checkout, resume, at)).toEqual({ refused: 'nothing-to-ask-again' });
    expect(react(after(...happyPath).checkout, resume, at)).toEqual({ refused: 'checkout-is-over' });
  });

  it('has everything undone before the capture is asked for, and not after', () => {
    const undone = after(...untilAuthorized, compensate);
    expect(undone.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'aborted-by-operator', details: {} } });
    expect(undone.intervention).toEqual({ action: 'COMPENSATE', by: 'user:operator', reason: 'the buyer called us', at });
    for (const news of [untilConfirmed, [...untilConfirmed, captured], happyPath])
      expect(react(after(...news).checkout, compensate, at)).toEqual({ refused: 'checkout-past-abort' });
    expect(react(undone.checkout, compensate, at)).toEqual({ refused: 'not-awaited' });
  });

  it('sees that a captured checkout waits for the orders and the stock that have not reported', () => {
    expect(waitsFor(after(...untilConfirmed, captured).checkout)).toEqual(['orders', 'inventory']);
    expect(waitsFor(after(...untilConfirmed, captured, orderPaid(1), orderPaid(2)).checkout)).toEqual(['inventory']);
    expect(waitsFor(after(...untilOrdered, actionRequired).checkout)).toEqual(['buyer']);
    expect(waitsFor(after(...happyPath).checkout)).toEqual([]);
  });
});
