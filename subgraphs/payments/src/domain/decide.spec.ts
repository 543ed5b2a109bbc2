import { specification } from '@marketplace/testing';
import { currency, money } from '@marketplace/kernel';
import { paymentDecider } from './decide';
import type { PaymentCommand, PaymentCommandOf } from './commands';
import {
  actionRequired,
  at,
  authorized,
  cancelled,
  captured,
  captureRequested,
  failed,
  orderA,
  orderB,
  ref,
  refunded,
  refundRequested,
  requested,
  shares,
  terms,
  usd,
  voided,
  voidRequested,
} from './payment.fixtures';

const given = specification(paymentDecider);

const request: PaymentCommand = { type: 'RequestAuthorization', ref, terms, shares, at };
const capture: PaymentCommand = { type: 'RequestCapture', cancelledOrders: [], at };
const recordCaptured = (cents = 15_500): PaymentCommand => ({
  type: 'RecordCaptured',
  reference: 'pi_1',
  transaction: 'ch_1',
  amount: usd(cents),
  at,
});
const recordAuthorized: PaymentCommandOf<'RecordAuthorized'> = { type: 'RecordAuthorized', reference: 'pi_1', cancelledOrders: [], at };
const recordActionRequired: PaymentCommandOf<'RecordActionRequired'> = {
  type: 'RecordActionRequired',
  reference: 'pi_1',
  url: 'https://bank.test/3ds',
  cancelledOrders: [],
  at,
};
const decline: PaymentCommand = { type: 'RecordDeclined', code: 'card_declined', at };
const requestVoid: PaymentCommand = { type: 'RequestVoid', ref, at };
const cancel = (orderId = orderA): PaymentCommand => ({ type: 'CancelOrder', orderId, cancelledOrders: [], at });
const close = (orderId = orderA): PaymentCommand => ({ type: 'CloseOrder', orderId, at });
const refund = (cents: number, refundId = 'r1'): PaymentCommand => ({
  type: 'RequestRefund',
  refundId,
  orderId: orderA,
  amount: usd(cents),
  reason: 'damaged',
  at,
});

describe('requesting a payment', () => {
  it('records the terms before the provider is called', () => given().when(request).then(requested));
  it('does nothing the second time', () => given(requested).when(request).thenNothing());
  it('fails shares that do not add up to the amount', () => {
    given()
      .when({ ...request, terms: { ...terms, amount: usd(1) } })
      .then(failed('invalid-amounts'));
  });
  it('fails shares in another currency', () => {
    const mixed = shares.map((share) => ({ ...share, amount: money(share.amount.amount, currency('EUR')) }));
    given()
      .when({ ...request, shares: mixed })
      .then(failed('invalid-amounts'));
  });
  it('fails a request that arrives after the void', () => given(voided).when(request).then(failed('voided')));
});

describe('the first answer', () => {
  it('authorises', () => given(requested).when(recordAuthorized).then(authorized));
  it('authorises once', () => given(requested, authorized).when(recordAuthorized).thenNothing());
  it('fails with the code of the bank', () => given(requested).when(decline).then(failed('card_declined')));
  it('ignores a late decline after an authorisation', () => given(requested, authorized).when(decline).thenNothing());
  it('sends the buyer to the bank', () => given(requested).when(recordActionRequired).then(actionRequired));
  it.each([recordAuthorized, recordActionRequired])('voids the hold when all orders were cancelled meanwhile (%#)', (answer) => {
    given(requested, cancelled(orderB))
      .when({ ...answer, cancelledOrders: [orderA] })
      .then(cancelled(orderA), voidRequested(false), { type: 'HoldFound', hold: { kind: 'held', reference: 'pi_1' }, at });
  });
  it('voids a hold that was confirmed at the bank when all orders were cancelled', () => {
    given(requested, actionRequired)
      .when({ ...recordAuthorized, cancelledOrders: [orderA, orderB] })
      .then(cancelled(orderA), cancelled(orderB), voidRequested(true));
  });
  it('authorises while one order remains', () => {
    given(requested)
      .when({ ...recordAuthorized, cancelledOrders: [orderA] })
      .then(authorized);
  });
  it('authorises after the confirmation at the bank', () => given(requested, actionRequired).when(recordAuthorized).then(authorized));
  it('fails when the bank declines the confirmation', () => given(requested, actionRequired).when(decline).then(failed('card_declined')));
  it('fails when the provider cancels the hold', () =>
    given(requested, authorized).when({ type: 'RecordCanceled', at }).then(failed('canceled-by-provider')));
  it('fails when the provider does not answer, with an unclear hold', () =>
    given(requested).when({ type: 'GiveUp', at }).then(failed('provider-unavailable', 'unclear')));
  it('does not time out once authorised', () => given(requested, authorized).when({ type: 'GiveUp', at }).thenNothing());
  it('is refused for an unknown payment', () => given().when(recordAuthorized).thenRefuses('payment-not-found'));
});

describe('capturing', () => {
  it('captures the money for every order', () => given(requested, authorized).when(capture).then(captureRequested));
  it('is requested once', () => given(requested, authorized, captureRequested).when(capture).thenNothing());
  it('is recorded once', () => given(requested, authorized, captureRequested, captured).when(recordCaptured()).thenNothing());
  it('refuses a payment that is not authorised', () => given(requested).when(capture).thenRefuses('payment-not-authorized'));
  it('refuses a failed payment', () => given(requested, failed('card_declined')).when(capture).thenRefuses('payment-not-authorized'));
  it('refuses an amount that differs from the request', () =>
    given(requested, authorized, captureRequested).when(recordCaptured(1)).thenRefuses('captured-amount-differs'));
  it('leaves out a cancelled order', () => {
    given(requested, authorized, cancelled(orderA))
      .when(capture)
      .then({ type: 'PaymentCaptureRequested', orderIds: [orderB], at });
  });
  it('leaves out an order whose cancellation came before the payment', () => {
    given(requested, authorized)
      .when({ ...capture, cancelledOrders: [orderA] })
      .then(cancelled(orderA), { type: 'PaymentCaptureRequested', orderIds: [orderB], at });
  });
  it('becomes a void when no order remains', () => {
    given(requested, authorized)
      .when({ ...capture, cancelledOrders: [orderA, orderB] })
      .then(cancelled(orderA), cancelled(orderB), voidRequested(true));
  });
  it('refunds an order that was cancelled during the capture', () => {
    given(requested, authorized, captureRequested, cancelled(orderB))
      .when(recordCaptured())
      .then(captured, refundRequested(orderB, usd(5_000)));
  });
});

describe('voiding', () => {
  it('prevents a payment that was not requested yet', () => given().when(requestVoid).then(voided));
  it('requests the cancellation of the hold', () => given(requested, authorized).when(requestVoid).then(voidRequested(true)));
  it('has an unclear hold before the first answer', () => given(requested).when(requestVoid).then(voidRequested(false)));
  it('is done at once when the payment failed', () => given(requested, failed('card_declined')).when(requestVoid).then(voided));
  it('is done when the provider has cancelled the hold', () =>
    given(requested, authorized, voidRequested(true)).when({ type: 'RecordCanceled', at }).then(voided));
  it('is done when the lost answer was a decline', () => given(requested, voidRequested(false)).when(decline).then(voided));
  it('does nothing the second time', () => given(requested, authorized, voidRequested(true), voided).when(requestVoid).thenNothing());
  it('refuses a captured payment', () =>
    given(requested, authorized, captureRequested, captured).when(requestVoid).thenRefuses('payment-captured'));
  it('undoes a success that arrives late', () => {
    given(requested, voidRequested(false), voided)
      .when(recordAuthorized)
      .then({ type: 'HoldFound', hold: { kind: 'held', reference: 'pi_1' }, at });
  });
  it('refunds a late capture once', () => {
    const found = { type: 'HoldFound', hold: { kind: 'taken', reference: 'pi_1', amount: usd(15_500) }, at } as const;
    const returned = { type: 'MoneyReturned', amount: usd(15_500), transaction: 're_1', at } as const;
    const recordRefund: PaymentCommand = { type: 'RecordRefunded', refundId: ref.paymentId, transaction: 're_1', at };
    given(requested, authorized, voidRequested(true), voided).when(recordCaptured()).then(found);
    given(requested, authorized, voidRequested(true), voided, found).when(recordRefund).then(returned);
    given(requested, authorized, voidRequested(true), voided, found, returned).when(recordRefund).thenNothing();
    given(requested, authorized, voidRequested(true), voided, found, returned).when(recordCaptured()).thenNothing();
  });
});

describe('a cancelled order', () => {
  it('leaves the payment before its capture', () => given(requested, authorized).when(cancel()).then(cancelled(orderA)));
  it('voids the payment when it was the last one', () =>
    given(requested, authorized, cancelled(orderB)).when(cancel()).then(cancelled(orderA), voidRequested(true)));
  it('voids the payment when the other orders were cancelled before the request', () => {
    given(requested, authorized)
      .when({ type: 'CancelOrder', orderId: orderA, cancelledOrders: [orderB], at })
      .then(cancelled(orderA), cancelled(orderB), voidRequested(true));
  });
  it('is refunded after the capture', () => {
    given(requested, authorized, captureRequested, captured)
      .when(cancel())
      .then(cancelled(orderA), refundRequested(orderA, usd(10_500)));
  });
  it('is refunded once', () => {
    given(requested, authorized, captureRequested, captured, cancelled(orderA), refundRequested(orderA, usd(10_500)), refunded(orderA))
      .when(cancel())
      .thenNothing();
  });
  it('does not change a failed payment', () => given(requested, failed('card_declined')).when(cancel()).thenNothing());
});

describe('refunding', () => {
  const paid = [requested, authorized, captureRequested, captured];
  it('refunds up to the captured amount of the order', () => {
    given(...paid)
      .when(refund(10_500))
      .then({ type: 'RefundRequested', refund: { id: 'r1', orderId: orderA, amount: usd(10_500), reason: 'damaged' }, at });
  });
  it('refuses more than the captured amount of the order', () =>
    given(...paid)
      .when(refund(10_501))
      .thenRefuses('refund-exceeds-captured'));
  it('includes pending refunds', () =>
    given(...paid, refundRequested(orderA, usd(10_000)))
      .when(refund(501))
      .thenRefuses('refund-exceeds-captured'));
  it('refuses another currency', () => {
    given(...paid)
      .when({ ...refund(100), amount: money(100n, currency('EUR')) } as PaymentCommand)
      .thenRefuses('refund-exceeds-captured');
  });
  it('refuses a failed payment', () => given(requested, failed('card_declined')).when(refund(1)).thenRefuses('payment-not-captured'));
  it('refuses an authorised payment', () => given(requested, authorized).when(refund(1)).thenRefuses('payment-not-captured'));
  it('does nothing the second time', () =>
    given(...paid, refundRequested(orderA, usd(100)))
      .when(refund(100, orderA))
      .thenNothing());
});

describe('a closed order', () => {
  const paid = [requested, authorized, captureRequested, captured];
  const released = { type: 'EscrowReleased', orderId: orderA, sellerAmount: usd(9_450), commission: usd(1_050), at } as const;
  it('credits the seller less ten percent', () =>
    given(...paid)
      .when(close())
      .then(released));
  it('is released once', () =>
    given(...paid, released)
      .when(close())
      .thenNothing());
  it('is not released when it was refunded', () =>
    given(...paid, cancelled(orderA), refundRequested(orderA, usd(10_500)), refunded(orderA))
      .when(close())
      .thenNothing());
  it('refuses a payment that was not captured', () => given(requested, authorized).when(close()).thenRefuses('payment-not-captured'));
  it('refuses a refund from released escrow', () =>
    given(...paid, released)
      .when(refund(100))
      .thenRefuses('escrow-already-released'));
});
