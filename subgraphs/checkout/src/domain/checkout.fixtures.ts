import { idOf, instant, isRefused, type Instant, type OrderId, type PaymentId } from '@marketplace/kernel';
import type { Checkout, CheckoutRequest, DiscountShare } from './checkout';
import { react, start } from './checkout.saga';
import type { News } from './news';
import type { Transition } from './transition';

export const at: Instant = instant('2026-11-21T08:30:00.000Z');
const usd = (amount: string) => ({ amount, currency: 'USD' });

const request: CheckoutRequest = {
  checkoutId: idOf('checkout-1'),
  buyerId: idOf('buyer-1'),
  cartId: idOf('cart-1'),
  expectedCartVersion: 3,
  countryCode: 'DE',
  shippingOptionIds: [],
  payBy: 'CARD',
  keepOnDecline: false,
  sealedAddress: 'k1.address',
  sealedMethod: 'k1.method',
};

const line = (sellerId: string) => ({
  lineId: `line-of-${sellerId}`,
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
export const paymentId = (attempt: number): PaymentId => idOf(`payment-${attempt.toString()}`);

/** A platform coupon takes 1.00 off the first seller's goods, and the second seller pays for his delivery. */
export const coupon: DiscountShare = {
  promotionId: 'promotion-1',
  couponId: 'coupon-1',
  label: 'Welcome',
  fundedBy: 'PLATFORM',
  amount: usd('100'),
};
export const freeDelivery: DiscountShare = { promotionId: 'promotion-2', label: 'Free delivery', fundedBy: 'SELLER', amount: usd('500') };

export const cartFrozen: News = {
  type: 'CartFrozen',
  currency: 'USD',
  lines: [line('seller-1'), line('seller-2')],
  couponCodes: ['WELCOME'],
};
export const stockReserved: News = { type: 'StockReserved' };
export const soldOut: News = { type: 'StockRejected', shortages: [] };
export const quoted: News = { type: 'ShippingQuoted', quotes: [quote('seller-1'), quote('seller-2')] };
export const discountsQuoted: Extract<News, { type: 'DiscountsQuoted' }> = {
  type: 'DiscountsQuoted',
  total: usd('600'),
  lines: [{ lineId: 'line-of-seller-1', discounts: [coupon] }],
  delivery: [{ sellerId: 'seller-2', discounts: [freeDelivery] }],
};
export const couponRejected: News = { type: 'CouponRejected', code: 'WELCOME', reason: 'coupon-used-up' };
export const orderCreated = (number: number): News => ({
  type: 'OrderCreated',
  orderId: orderId(number),
  sellerId: `seller-${number.toString()}`,
  total: usd(number === 1 ? '1400' : '1000'),
  ...(number === 1 ? { platformDiscount: usd('100') } : {}),
});
export const authorized: News = { type: 'PaymentAuthorized', paymentId: paymentId(1) };
export const actionRequired: News = { type: 'PaymentActionRequired', paymentId: paymentId(1), url: 'https://pay.example/3ds' };
export const declined = (attempt = 1, code = 'card_declined'): News => ({ type: 'PaymentFailed', paymentId: paymentId(attempt), code });
export const retried = (attempt: number): News => ({
  type: 'PaymentRetryRequested',
  nextPaymentId: paymentId(attempt),
  sealedMethod: `k1.method-${attempt.toString()}`,
});
export const voided: News = { type: 'PaymentVoided', paymentId: paymentId(1) };
export const captured: News = { type: 'PaymentCaptured', paymentId: paymentId(1) };
export const cashAgreed: News = { type: 'CashOnDeliveryAgreed', paymentId: paymentId(1) };
export const orderConfirmed = (number: number): News => ({ type: 'OrderConfirmed', orderId: orderId(number) });
export const orderPaid = (number: number): News => ({ type: 'OrderPaid', orderId: orderId(number) });
export const orderPlaced = (number: number): News => ({ type: 'CashOnDeliveryOrderPlaced', orderId: orderId(number) });
export const orderCancelled = (number: number): News => ({ type: 'OrderCancelled', orderId: orderId(number) });
export const stockTaken: News = { type: 'ReservationConfirmed' };
export const deadlinePassed: News = { type: 'DeadlinePassed' };

/** Until stock is held and the price is final. */
export const untilReserved: readonly News[] = [cartFrozen, stockReserved, quoted, discountsQuoted];
export const untilOrdered: readonly News[] = [...untilReserved, orderCreated(1), orderCreated(2)];
export const untilAuthorized: readonly News[] = [...untilOrdered, authorized];
export const untilConfirmed: readonly News[] = [...untilAuthorized, orderConfirmed(1), orderConfirmed(2)];

/** The answers of a checkout of two sellers in which everything goes well, in the usual order. */
export const happyPath: readonly News[] = [...untilConfirmed, captured, orderPaid(1), orderPaid(2), stockTaken];

/** What follows a request that was asked in another way. */
export const afterAsking =
  (asked: Partial<CheckoutRequest>) =>
  (...news: readonly News[]): Transition =>
    news.reduce<Transition>(
      (transition, each) => {
        const next = react(transition.checkout, each, at);
        return isRefused(next) ? { ...transition, announcements: [], steps: [] } : next;
      },
      start({ ...request, ...asked }, paymentId(1), at),
    );

/** The checkout after some news; news that are ignored leave it as it is. */
export const after = afterAsking({});

/** The same with a buyer who may try another card. */
export const afterKeeping = afterAsking({ keepOnDecline: true });

export const announced = (transition: Transition): readonly string[] => transition.announcements.map((announcement) => announcement.type);
export const statusOf = (checkout: Checkout): string => checkout.progress.status;
export const stepsOf = ({ steps }: Checkout): readonly string[] => steps.map(({ name, status }) => `${name} ${status}`);
