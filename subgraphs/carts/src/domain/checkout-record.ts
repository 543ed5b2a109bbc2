import type { CartId, CheckoutId } from '@marketplace/kernel';
import type { Purchase } from './commands';

/** The result of a checkout's request for a cart. FORGOTTEN: the lock expired without a request, so the checkout can still be paid. */
export type CheckoutOutcome =
  { readonly outcome: 'FROZEN' | 'REJECTED' | 'RELEASED' | 'CLOSED' } | { readonly outcome: 'FORGOTTEN'; readonly held: Purchase };

/**
 * The record of a checkout. It is kept longer than the lock, so that repeated requests, and requests that arrive after their
 * undo, are recognized.
 */
export type CheckoutRecord = CheckoutOutcome & {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
  readonly version: number;
};

/** The reaction to a request to lock a cart. A released checkout never locks a cart again. */
export const actionForLockRequest = (record: CheckoutRecord | undefined): 'decide' | 'refuse' | 'ignore' => {
  switch (record?.outcome) {
    case undefined:
      return 'decide';
    case 'RELEASED':
      return 'refuse';
    case 'FROZEN':
    case 'REJECTED':
    case 'FORGOTTEN':
    case 'CLOSED':
      return 'ignore';
  }
};
