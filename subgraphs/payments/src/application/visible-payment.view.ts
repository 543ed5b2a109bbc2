import { isOperator, isSellerStaff, isUser, sum, type Actor, type Instant, type Money, type PaymentId } from '@marketplace/kernel';
import type { PaymentMethod, PaymentStatus, Share } from '../domain/payment';
import { sharesOf, termsOf } from '../domain/payment';
import type { Stored } from './ports';

/** A payment as one person may see it. */
export type VisiblePayment = {
  readonly id: PaymentId;
  readonly method: PaymentMethod;
  readonly status: Exclude<PaymentStatus, 'NONE'>;
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly createdAt: Instant;
};

/** What of a payment an actor may see: its buyer and operators all of it, a seller's staff what is for its own orders. */
const sharesFor = (actor: Actor, { state }: Stored): readonly Share[] => {
  const terms = termsOf(state);
  if (terms === undefined) return [];
  const isWhole = isOperator(actor) || isUser(actor, terms.buyerId);
  return sharesOf(state).filter((share) => isWhole || isSellerStaff(actor, share.sellerId));
};

/** Who sees a part sees whether that part was collected, whatever is due at other doors. */
const statusOf = (status: VisiblePayment['status'], shares: readonly Share[]): VisiblePayment['status'] => {
  const wanted = shares.filter((share) => !share.cancelled);
  return status === 'CASH_DUE' && wanted.length > 0 && wanted.every((share) => share.collected) ? 'COLLECTED' : status;
};

/** The payment for who asks; undefined where it does not exist for them. */
export const visiblePayment = (actor: Actor, stored: Stored): VisiblePayment | undefined => {
  const { state } = stored;
  const terms = termsOf(state);
  const shares = sharesFor(actor, stored);
  if (state.status === 'NONE' || terms === undefined || shares.length === 0) return undefined;
  const { currency } = terms.amount;
  const isCaptured = state.status === 'CAPTURED' || state.status === 'REFUNDED';
  return {
    id: state.ref.paymentId,
    method: terms.method,
    status: statusOf(state.status, shares),
    amount: sum(
      shares.map((share) => share.amount),
      currency,
    ),
    captured: sum(
      shares.filter((share) => share.collected || (isCaptured && share.inCapture)).map((share) => share.amount),
      currency,
    ),
    refunded: sum(
      shares.map((share) => share.refunded),
      currency,
    ),
    createdAt: terms.createdAt,
  };
};
