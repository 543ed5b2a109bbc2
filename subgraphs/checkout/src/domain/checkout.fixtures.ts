import { idOf, instant, isRefused, type Instant, type OrderId, type PaymentId } from '@marketplace/kernel';
import type { Checkout, CheckoutRequest, DiscountShare } from './checkout';
import { react, start } from './checkout.saga';
import type { SagaInput } from './saga-messages';
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

/** A platform coupon takes 1.00 off the first seller's goods; the second seller offers free delivery. */
export const coupon: DiscountShare = {
  promotionId: 'promotion-1',
  couponId: 'coupon-1',
  label: 'Welcome',
  fundedBy: 'PLATFORM',
  amount: usd('100'),
};
export const freeDelivery: DiscountShare = { promotionId: 'promotion-2', label: 'Free delivery', fundedBy: 'SELLER', amount: usd('500') };

export const cartFrozen: SagaInput = {
  type: 'CartFrozen',
  currency: 'USD',
  lines: [line('seller-1'), line('seller-2')],
  couponCodes: ['WELCOME'],
};
export const stockReserved: SagaInput = { type: 'StockReserved' };
export const soldOut: SagaInput = { type: 'StockRejected', shortages: [] };
export const quoted: SagaInput = { type: 'ShippingQuoted', quotes: [quote('seller-1'), quote('seller-2')] };
export const discountsQuoted: Extract<SagaInput, { type: 'DiscountsQuoted' }> = {
  type: 'DiscountsQuoted',
  total: usd('600'),
  lines: [{ lineId: 'line-of-seller-1', discounts: [coupon] }],
  delivery: [{ sellerId: 'seller-2', discounts: [freeDelivery] }],
};
export const couponRejected: SagaInput = { type: 'CouponRejected', code: 'WELCOME', reason: 'coupon-used-up' };
export const orderCreated = (number: number): SagaInput => ({
  type: 'OrderCreated',
  orderId: orderId(number),
  sellerId: `seller-${number.toString()}`,
  total: usd(number === 1 ? '1400' : '1000'),
  ...(number === 1 ? { platformDiscount: usd('100') } : {}),
});
export const authorized: SagaInput = { type: 'PaymentAuthorized', paymentId: paymentId(1) };
export const actionRequired: SagaInput = { type: 'PaymentActionRequired', paymentId: paymentId(1), url: 'https://pay.example/3ds' };
export const declined = (attempt = 1, code = 'card_declined'): SagaInput => ({
  type: 'PaymentFailed',
  paymentId: paymentId(attempt),
  code,
});
export const retried = (attempt: number): SagaInput => ({
  type: 'PaymentRetryRequested',
  nextPaymentId: paymentId(attempt),
  sealedMethod: `k1.method-${attempt.toString()}`,
});
export const voided: SagaInput = { type: 'PaymentVoided', paymentId: paymentId(1) };
export const captured: SagaInput = { type: 'PaymentCaptured', paymentId: paymentId(1) };
export const cashAgreed: SagaInput = { type: 'CashOnDeliveryAgreed', paymentId: paymentId(1) };
export const orderConfirmed = (number: number): SagaInput => ({ type: 'OrderConfirmed', orderId: orderId(number) });
export const orderPaid = (number: number): SagaInput => ({ type: 'OrderPaid', orderId: orderId(number) });
export const orderPlaced = (number: number): SagaInput => ({ type: 'CashOnDeliveryOrderPlaced', orderId: orderId(number) });
export const orderCancelled = (number: number): SagaInput => ({ type: 'OrderCancelled', orderId: orderId(number) });
export const stockTaken: SagaInput = { type: 'ReservationConfirmed' };
export const deadlinePassed: SagaInput = { type: 'DeadlinePassed' };

/** Inputs until stock is reserved and the price is final. */
export const untilReserved: readonly SagaInput[] = [cartFrozen, stockReserved, quoted, discountsQuoted];
export const untilOrdered: readonly SagaInput[] = [...untilReserved, orderCreated(1), orderCreated(2)];
export const untilAuthorized: readonly SagaInput[] = [...untilOrdered, authorized];
export const untilConfirmed: readonly SagaInput[] = [...untilAuthorized, orderConfirmed(1), orderConfirmed(2)];

/** The answers for a successful checkout with two sellers, in the usual order. */
export const happyPath: readonly SagaInput[] = [...untilConfirmed, captured, orderPaid(1), orderPaid(2), stockTaken];

/** The last transition after some inputs, for a checkout with these request fields. Ignored inputs change nothing. */
export const afterWith =
  (overrides: Partial<CheckoutRequest>) =>
  (...inputs: readonly SagaInput[]): Transition =>
    inputs.reduce<Transition>(
      (transition, each) => {
        const next = react(transition.checkout, each, at);
        return isRefused(next) ? { ...transition, messages: [], steps: [] } : next;
      },
      start({ ...request, ...overrides }, paymentId(1), at),
    );

/** The last transition after some inputs. */
export const after = afterWith({});

/** The same for a checkout that is kept on decline. */
export const afterKeepingOnDecline = afterWith({ keepOnDecline: true });

export const sentTypes = (transition: Transition): readonly string[] => transition.messages.map((message) => message.type);
export const statusOf = (checkout: Checkout): string => checkout.progress.status;
export const stepsOf = ({ steps }: Checkout): readonly string[] => steps.map(({ name, status }) => `${name} ${status}`);

/** The requests that undo a checkout with orders and without a payment to void. */
export const undoingOrders = ['OrderCancellationRequested', 'DiscountReleaseRequested', 'StockReleaseRequested', 'CartUnfreezeRequested'];

/** The answers to them. */
export const allUndone: readonly SagaInput[] = [
  { type: 'CheckoutOrdersCancelled' },
  { type: 'DiscountsReleased' },
  { type: 'ReservationReleased' },
  { type: 'CartUnfrozen' },
];
