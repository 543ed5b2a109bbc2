import { specification } from '@marketplace/testing';
import { add, currency, money, zero, type Money } from '@marketplace/kernel';
import type { PaymentCommandOf } from './commands';
import { paymentDecider } from './decide';
import type { AgreedShare, PaymentEvent } from './payment';
import { at, authorized, captured, captureRequested, failed, orderA, promised, ref, shares, terms } from './payment.fixtures';

const given = specification(paymentDecider);

const dinars = (fils: bigint): Money => money(fils, currency('KWD'));

type Request = PaymentCommandOf<'RequestAuthorization'>;

const asking = (...amounts: readonly [Money, Money]): Request => {
  const own = shares.map((share, position): AgreedShare => ({
    ...share,
    amount: amounts[position] ?? dinars(0n),
    platformDiscount: zero(amounts[0].currency),
  }));
  return { type: 'RequestAuthorization', ref, terms: { ...terms, amount: add(...amounts) }, shares: own, at };
};

const inCash = (request: Request): Request => ({ ...request, terms: { ...request.terms, method: 'CASH_ON_DELIVERY' } });

const requestedBy = ({ terms: agreed, shares: own }: Request): PaymentEvent => ({
  type: 'PaymentRequested',
  ref,
  terms: agreed,
  shares: own,
  at,
});

describe('amounts in a currency whose last digit cannot be charged', () => {
  const payable = asking(dinars(1_250n), dinars(3_990n));

  it('are taken in the steps that can', () => given().when(payable).then(requestedBy(payable)));

  it('may be nothing', () => {
    const free = asking(dinars(1_250n), dinars(0n));
    given().when(free).then(requestedBy(free));
  });

  it('fail the payment before anybody is called when one order could not be captured or given back by itself', () => {
    // Together they could be held; taken apart by a cancellation they would be asked for, for ever and in vain.
    given()
      .when(asking(dinars(1_255n), dinars(1_245n)))
      .then(failed('amount-not-payable'));
    given()
      .when(asking(dinars(1_250n), dinars(1_245n)))
      .then(failed('amount-not-payable'));
  });

  it('are no concern of couriers', () => {
    const cash = inCash(asking(dinars(1_255n), dinars(1_245n)));
    given().when(cash).then(requestedBy(cash), promised);
  });

  it('are given back in the same steps', () => {
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
