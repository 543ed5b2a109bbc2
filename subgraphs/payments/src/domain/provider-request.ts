import type { Instant, Money } from '@marketplace/kernel';
import { referenceOf, type ExistingPayment, type Payment, type PaymentRef } from './payment';
import { captureAmount } from './policies';

/**
 * The next request to the provider. Its idempotency key consists of the payment and the kind of request, never of the attempt, so
 * that a retry only repeats the first answer.
 */
export type ProviderRequest =
  | { readonly kind: 'authorize'; readonly ref: PaymentRef; readonly key: string; readonly amount: Money; readonly createdAt: Instant }
  | { readonly kind: 'capture'; readonly ref: PaymentRef; readonly key: string; readonly reference: string; readonly amount: Money }
  | { readonly kind: 'cancel'; readonly ref: PaymentRef; readonly key: string; readonly reference: string }
  | {
      readonly kind: 'refund';
      readonly ref: PaymentRef;
      readonly key: string;
      readonly reference: string;
      readonly refundId: string;
      readonly amount: Money;
    };

const keyOf = (payment: ExistingPayment, request: string): string => `${payment.ref.paymentId}:${request}`;

type EndedPayment = Extract<Payment, { status: 'FAILED' | 'VOIDING' | 'VOIDED' }>;

/** Repeats a request whose answer was lost, with the same key: only the answer shows whether the provider holds money. */
const requestAfterEnd = (payment: EndedPayment): ProviderRequest | undefined => {
  const { ref, hold, agreement } = payment;
  switch (hold.kind) {
    case 'nothing':
    case 'returned':
      return undefined;
    case 'unclear':
      if (agreement === undefined) return undefined;
      return {
        kind: 'authorize',
        ref,
        key: keyOf(payment, 'authorize'),
        amount: agreement.terms.amount,
        createdAt: agreement.terms.createdAt,
      };
    case 'held':
      return { kind: 'cancel', ref, key: keyOf(payment, 'cancel'), reference: hold.reference };
    case 'taken':
      return {
        kind: 'refund',
        ref,
        key: keyOf(payment, 'return'),
        reference: hold.reference,
        refundId: ref.paymentId,
        amount: hold.amount,
      };
  }
};

export const nextRequest = (payment: Payment): ProviderRequest | undefined => {
  switch (payment.status) {
    case 'NONE':
    case 'ACTION_REQUIRED':
    case 'AUTHORIZED':
    case 'PROMISED':
    case 'CASH_DUE':
    case 'COLLECTED':
      return undefined;
    case 'REQUESTED':
      return {
        kind: 'authorize',
        ref: payment.ref,
        key: keyOf(payment, 'authorize'),
        amount: payment.terms.amount,
        createdAt: payment.terms.createdAt,
      };
    case 'CAPTURING': {
      const amount = captureAmount(payment, payment.shares) ?? payment.terms.amount;
      return { kind: 'capture', ref: payment.ref, key: keyOf(payment, 'capture'), reference: payment.reference, amount };
    }
    case 'CAPTURED':
    case 'REFUNDED': {
      const refund = payment.refunds.find((each) => !each.done);
      if (refund === undefined) return undefined;
      const key = keyOf(payment, `refund:${refund.id}`);
      return { kind: 'refund', ref: payment.ref, key, reference: payment.reference, refundId: refund.id, amount: refund.amount };
    }
    case 'FAILED':
    case 'VOIDING':
    case 'VOIDED':
      return requestAfterEnd(payment);
  }
};

/** True while the payment method is kept: an authorization may still have to be requested. */
export const needsMethod = (payment: Payment): boolean => referenceOf(payment) === undefined && nextRequest(payment)?.kind === 'authorize';
