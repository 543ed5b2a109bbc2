import type { Abort, AbortReason } from '../../domain/checkout';

const messages: Readonly<Record<AbortReason, string>> = {
  'cart-not-found': 'There is no such cart.',
  'cart-empty': 'The cart is empty.',
  'version-conflict': 'The cart was changed meanwhile; look at it again before you buy.',
  'cart-in-checkout': 'This cart is already being bought.',
  'price-changed': 'A price has changed; look at the cart again before you buy.',
  'line-unavailable': 'Something in the cart can no longer be bought.',
  'destination-not-served': 'Nobody delivers to this address.',
  'unknown-shipping-option': 'A shipping option does not exist any more; choose again.',
  'currency-not-served': 'Delivery cannot be paid in this currency.',
  'order-refused': 'The order could not be made.',
  'insufficient-stock': 'Something in the cart is sold out.',
  'coupon-rejected': 'A coupon does not hold any more; look at the cart again before you buy.',
  'total-changed': 'It would cost more than you were shown; look at the cart again before you buy.',
  'discounts-not-quoted': 'The discounts could not be worked out; nothing was charged.',
  'payment-failed': 'The payment was refused; nothing was charged.',
  'payment-action-expired': 'The payment was not confirmed in time; nothing was charged.',
  'cash-on-delivery-not-offered': 'This cannot be paid in cash at the door; choose another way to pay.',
  'timed-out': 'This took too long and was called off; nothing was charged.',
  'aborted-by-buyer': 'You called it off; nothing was charged.',
  'aborted-by-operator': 'It was called off for you; nothing was charged.',
};

/** A sentence for the buyer. */
export const abortMessage = ({ reason }: Abort): string => messages[reason];
