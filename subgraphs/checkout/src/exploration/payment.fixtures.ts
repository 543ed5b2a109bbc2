import type { CheckoutId, Instant, OrderId, PaymentId } from '@marketplace/kernel';
import { ordersOf, type Checkout } from '../domain/checkout';
import type { Card } from './scenario.fixtures';

export type Share = {
  readonly orderId: OrderId;
  readonly amount: number;
  cancelled: boolean;
  inCapture: boolean;
  refund: 'none' | 'owed' | 'done';
};

export type Payment = {
  readonly id: PaymentId;
  readonly checkoutId: CheckoutId;
  readonly createdAt: Instant;
  readonly card: Card | 'cash';
  readonly shares: readonly Share[];
  status:
    'REQUESTED' | 'ACTION_REQUIRED' | 'AUTHORIZED' | 'CAPTURING' | 'CAPTURED' | 'PROMISED' | 'CASH_DUE' | 'VOIDING' | 'VOIDED' | 'FAILED';
  /** True once the payment was captured or cash on delivery agreed, even if every order was cancelled later. */
  passedCapture: boolean;
  /** True when the payment was never released, so that its authorization expired at the provider. */
  wasAbandoned: boolean;
  /** The authorization that the provider can still hold after the payment has ended. */
  hold: 'nothing' | 'unclear' | 'held';
};

export const isOver = ({ status }: Payment): boolean => status === 'FAILED' || status === 'VOIDING' || status === 'VOIDED';

/** True when the payment is captured, or the courier will collect cash. */
export const isCaptured = ({ status }: Payment): boolean => status === 'CAPTURED' || status === 'CASH_DUE';

export const sharesOf = (checkout: Checkout): Share[] =>
  ordersOf(checkout).map(({ orderId, total }) => ({
    orderId,
    amount: Number(total.amount),
    cancelled: false,
    inCapture: false,
    refund: 'none',
  }));

/** The next call to the provider. */
export const nextCall = ({ status, hold, shares }: Payment): 'authorize' | 'capture' | 'cancel' | 'refund' | undefined => {
  if (status === 'REQUESTED') return 'authorize';
  if (status === 'CAPTURING') return 'capture';
  if (status === 'CAPTURED') return shares.some(({ refund }) => refund === 'owed') ? 'refund' : undefined;
  if (hold === 'unclear') return 'authorize';
  return hold === 'held' ? 'cancel' : undefined;
};
