import { currency, idOf, instant, money, type Money, type OrderId, type SellerId } from '@marketplace/kernel';
import type { AgreedShare, PaymentEvent, PaymentRef, Terms } from './payment';

const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const at = instant('2026-11-21T08:30:00.000Z');
export const ref: PaymentRef = { paymentId: idOf(uuid(1)), checkoutId: idOf(uuid(2)) };
export const usd = (cents: number): Money => money(BigInt(cents), currency('USD'));
export const orderA: OrderId = idOf(uuid(11));
export const orderB: OrderId = idOf(uuid(12));
export const sellerA: SellerId = idOf(uuid(21));
export const sellerB: SellerId = idOf(uuid(22));

export const shares: readonly AgreedShare[] = [
  { orderId: orderA, sellerId: sellerA, amount: usd(10_500), platformDiscount: usd(0) },
  { orderId: orderB, sellerId: sellerB, amount: usd(5_000), platformDiscount: usd(0) },
];

export const terms: Terms = { buyerId: idOf(uuid(3)), amount: usd(15_500), method: 'CARD', createdAt: at };

export const cashTerms: Terms = { ...terms, method: 'CASH_ON_DELIVERY' };

export const requested: PaymentEvent = { type: 'PaymentRequested', ref, terms, shares, at };
export const cashRequested: PaymentEvent = { type: 'PaymentRequested', ref, terms: cashTerms, shares, at };
export const promised: PaymentEvent = { type: 'CashPromised', at };
export const agreed: PaymentEvent = { type: 'CashAgreed', orderIds: [orderA, orderB], at };
export const collected = (orderId: OrderId): PaymentEvent => ({ type: 'CashCollected', orderId, at });
export const actionRequired: PaymentEvent = { type: 'PaymentActionRequired', reference: 'pi_1', url: 'https://bank.test/3ds', at };
export const authorized: PaymentEvent = { type: 'PaymentAuthorized', reference: 'pi_1', at };
export const captureRequested: PaymentEvent = { type: 'PaymentCaptureRequested', orderIds: [orderA, orderB], at };
export const captured: PaymentEvent = { type: 'PaymentCaptured', transaction: 'ch_1', at };
export const cancelled = (orderId: OrderId): PaymentEvent => ({ type: 'OrderShareCancelled', orderId, at });
export const voidRequested = (held: boolean): PaymentEvent => ({
  type: 'PaymentVoidRequested',
  hold: held ? { kind: 'held', reference: 'pi_1' } : { kind: 'unclear' },
  at,
});
export const voided: PaymentEvent = { type: 'PaymentVoided', ref, at };
export const failed = (code: string, kind: 'nothing' | 'unclear' = 'nothing'): PaymentEvent => ({
  type: 'PaymentFailed',
  ref,
  code,
  hold: { kind },
  at,
});
export const refundRequested = (orderId: OrderId, amount: Money): PaymentEvent => ({
  type: 'RefundRequested',
  refund: { id: orderId, orderId, amount, reason: 'captured-after-abort' },
  at,
});
export const refunded = (orderId: OrderId): PaymentEvent => ({ type: 'PaymentRefunded', refundId: orderId, transaction: 're_1', at });
