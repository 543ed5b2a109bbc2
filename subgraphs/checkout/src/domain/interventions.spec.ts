import { after as later, isRefused, minutes, seconds } from '@marketplace/kernel';
import {
  actionRequired,
  after,
  sentTypes,
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
import { awaitedParties } from './pending-answers';
import { react } from './checkout.saga';
import type { SagaInput } from './saga-messages';

const resume: SagaInput = { type: 'ResumeRequested', by: 'user:operator' };
const compensate: SagaInput = { type: 'CompensationRequested', by: 'user:operator', reason: 'the buyer called us' };

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
    ['steps being undone', [cartFrozen, quoted, soldOut], ['DiscountReleaseRequested', 'CartUnfreezeRequested'], ['promotions', 'carts']],
  ] as readonly [string, readonly SagaInput[], readonly string[], readonly string[]][])(
    'can resend the request for %s, and sees the awaited parties',
    (_name, inputs, requests, parties) => {
      expect(awaitedParties(after(...inputs).checkout)).toEqual(parties);
      expect(sentTypes(after(...inputs, resume))).toEqual(requests);
    },
  );

  it('resets the waits, and is recorded', () => {
    const slow = after(...untilConfirmed, deadlinePassed, deadlinePassed, deadlinePassed).checkout;
    const resumed = react(slow, resume, later(at, minutes(20)));
    if (isRefused(resumed)) throw new Error(resumed.refused);
    expect(resumed.deadline).toBe(later(later(at, minutes(20)), seconds(30)));
    expect(resumed.checkout).toMatchObject({ overdue: 0, since: later(at, minutes(20)) });
    expect(resumed.checkout.interventions).toEqual([{ action: 'RESUME', by: 'user:operator', reason: '', at: later(at, minutes(20)) }]);
    expect(resumed.intervention).toEqual(resumed.checkout.interventions[0]);
  });

  it('cannot resend when there is no request to send', () => {
    for (const inputs of [
      [...untilOrdered, actionRequired],
      [...untilConfirmed, captured],
    ])
      expect(react(after(...inputs).checkout, resume, at)).toEqual({ refused: 'nothing-to-ask-again' });
    expect(react(after(...happyPath).checkout, resume, at)).toEqual({ refused: 'checkout-is-over' });
  });

  it('can undo a checkout before the capture is requested, and not after', () => {
    const undone = after(...untilAuthorized, compensate);
    expect(undone.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'aborted-by-operator', details: {} } });
    expect(undone.intervention).toEqual({ action: 'COMPENSATE', by: 'user:operator', reason: 'the buyer called us', at });
    for (const inputs of [untilConfirmed, [...untilConfirmed, captured], happyPath])
      expect(react(after(...inputs).checkout, compensate, at)).toEqual({ refused: 'checkout-past-abort' });
    expect(react(undone.checkout, compensate, at)).toEqual({ refused: 'not-pending-answers' });
  });

  it('sees that a captured checkout waits for the missing reports of orders and inventory', () => {
    expect(awaitedParties(after(...untilConfirmed, captured).checkout)).toEqual(['orders', 'inventory']);
    expect(awaitedParties(after(...untilConfirmed, captured, orderPaid(1), orderPaid(2)).checkout)).toEqual(['inventory']);
    expect(awaitedParties(after(...untilOrdered, actionRequired).checkout)).toEqual(['buyer']);
    expect(awaitedParties(after(...happyPath).checkout)).toEqual([]);
  });
});
