import {
  isOperator,
  isSellerStaff,
  isUser,
  refuse,
  sum,
  type Actor,
  type Instant,
  type Money,
  type PaymentId,
  type Refusal,
} from '@marketplace/kernel';
import { sharesOf, termsOf, type KnownPayment, type PaymentMethod, type Share } from '../domain/payment';
import type { LedgerViews, Stored } from './ports';

/** A payment as one person may see it. */
export type VisiblePayment = {
  readonly id: PaymentId;
  readonly method: PaymentMethod;
  readonly status: KnownPayment['status'];
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

/** Staff of a seller see whether their own part was collected, whatever is still due for other orders. */
const statusOf = (status: VisiblePayment['status'], shares: readonly Share[]): VisiblePayment['status'] => {
  const wanted = shares.filter((share) => !share.cancelled);
  return status === 'CASH_DUE' && wanted.length > 0 && wanted.every((share) => share.collected) ? 'COLLECTED' : status;
};

/** The payment for who asks; undefined where it does not exist for them. */
export const visiblePayment = (actor: Actor, stored: Stored): VisiblePayment | undefined => {
  const { state } = stored;
  const terms = termsOf(state);
  const shares = sharesFor(actor, stored);
  if (terms === undefined || shares.length === 0) return undefined;
  const isCaptured = state.status === 'CAPTURED' || state.status === 'REFUNDED';
  const taken = shares.filter((share) => share.collected || (isCaptured && share.inCapture));
  const totalOf = (of: readonly Share[], part: 'amount' | 'refunded'): Money =>
    sum(
      of.map((share) => share[part]),
      terms.amount.currency,
    );
  return {
    id: state.ref.paymentId,
    method: terms.method,
    status: statusOf(state.status, shares),
    amount: totalOf(shares, 'amount'),
    captured: totalOf(taken, 'amount'),
    refunded: totalOf(shares, 'refunded'),
    createdAt: terms.createdAt,
  };
};

/** The platform's books, which operators alone may read. */
export const openBooks = (actor: Actor, books: LedgerViews): LedgerViews | Refusal<'forbidden'> =>
  isOperator(actor) ? books : refuse('forbidden');
