import type { Instant, Money } from '@marketplace/kernel';
import { referenceOf, type KnownPayment, type Payment, type PaymentRef } from './payment';
import { captureAmount } from './policies';

/**
 * What is to be asked of the provider next. The idempotency key is made of the payment and the step, never of the
 * attempt, so that asking again can only repeat the first answer.
 */
export type ProviderStep =
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

const keyOf = (payment: KnownPayment, step: string): string => `${payment.ref.paymentId}:${step}`;

type Over = Extract<Payment, { status: 'FAILED' | 'VOIDING' | 'VOIDED' }>;

/** An answer that was lost is asked for again, by its key: only that tells whether something is held. */
const afterTheEnd = (payment: Over): ProviderStep | undefined => {
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

export const nextStep = (payment: Payment): ProviderStep | undefined => {
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
      return afterTheEnd(payment);
  }
};

/** The payment method is kept only while the authorisation may still have to be asked for. */
export const needsMethod = (payment: Payment): boolean => referenceOf(payment) === undefined && nextStep(payment)?.kind === 'authorize';
