import type { CartId, CheckoutId } from '@marketplace/kernel';

/**
 * What carts has done for a checkout. It outlives the freeze, so that a request which arrives twice, or after what
 * should undo it, is known for what it is.
 */
export type CheckoutRecord = {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
  readonly outcome: 'FROZEN' | 'REJECTED' | 'RELEASED' | 'CLOSED';
  readonly version: number;
};

/** Whether a request to freeze was answered before; a released checkout never freezes anything again. */
export const answerToFreeze = (record: CheckoutRecord | undefined): 'decide' | 'refuse' | 'ignore' => {
  switch (record?.outcome) {
    case undefined:
      return 'decide';
    case 'RELEASED':
      return 'refuse';
    case 'FROZEN':
    case 'REJECTED':
    case 'CLOSED':
      return 'ignore';
  }
};
