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
  /** Whether the point of no return was passed; also said of cash that is not due any more since no order is left. */
  wasTaken: boolean;
  /** Whether nobody here let it go, so that the provider did in the end. */
  wasLeft: boolean;
  /** What the provider may still have of it once it is over. */
  hold: 'nothing' | 'unclear' | 'held';
};

export const isOver = ({ status }: Payment): boolean => status === 'FAILED' || status === 'VOIDING' || status === 'VOIDED';

/** Whether the money has moved, or couriers will collect it. */
export const isTaken = ({ status }: Payment): boolean => status === 'CAPTURED' || status === 'CASH_DUE';

export const sharesOf = (checkout: Checkout): Share[] =>
  ordersOf(checkout).map(({ orderId, total }) => ({
    orderId,
    amount: Number(total.amount),
    cancelled: false,
    inCapture: false,
    refund: 'none',
  }));

/** What is to be asked of the provider next. */
export const nextCall = ({ status, hold, shares }: Payment): 'authorize' | 'capture' | 'cancel' | 'refund' | undefined => {
  if (status === 'REQUESTED') return 'authorize';
  if (status === 'CAPTURING') return 'capture';
  if (status === 'CAPTURED') return shares.some(({ refund }) => refund === 'owed') ? 'refund' : undefined;
  if (hold === 'unclear') return 'authorize';
  return hold === 'held' ? 'cancel' : undefined;
};
