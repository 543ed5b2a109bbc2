import type { CartId, CheckoutId } from '@marketplace/kernel';
import type { Bought } from './commands';

/** What became of a checkout's wish for a cart. Forgotten: let go of for nobody asked, so that it may still be paid for. */
export type CheckoutOutcome =
  { readonly outcome: 'FROZEN' | 'REJECTED' | 'RELEASED' | 'CLOSED' } | { readonly outcome: 'FORGOTTEN'; readonly held: Bought };

/**
 * What carts has done for a checkout. It outlives the freeze, so that a request which arrives twice, or after what
 * should undo it, is known for what it is.
 */
export type CheckoutRecord = CheckoutOutcome & {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
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
    case 'FORGOTTEN':
    case 'CLOSED':
      return 'ignore';
  }
};
