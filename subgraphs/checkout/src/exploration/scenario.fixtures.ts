import { idOf, type CheckoutId } from '@marketplace/kernel';
import type { AbortReason, CheckoutRequest, CheckoutStatus } from '../domain/checkout';

/** What stands in a checkout's way from the beginning. */
export const troubles = [
  'cart-not-found',
  'cart-empty',
  'version-conflict',
  'price-changed',
  'line-unavailable',
  'destination-not-served',
  'unknown-shipping-option',
  'currency-not-served',
  'coupon-unknown',
  'discounts-misfit',
  'orders-misfit',
  'cash-not-offered',
  'shown-too-little',
] as const;
export type Trouble = (typeof troubles)[number];

/** How a card behaves: `silent` is held at the provider, which does not say so in time. */
export const cards = ['good', 'declined', 'asks-the-buyer', 'silent'] as const;
export type Card = (typeof cards)[number];

/** A checkout that a buyer will start. Two of one cart are a buyer who clicks twice, or tries again. */
export type Plan = {
  readonly cart: number;
  readonly sellers: number;
  readonly quantity: number;
  readonly paysCash: boolean;
  readonly keepOnDecline: boolean;
  readonly usesCoupon: boolean;
  readonly card: Card;
  readonly trouble: Trouble | undefined;
};

/** Everything that a run depends on: the same scenario is the same run. */
export type Scenario = {
  readonly plans: readonly Plan[];
  /** Pieces of each seller's goods. */
  readonly stock: readonly number[];
  /** How many checkouts may use the coupon. */
  readonly couponLimit: number;
  /** What happens next, one byte after the other; nothing but punctual deliveries once they are used up. */
  readonly choices: Uint8Array;
};

const checkoutIdOf = (index: number): CheckoutId => idOf(`c${index + 1}`);

export const requestOf = (plan: Plan, index: number): CheckoutRequest => ({
  checkoutId: checkoutIdOf(index),
  buyerId: idOf(`buyer-${plan.cart}`),
  cartId: idOf(`cart-${plan.cart}`),
  expectedCartVersion: 1,
  countryCode: 'DE',
  shippingOptionIds: [],
  payBy: plan.paysCash ? 'CASH_ON_DELIVERY' : 'CARD',
  keepOnDecline: plan.keepOnDecline,
  ...(plan.trouble === 'shown-too-little' ? { expectedTotal: usd(1) } : {}),
  sealedAddress: 'address',
  sealedMethod: plan.paysCash ? 'cash' : plan.card,
});

export const freezeRefusals: Partial<Record<Trouble, AbortReason>> = {
  'cart-not-found': 'cart-not-found',
  'cart-empty': 'cart-empty',
  'version-conflict': 'version-conflict',
  'price-changed': 'price-changed',
  'line-unavailable': 'line-unavailable',
};

export const quoteRefusals: Partial<Record<Trouble, AbortReason>> = {
  'destination-not-served': 'destination-not-served',
  'unknown-shipping-option': 'unknown-shipping-option',
  'currency-not-served': 'currency-not-served',
};

export const usd = (amount: number) => ({ amount: amount.toString(), currency: 'USD' });
export const delivery = 500;
export const couponWorth = 100;

const reached: Readonly<Record<CheckoutStatus, true>> = {
  STARTED: true,
  CART_FROZEN: true,
  SHIPPING_QUOTED: true,
  STOCK_RESERVED: true,
  ORDERS_CREATED: true,
  ACTION_REQUIRED: true,
  PAYMENT_AUTHORIZED: true,
  ORDERS_CONFIRMED: true,
  COMPLETED: true,
  ABORTING: true,
  ABORTED: true,
};

const given: Readonly<Record<AbortReason, true>> = {
  'cart-not-found': true,
  'cart-empty': true,
  'version-conflict': true,
  'cart-in-checkout': true,
  'price-changed': true,
  'line-unavailable': true,
  'destination-not-served': true,
  'unknown-shipping-option': true,
  'currency-not-served': true,
  'order-refused': true,
  'insufficient-stock': true,
  'coupon-rejected': true,
  'total-changed': true,
  'discounts-not-quoted': true,
  'payment-failed': true,
  'payment-action-expired': true,
  'cash-on-delivery-not-offered': true,
  'timed-out': true,
  'aborted-by-buyer': true,
  'aborted-by-operator': true,
};

/** All that there are: the compiler sees to it that none is missing. */
export const statuses = Object.keys(reached);
export const abortReasons = Object.keys(given);
