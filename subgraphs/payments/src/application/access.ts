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
import { sharesOf, termsOf, type ExistingPayment, type PaymentMethod, type Share } from '../domain/payment';
import type { LedgerViews, StoredPayment } from './ports';

/** The part of a payment that an actor may see. */
export type VisiblePayment = {
  readonly id: PaymentId;
  readonly method: PaymentMethod;
  readonly status: ExistingPayment['status'];
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly createdAt: Instant;
};

/** The shares that an actor may see: all for the buyer and operators, their own for a seller's staff. */
const visibleShares = (actor: Actor, { state }: StoredPayment): readonly Share[] => {
  const terms = termsOf(state);
  if (terms === undefined) return [];
  const seesAll = isOperator(actor) || isUser(actor, terms.buyerId);
  return sharesOf(state).filter((share) => seesAll || isSellerStaff(actor, share.sellerId));
};

/** A seller's staff see COLLECTED once their own orders are collected, even if cash is due for other orders. */
const visibleStatus = (status: VisiblePayment['status'], shares: readonly Share[]): VisiblePayment['status'] => {
  const remaining = shares.filter((share) => !share.cancelled);
  return status === 'CASH_DUE' && remaining.length > 0 && remaining.every((share) => share.collected) ? 'COLLECTED' : status;
};

/** The payment as the actor may see it; undefined if they may not see any of it. */
export const visiblePayment = (actor: Actor, stored: StoredPayment): VisiblePayment | undefined => {
  const { state } = stored;
  const terms = termsOf(state);
  const shares = visibleShares(actor, stored);
  if (terms === undefined || shares.length === 0) return undefined;
  const isCaptured = state.status === 'CAPTURED' || state.status === 'REFUNDED';
  const paid = shares.filter((share) => share.collected || (isCaptured && share.inCapture));
  const totalOf = (of: readonly Share[], field: 'amount' | 'refunded'): Money =>
    sum(
      of.map((share) => share[field]),
      terms.amount.currency,
    );
  return {
    id: state.ref.paymentId,
    method: terms.method,
    status: visibleStatus(state.status, shares),
    amount: totalOf(shares, 'amount'),
    captured: totalOf(paid, 'amount'),
    refunded: totalOf(shares, 'refunded'),
    createdAt: terms.createdAt,
  };
};

/** The ledger; for operators. */
export const ledgerFor = (actor: Actor, ledger: LedgerViews): LedgerViews | Refusal<'forbidden'> =>
  isOperator(actor) ? ledger : refuse('forbidden');
