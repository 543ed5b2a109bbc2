import { isPositive, type Money } from '@marketplace/kernel';
import { referenceOf, refundsOf, sharesOf, termsOf, type Hold, type Payment, type PaymentEvent } from './payment';
import { captureAmount } from './policies';

/** A movement at the provider as it is written down for ever; the provider's own id of it, where it gave one. */
export type ProviderTransaction = {
  readonly type: 'AUTHORIZATION' | 'CAPTURE' | 'VOID' | 'REFUND';
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly gatewayTransactionId?: string;
  readonly refundId?: string;
  readonly amount: Money;
};

const found = (hold: Hold, amount: Money): ProviderTransaction | undefined => {
  if (hold.kind === 'held') return { type: 'AUTHORIZATION', status: 'SUCCEEDED', gatewayTransactionId: hold.reference, amount };
  return hold.kind === 'taken'
    ? { type: 'CAPTURE', status: 'SUCCEEDED', gatewayTransactionId: hold.reference, amount: hold.amount }
    : undefined;
};

const letGo = (before: Payment, amount: Money): ProviderTransaction | undefined => {
  const reference = referenceOf(before);
  const wasHeld = 'hold' in before && before.hold.kind === 'held';
  return reference === undefined || !wasHeld ? undefined : { type: 'VOID', status: 'SUCCEEDED', gatewayTransactionId: reference, amount };
};

const refunded = (before: Payment, refundId: string, transaction: string): ProviderTransaction | undefined => {
  const refund = refundsOf(before).find((each) => each.id === refundId);
  return refund === undefined
    ? undefined
    : { type: 'REFUND', status: 'SUCCEEDED', gatewayTransactionId: transaction, refundId, amount: refund.amount };
};

const madeBy = (before: Payment, event: PaymentEvent): ProviderTransaction | undefined => {
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
      return refunded(before, event.refundId, event.transaction);
    case 'MoneyReturned':
      return { type: 'REFUND', status: 'SUCCEEDED', gatewayTransactionId: event.transaction, amount: event.amount };
    case 'HoldFound':
      return found(event.hold, amount);
    case 'PaymentVoided':
    case 'HoldReleased':
      return letGo(before, amount);
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

/** What an event says about the provider's side, given the payment as it was before the event. Nothing moves where there is nothing to pay. */
export const transactionOf = (before: Payment, event: PaymentEvent): ProviderTransaction | undefined => {
  const made = madeBy(before, event);
  return made === undefined || !isPositive(made.amount) ? undefined : made;
};
