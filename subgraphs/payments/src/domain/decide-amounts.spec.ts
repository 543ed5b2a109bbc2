import { specification } from '@marketplace/testing';
import { add, currency, money, zero, type Money } from '@marketplace/kernel';
import type { PaymentCommandOf } from './commands';
import { paymentDecider } from './decide';
import type { AgreedShare, PaymentEvent } from './payment';
import { at, authorized, captured, captureRequested, failed, orderA, promised, ref, shares, terms } from './payment.fixtures';

const given = specification(paymentDecider);

const dinars = (fils: bigint): Money => money(fils, currency('KWD'));

type Request = PaymentCommandOf<'RequestAuthorization'>;

const requestOf = (...amounts: readonly [Money, Money]): Request => {
  const requestedShares = shares.map((share, position): AgreedShare => ({
    ...share,
    amount: amounts[position] ?? dinars(0n),
    platformDiscount: zero(amounts[0].currency),
  }));
  return { type: 'RequestAuthorization', ref, terms: { ...terms, amount: add(...amounts) }, shares: requestedShares, at };
};

const inCash = (request: Request): Request => ({ ...request, terms: { ...request.terms, method: 'CASH_ON_DELIVERY' } });

const requestedBy = ({ terms: requestedTerms, shares: requestedShares }: Request): PaymentEvent => ({
  type: 'PaymentRequested',
  ref,
  terms: requestedTerms,
  shares: requestedShares,
  at,
});

describe('amounts in a currency whose last digit cannot be charged', () => {
  const payable = requestOf(dinars(1_250n), dinars(3_990n));

  it('are accepted when each share is chargeable', () => given().when(payable).then(requestedBy(payable)));

  it('can be zero', () => {
    const free = requestOf(dinars(1_250n), dinars(0n));
    given().when(free).then(requestedBy(free));
  });

  it('fail the payment before the provider is called when one order could not be captured or refunded separately', () => {
    // The total could be authorized, but after a cancellation the capture of one share would be declined every time.
    given()
      .when(requestOf(dinars(1_255n), dinars(1_245n)))
      .then(failed('amount-not-payable'));
    given()
      .when(requestOf(dinars(1_250n), dinars(1_245n)))
      .then(failed('amount-not-payable'));
  });

  it('do not matter for cash on delivery', () => {
    const cash = inCash(requestOf(dinars(1_255n), dinars(1_245n)));
    given().when(cash).then(requestedBy(cash), promised);
  });

  it('must be chargeable in refunds, too', () => {
    const paid = [requestedBy(payable), authorized, captureRequested, captured];
    const refund = (amount: Money) => ({ type: 'RequestRefund', refundId: 'r1', orderId: orderA, amount, reason: 'damaged', at }) as const;
    given(...paid)
      .when(refund(dinars(1_245n)))
      .thenRefuses('amount-not-payable');
    given(...paid)
      .when(refund(dinars(1_240n)))
      .then({ type: 'RefundRequested', refund: { id: 'r1', orderId: orderA, amount: dinars(1_240n), reason: 'damaged' }, at });
  });
});
