import { isOperator, isSellerStaff, isUser, sum, type Actor, type Instant, type Money, type PaymentId } from '@marketplace/kernel';
import type { PaymentStatus, Share } from '../domain/payment';
import { sharesOf, termsOf } from '../domain/payment';
import type { Stored } from './ports';

/** A payment as one person may see it. */
export type VisiblePayment = {
  readonly id: PaymentId;
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
    status: state.status,
    amount: sum(
      shares.map((share) => share.amount),
      currency,
    ),
    captured: sum(
      shares.filter((share) => isCaptured && share.inCapture).map((share) => share.amount),
      currency,
    ),
    refunded: sum(
      shares.map((share) => share.refunded),
      currency,
    ),
    createdAt: terms.createdAt,
  };
};
