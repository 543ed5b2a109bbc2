import { currency, idOf, instant, money, type Currency } from '@marketplace/kernel';
import type { Stored } from '../../application/ports';
import {
  referenceOf,
  sharesOf,
  termsOf,
  type Hold,
  type Payment,
  type PaymentMethod,
  type PaymentRef,
  type PaymentStatus,
  type Refund,
  type Share,
  type Terms,
} from '../../domain/payment';

type ShareJson = {
  readonly orderId: string;
  readonly sellerId: string;
  readonly amount: string;
  readonly platformDiscount: string;
  readonly collected: boolean;
  readonly cancelled: boolean;
  readonly inCapture: boolean;
  readonly refunded: string;
  readonly released: boolean;
  /** Cancelled before the payment could hear of it. */
  readonly tombstone: boolean;
};

type RefundJson = {
  readonly id: string;
  readonly orderId: string;
  readonly amount: string;
  readonly reason: string;
  readonly done: boolean;
};

export type PaymentRow = {
  readonly id: string;
  readonly checkout_id: string;
  readonly version: number;
  readonly status: Exclude<PaymentStatus, 'NONE'>;
  readonly buyer_id: string | null;
  readonly amount: bigint | null;
  readonly currency: string | null;
  readonly method: PaymentMethod;
  readonly announced: number;
  readonly provider_reference: string | null;
  readonly action_url: string | null;
  readonly failure_code: string | null;
  readonly hold_kind: Hold['kind'] | null;
  readonly hold_amount: bigint | null;
  readonly sealed_method: string | null;
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly correlation_id: string;
  readonly created_at: string;
  readonly shares: readonly ShareJson[];
  readonly refunds: readonly RefundJson[];
};

/** Everything of a payment in one row: amounts of parts as text, since JSON numbers are not exact. */
export const selectPayments = `
  SELECT p.id, p.checkout_id, p.version, p.status, p.buyer_id, p.amount, p.currency, p.method, p.announced, p.provider_reference, p.action_url, p.failure_code,
    p.hold_kind, p.hold_amount, p.sealed_method, p.attempts, p.next_attempt_at, p.correlation_id, p.created_at,
    (SELECT coalesce(json_agg(json_build_object('orderId', o.order_id, 'sellerId', o.seller_id, 'amount', o.amount::text,
       'platformDiscount', o.platform_discount::text, 'collected', o.collected, 'cancelled', o.cancelled,
       'inCapture', o.in_capture, 'refunded', o.refunded_amount::text, 'released', o.released,
       'tombstone', EXISTS (SELECT 1 FROM cancelled_orders c WHERE c.order_id = o.order_id)) ORDER BY o.position), '[]')
     FROM payment_orders o WHERE o.payment_id = p.id) AS shares,
    (SELECT coalesce(json_agg(json_build_object('id', r.id, 'orderId', r.order_id, 'amount', r.amount::text, 'reason', r.reason,
       'done', EXISTS (SELECT 1 FROM payment_transactions t WHERE t.refund_id = r.id)) ORDER BY r.requested_at, r.id), '[]')
     FROM refunds r WHERE r.payment_id = p.id) AS refunds
  FROM payment_intents p`;

const toShare = (share: ShareJson, code: Currency): Share => ({
  orderId: idOf(share.orderId),
  sellerId: idOf(share.sellerId),
  amount: money(BigInt(share.amount), code),
  platformDiscount: money(BigInt(share.platformDiscount), code),
  cancelled: share.cancelled,
  inCapture: share.inCapture,
  collected: share.collected,
  refunded: money(BigInt(share.refunded), code),
  released: share.released,
});

const toRefund = (refund: RefundJson, code: Currency): Refund => ({
  ...refund,
  orderId: idOf(refund.orderId),
  amount: money(BigInt(refund.amount), code),
});

type Agreement = { readonly terms: Terms; readonly shares: readonly Share[] };

const agreementOf = (row: PaymentRow): Agreement | undefined => {
  if (row.buyer_id === null || row.amount === null || row.currency === null) return undefined;
  const code = currency(row.currency);
  return {
    terms: { buyerId: idOf(row.buyer_id), amount: money(row.amount, code), method: row.method, createdAt: instant(row.created_at) },
    shares: row.shares.map((share) => toShare(share, code)),
  };
};

const holdOf = (row: PaymentRow, agreement: Agreement | undefined): Hold => {
  const reference = row.provider_reference ?? '';
  switch (row.hold_kind) {
    case null:
    case 'nothing':
      return { kind: 'nothing' };
    case 'unclear':
    case 'returned':
      return { kind: row.hold_kind };
    case 'held':
      return { kind: 'held', reference };
    case 'taken':
      if (agreement === undefined) throw new Error(`payment ${row.id} has taken money without terms`);
      return { kind: 'taken', reference, amount: money(row.hold_amount ?? 0n, agreement.terms.amount.currency) };
  }
};

const overOf = (row: PaymentRow, ref: PaymentRef, agreement: Agreement | undefined) => ({
  ref,
  hold: holdOf(row, agreement),
  ...(agreement === undefined ? {} : { agreement }),
});

const toState = (row: PaymentRow): Payment => {
  const ref: PaymentRef = { paymentId: idOf(row.id), checkoutId: idOf(row.checkout_id) };
  const agreement = agreementOf(row);
  const reference = row.provider_reference ?? '';
  const known = (): Agreement & { ref: PaymentRef } => {
    if (agreement === undefined) throw new Error(`payment ${row.id} has no terms`);
    return { ref, ...agreement };
  };
  switch (row.status) {
    case 'REQUESTED':
      return { status: row.status, ...known() };
    case 'ACTION_REQUIRED':
      return { status: row.status, ...known(), reference, url: row.action_url ?? '' };
    case 'AUTHORIZED':
    case 'CAPTURING':
      return { status: row.status, ...known(), reference };
    case 'PROMISED':
    case 'CASH_DUE':
    case 'COLLECTED':
      return { status: row.status, ...known() };
    case 'CAPTURED':
    case 'REFUNDED': {
      const { terms, ...rest } = known();
      return {
        status: row.status,
        terms,
        ...rest,
        reference,
        refunds: row.refunds.map((refund) => toRefund(refund, terms.amount.currency)),
      };
    }
    case 'FAILED':
      return { status: row.status, code: row.failure_code ?? '', ...overOf(row, ref, agreement) };
    case 'VOIDING':
    case 'VOIDED':
      return { status: row.status, ...overOf(row, ref, agreement) };
  }
};

export const toStored = (row: PaymentRow): Stored => ({
  version: row.version,
  state: toState(row),
  correlationId: row.correlation_id,
  announced: row.announced,
  attempts: row.attempts,
  cancelledElsewhere: row.shares.filter((share) => share.tombstone).map((share) => idOf(share.orderId)),
  ...(row.sealed_method === null ? {} : { sealedMethod: row.sealed_method }),
  ...(row.next_attempt_at === null ? {} : { nextAttemptAt: instant(row.next_attempt_at) }),
});

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

/** The shares whose money was taken, at the provider or at the door. */
const takenShares = (payment: Payment): readonly Share[] => {
  const isTaken = payment.status === 'CAPTURED' || payment.status === 'REFUNDED';
  return sharesOf(payment).filter((share) => share.collected || (isTaken && share.inCapture));
};

/** The columns that change in the life of a payment, in the order in which the statements take them. */
export const changingColumns = (stored: Stored): readonly unknown[] => {
  const { state } = stored;
  const hold = 'hold' in state ? state.hold : undefined;
  return [
    stored.version,
    state.status,
    referenceOf(state) ?? null,
    state.status === 'ACTION_REQUIRED' ? state.url : null,
    state.status === 'FAILED' ? state.code : null,
    hold?.kind ?? null,
    hold?.kind === 'taken' ? hold.amount.amount : null,
    total(takenShares(state).map((share) => share.amount.amount)),
    total(takenShares(state).map((share) => share.refunded.amount)),
    stored.sealedMethod ?? null,
    stored.attempts,
    stored.nextAttemptAt ?? null,
    stored.announced,
  ];
};

/** The columns that are set once. */
export const firstColumns = (ref: PaymentRef, stored: Stored): readonly unknown[] => {
  const terms = termsOf(stored.state);
  return [
    ref.paymentId,
    ref.checkoutId,
    terms?.buyerId ?? null,
    terms?.amount.amount ?? null,
    terms?.amount.currency ?? null,
    terms?.method ?? 'CARD',
    stored.correlationId,
  ];
};

/** Shares that an event has changed. */
export const changedShares = (before: Payment, after: Payment): readonly Share[] => {
  const known = new Map(sharesOf(before).map((share) => [share.orderId, share]));
  return sharesOf(after).filter((share) => known.get(share.orderId) !== share);
};
