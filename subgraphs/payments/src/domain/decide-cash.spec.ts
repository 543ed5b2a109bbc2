import { specification } from '@marketplace/testing';
import { currency, fold, money } from '@marketplace/kernel';
import { isCashOnDeliveryOffered } from './cash-limits';
import type { PaymentCommand } from './commands';
import { paymentDecider } from './decide';
import { evolve } from './evolve';
import { initial, type Payment, type PaymentEvent } from './payment';
import {
  agreed,
  at,
  cancelled,
  cashRequested,
  cashTerms,
  collected,
  failed,
  orderA,
  orderB,
  promised,
  ref,
  shares,
  usd,
  voided,
} from './payment.fixtures';
import { nextRequest } from './provider-request';

const given = specification(paymentDecider);

const request: PaymentCommand = { type: 'RequestAuthorization', ref, terms: cashTerms, shares, at };
const capture: PaymentCommand = { type: 'RequestCapture', cancelledOrders: [], at };
const requestVoid: PaymentCommand = { type: 'RequestVoid', ref, at };
const cancel = (orderId = orderA): PaymentCommand => ({ type: 'CancelOrder', orderId, cancelledOrders: [], at });
const collect = (orderId = orderA): PaymentCommand => ({ type: 'CollectCash', orderId, at });
const close = (orderId = orderA): PaymentCommand => ({ type: 'CloseOrder', orderId, at });
const due = [cashRequested, promised, agreed];
const after = (...events: readonly PaymentEvent[]): Payment => fold(evolve, initial, events);

describe('cash on delivery', () => {
  it('is authorised at once, without a provider', () => {
    given().when(request).then(cashRequested, promised);
    expect(nextRequest(after(cashRequested, promised))).toBeUndefined();
  });

  it('is not available above its limit, or in a currency without a limit', () => {
    const requestFor = (amount: bigint, code: string) => {
      const all = money(amount, currency(code));
      const [first] = shares;
      const share = { ...first, amount: all, platformDiscount: money(0n, all.currency) };
      return { ...request, terms: { ...cashTerms, amount: all }, shares: [share] } as PaymentCommand;
    };
    given().when(requestFor(50_001n, 'USD')).then(failed('cash-on-delivery-not-offered'));
    given().when(requestFor(100n, 'XPF')).then(failed('cash-on-delivery-not-offered'));
  });

  it.each([
    ['USD', 50_000n, true],
    ['USD', 50_001n, false],
    ['JPY', 75_000n, true],
    ['KWD', 150_001n, false],
    ['CHF', 1n, false],
  ])('has a limit in %s: %d is available: %s', (code, amount, isOffered) => {
    expect(isCashOnDeliveryOffered(money(amount, currency(code)))).toBe(isOffered);
  });

  it('is confirmed for the remaining orders', () => {
    given(cashRequested, promised).when(capture).then(agreed);
    given(cashRequested, promised, cancelled(orderA))
      .when(capture)
      .then({ type: 'CashAgreed', orderIds: [orderB], at });
    given(cashRequested, promised)
      .when({ ...capture, cancelledOrders: [orderA, orderB] })
      .then(cancelled(orderA), cancelled(orderB), voided);
  });

  it('does nothing the second time', () => {
    given(cashRequested, promised).when(request).thenNothing();
    given(...due)
      .when(capture)
      .thenNothing();
    given(...due, collected(orderA))
      .when(collect())
      .thenNothing();
  });

  it('can be voided before it is confirmed, and not afterwards', () => {
    given(cashRequested, promised).when(requestVoid).then(voided);
    given(...due)
      .when(requestVoid)
      .thenRefuses('payment-captured');
  });

  it('is collected per order', () => {
    given(...due)
      .when(collect())
      .then(collected(orderA));
    expect(after(...due, collected(orderA)).status).toBe('CASH_DUE');
    expect(after(...due, collected(orderA), collected(orderB)).status).toBe('COLLECTED');
    expect(after(...due, collected(orderA), cancelled(orderB)).status).toBe('COLLECTED');
  });

  it('is not collected when none is due', () => {
    given().when(collect()).thenRefuses('payment-not-found');
    given(cashRequested, promised).when(collect()).thenRefuses('payment-not-captured');
    given(...due, cancelled(orderA))
      .when(collect())
      .thenRefuses('payment-not-captured');
  });

  it('is not due for a cancelled order, and voided when none remains', () => {
    given(cashRequested, promised).when(cancel()).then(cancelled(orderA));
    given(...due)
      .when(cancel())
      .then(cancelled(orderA));
    given(...due, cancelled(orderB))
      .when(cancel())
      .then(cancelled(orderA), voided);
    given(cashRequested, promised)
      .when({ type: 'CancelOrder', orderId: orderA, cancelledOrders: [orderB], at })
      .then(cancelled(orderA), cancelled(orderB), voided);
    given(...due, cancelled(orderA))
      .when(cancel())
      .thenNothing();
    given(...due, collected(orderA))
      .when(cancel())
      .thenRefuses('cash-already-collected');
  });

  it('is released to the seller when the order is closed, which implies that it was collected', () => {
    const released = { type: 'EscrowReleased', orderId: orderA, sellerAmount: usd(9_450), commission: usd(1_050), at } as const;
    given(...due, collected(orderA))
      .when(close())
      .then(released);
    given(...due)
      .when(close())
      .then(collected(orderA), released);
    given(...due, collected(orderA), released)
      .when(close())
      .thenNothing();
    given(cashRequested, promised).when(close()).thenRefuses('payment-not-captured');
  });
});
