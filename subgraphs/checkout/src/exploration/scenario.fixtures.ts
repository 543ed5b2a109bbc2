import { defined, idOf, type CheckoutId } from '@marketplace/kernel';
import type { AbortReason, CheckoutRequest, CheckoutStatus } from '../domain/checkout';

/** Problems that make a checkout fail. */
export const problems = [
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
  'total-too-low',
] as const;
export type Problem = (typeof problems)[number];

/** The behavior of a card. With `unresponsive` the provider authorizes the payment but does not answer in time. */
export const cards = ['good', 'declined', 'action-required', 'unresponsive'] as const;
export type Card = (typeof cards)[number];

/** A checkout to start. Two of one cart are repeated attempts of one buyer. */
export type Plan = {
  readonly cart: number;
  readonly sellers: number;
  readonly quantity: number;
  readonly isCashOnDelivery: boolean;
  readonly keepOnDecline: boolean;
  readonly usesCoupon: boolean;
  readonly card: Card;
  readonly problem: Problem | undefined;
};

/** The input of a run. A run is deterministic. */
export type Scenario = {
  readonly plans: readonly Plan[];
  /** The stock of each seller. */
  readonly stock: readonly number[];
  /** The usage limit of the coupon. */
  readonly couponLimit: number;
  /** Bytes that choose the next actions. When they are used up, messages are delivered in order. */
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
  payBy: plan.isCashOnDelivery ? 'CASH_ON_DELIVERY' : 'CARD',
  keepOnDecline: plan.keepOnDecline,
  ...defined({ expectedTotal: plan.problem === 'total-too-low' ? usd(1) : undefined }),
  sealedAddress: 'address',
  sealedMethod: plan.isCashOnDelivery ? 'cash' : plan.card,
});

export const freezeRefusals: Partial<Record<Problem, AbortReason>> = {
  'cart-not-found': 'cart-not-found',
  'cart-empty': 'cart-empty',
  'version-conflict': 'version-conflict',
  'price-changed': 'price-changed',
  'line-unavailable': 'line-unavailable',
};

export const quoteRefusals: Partial<Record<Problem, AbortReason>> = {
  'destination-not-served': 'destination-not-served',
  'unknown-shipping-option': 'unknown-shipping-option',
  'currency-not-served': 'currency-not-served',
};

export const usd = (amount: number) => ({ amount: amount.toString(), currency: 'USD' });
export const delivery = 500;
export const couponWorth = 100;

const statusSet: Readonly<Record<CheckoutStatus, true>> = {
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

const abortReasonSet: Readonly<Record<AbortReason, true>> = {
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

/** All values. The compiler ensures that none is missing. */
export const statuses = Object.keys(statusSet);
export const abortReasons = Object.keys(abortReasonSet);
