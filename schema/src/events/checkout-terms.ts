import { id, sample } from './contract';

export const checkout = { context: 'checkout', version: 1, aggregate: 'Checkout' } as const;
export const ref = { checkoutId: id };
export const exampleRef = { checkoutId: sample.checkout };

/** Paid before shipping, or in cash on delivery. */
export const orderTypes = ['PREPAID', 'CASH_ON_DELIVERY'] as const;

export const abortReasons = [
  'cart-not-found',
  'cart-empty',
  'version-conflict',
  'cart-in-checkout',
  'price-changed',
  'line-unavailable',
  'destination-not-served',
  'unknown-shipping-option',
  'currency-not-served',
  'order-refused',
  'insufficient-stock',
  'payment-failed',
  'payment-action-expired',
  'timed-out',
  'aborted-by-buyer',
  'aborted-by-operator',
  'coupon-rejected',
  'total-changed',
  'discounts-not-quoted',
  'cash-on-delivery-not-offered',
] as const;
