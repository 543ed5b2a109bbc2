import type { Abort, AbortReason } from '../../domain/checkout';

const messages: Readonly<Record<AbortReason, string>> = {
  'cart-not-found': 'Cart not found.',
  'cart-empty': 'Your cart is empty.',
  'version-conflict': 'Your cart has changed. Review it and try again.',
  'cart-in-checkout': 'This cart is already in checkout.',
  'price-changed': 'A price has changed. Review your cart and try again.',
  'line-unavailable': 'An item in your cart is no longer available.',
  'destination-not-served': 'Delivery to this address is not available.',
  'unknown-shipping-option': 'A shipping option is no longer available. Choose another one.',
  'currency-not-served': 'Delivery is not available in this currency.',
  'order-refused': 'The order could not be placed. You have not been charged.',
  'insufficient-stock': 'An item in your cart is sold out.',
  'coupon-rejected': 'A coupon is no longer valid. Review your cart and try again.',
  'total-changed': 'The total has changed. Review your cart and try again.',
  'discounts-not-quoted': 'The discounts could not be calculated. You have not been charged.',
  'payment-failed': 'The payment was declined. You have not been charged.',
  'payment-action-expired': 'The payment was not confirmed in time. You have not been charged.',
  'cash-on-delivery-not-offered': 'Cash on delivery is not available for this order. Choose another payment method.',
  'timed-out': 'The checkout timed out. You have not been charged.',
  'aborted-by-buyer': 'You cancelled the checkout. You have not been charged.',
  'aborted-by-operator': 'The checkout was cancelled by support. You have not been charged.',
};

/** The message for the buyer. */
export const abortMessage = ({ reason }: Abort): string => messages[reason];
