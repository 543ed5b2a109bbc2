import { isPositive, type Money } from '@marketplace/kernel';
import { referenceOf, refundsOf, sharesOf, termsOf, type Hold, type Payment, type PaymentEvent } from './payment';
import { captureAmount } from './policies';

/** A transaction at the provider, as recorded in the append-only table. */
export type ProviderTransaction = {
  readonly type: 'AUTHORIZATION' | 'CAPTURE' | 'VOID' | 'REFUND';
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** The provider's ID of the transaction, if it returned one. */
  readonly gatewayTransactionId?: string;
  readonly refundId?: string;
  readonly amount: Money;
};

const transactionFound = (hold: Hold, amount: Money): ProviderTransaction | undefined => {
  if (hold.kind === 'held') return { type: 'AUTHORIZATION', status: 'SUCCEEDED', gatewayTransactionId: hold.reference, amount };
  return hold.kind === 'taken'
    ? { type: 'CAPTURE', status: 'SUCCEEDED', gatewayTransactionId: hold.reference, amount: hold.amount }
    : undefined;
};

const voidTransaction = (before: Payment, amount: Money): ProviderTransaction | undefined => {
  const reference = referenceOf(before);
  const wasAuthorized = 'hold' in before && before.hold.kind === 'held';
  return reference === undefined || !wasAuthorized
    ? undefined
    : { type: 'VOID', status: 'SUCCEEDED', gatewayTransactionId: reference, amount };
};

const refundTransaction = (before: Payment, refundId: string, transaction: string): ProviderTransaction | undefined => {
  const refund = refundsOf(before).find((each) => each.id === refundId);
  return refund === undefined
    ? undefined
    : { type: 'REFUND', status: 'SUCCEEDED', gatewayTransactionId: transaction, refundId, amount: refund.amount };
};

const transactionMadeBy = (before: Payment, event: PaymentEvent): ProviderTransaction | undefined => {
  const amount = termsOf(before)?.amount;
  if (amount === undefined) return undefined;
  switch (event.type) {
    case 'PaymentAuthorized':
      return { type: 'AUTHORIZATION', status: 'SUCCEEDED', gatewayTransactionId: event.reference, amount };
    case 'PaymentFailed':
      return { type: 'AUTHORIZATION', status: 'FAILED', amount };
    case 'PaymentCaptured':
      return {
        type: 'CAPTURE',
        status: 'SUCCEEDED',
        gatewayTransactionId: event.transaction,
        amount: captureAmount(before, sharesOf(before)) ?? amount,
      };
    case 'PaymentRefunded':
      return refundTransaction(before, event.refundId, event.transaction);
    case 'MoneyReturned':
      return { type: 'REFUND', status: 'SUCCEEDED', gatewayTransactionId: event.transaction, amount: event.amount };
    case 'HoldFound':
      return transactionFound(event.hold, amount);
    case 'PaymentVoided':
    case 'HoldReleased':
      return voidTransaction(before, amount);
    case 'CashPromised':
    case 'CashAgreed':
    case 'CashCollected':
    case 'PaymentRequested':
    case 'PaymentActionRequired':
    case 'OrderShareCancelled':
    case 'PaymentCaptureRequested':
    case 'PaymentVoidRequested':
    case 'RefundRequested':
    case 'EscrowReleased':
      return undefined;
  }
};

/** The provider transaction of an event, given the payment before it. An amount of zero has no transaction. */
export const transactionOf = (before: Payment, event: PaymentEvent): ProviderTransaction | undefined => {
  const made = transactionMadeBy(before, event);
  return made === undefined || !isPositive(made.amount) ? undefined : made;
};
