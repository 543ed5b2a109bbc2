import { idOf, instant, isRefused, type Instant, type OrderId } from '@marketplace/kernel';
import type { Checkout, CheckoutRequest } from './checkout';
import { react, start } from './checkout.saga';
import type { Transition } from './transition';
import type { News } from './news';

export const at: Instant = instant('2026-11-21T08:30:00.000Z');
const usd = (amount: string) => ({ amount, currency: 'USD' });

export const request: CheckoutRequest = {
  checkoutId: idOf('checkout-1'),
  buyerId: idOf('buyer-1'),
  cartId: idOf('cart-1'),
  expectedCartVersion: 3,
  countryCode: 'DE',
  shippingOptionIds: [],
  sealedAddress: 'k1.address',
  sealedMethod: 'k1.method',
};

const line = (sellerId: string) => ({
  variantId: `variant-of-${sellerId}`,
  productId: 'product',
  sellerId,
  sku: 'SKU',
  title: 'Thing',
  options: [],
  quantity: 1,
  unitPrice: usd('1000'),
  weightGrams: 100,
});
const quote = (sellerId: string) => ({
  sellerId,
  optionId: 'standard',
  carrier: 'swiftpost',
  service: 'STANDARD',
  price: usd('500'),
  estimatedDelivery: { from: at, to: at },
});

export const orderId = (number: number): OrderId => idOf(`order-${number.toString()}`);

export const cartFrozen: News = { type: 'CartFrozen', currency: 'USD', lines: [line('seller-1'), line('seller-2')] };
export const quoted: News = { type: 'ShippingQuoted', quotes: [quote('seller-1'), quote('seller-2')] };
export const orderCreated = (number: number): News => ({
  type: 'OrderCreated',
  orderId: orderId(number),
  sellerId: `seller-${number.toString()}`,
  total: usd('1500'),
});
export const stockReserved: News = { type: 'StockReserved' };
export const authorized: News = { type: 'PaymentAuthorized' };
export const orderConfirmed = (number: number): News => ({ type: 'OrderConfirmed', orderId: orderId(number) });
export const captured: News = { type: 'PaymentCaptured' };
export const orderPaid = (number: number): News => ({ type: 'OrderPaid', orderId: orderId(number) });
export const stockTaken: News = { type: 'ReservationConfirmed' };
export const orderCancelled = (number: number): News => ({ type: 'OrderCancelled', orderId: orderId(number) });
export const voided: News = { type: 'PaymentVoided' };
export const deadlinePassed: News = { type: 'DeadlinePassed' };

/** The answers of a checkout of two sellers in which everything goes well, in the usual order. */
export const happyPath: readonly News[] = [
  cartFrozen,
  quoted,
  orderCreated(1),
  orderCreated(2),
  stockReserved,
  authorized,
  orderConfirmed(1),
  orderConfirmed(2),
  captured,
  orderPaid(1),
  orderPaid(2),
  stockTaken,
];

const began = (): Transition => start(request, idOf('payment-1'), at);

/** The checkout after some news; news that are ignored leave it as it is. */
export const after = (...news: readonly News[]): Transition =>
  news.reduce<Transition>((transition, each) => {
    const next = react(transition.checkout, each, at);
    return isRefused(next) ? { ...transition, announcements: [], steps: [] } : next;
  }, began());

export const announced = (transition: Transition): readonly string[] => transition.announcements.map((announcement) => announcement.type);
export const statusOf = (checkout: Checkout): string => checkout.progress.status;
