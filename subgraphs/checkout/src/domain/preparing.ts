import { after, compare, currency as currencyOf, moneyFromJson, moneyToJson, sum, type MoneyJson } from '@marketplace/kernel';
import type { CheckoutOrder, ProgressIn, StepName } from './checkout';
import { reservationLife } from './deadlines';
import { applyDiscounts } from './discounts';
import type { SagaInput } from './saga-messages';
import { summaryOf } from './summary';
import { abort, apply, ignored, type Ignored, type SagaContext, type Transition } from './transition';

/** Reserves stock first, so that late buyers in a flash sale leave no orders behind. */
export const onStarted = (context: SagaContext, input: SagaInput): Transition | Ignored => {
  if (input.type === 'CartFrozen') {
    const { currency, lines, couponCodes } = input;
    const heldUntil = after(context.at, reservationLife);
    return apply(context, {
      progress: { status: 'CART_FROZEN', awaits: 'STOCK_AND_SHIPPING', currency, heldUntil, lines, couponCodes },
      send: [{ type: 'StockReservationRequested', expiresAt: heldUntil }, { type: 'ShippingQuoteRequested' }],
      opens: 'STOCK',
      steps: [
        ['CART', 'DONE'],
        ['STOCK', 'REQUESTED'],
        ['SHIPPING', 'REQUESTED'],
      ],
    });
  }
  if (input.type === 'CartFreezeRejected') {
    return abort(
      context,
      { reason: input.reason, details: input.currentVersion === undefined ? {} : { currentVersion: input.currentVersion } },
      [['CART', 'FAILED']],
    );
  }
  return ignored();
};

const outOfStock = (context: SagaContext, { shortages }: Extract<SagaInput, { type: 'StockRejected' }>): Transition =>
  abort(context, { reason: 'insufficient-stock', details: { shortages } }, [['STOCK', 'FAILED']]);

export const onCartFrozen = (context: SagaContext, progress: ProgressIn<'CART_FROZEN'>, input: SagaInput): Transition | Ignored => {
  const awaitsStock = progress.awaits === 'STOCK_AND_SHIPPING';
  if (awaitsStock && input.type === 'StockReserved')
    return apply(context, { progress: { ...progress, awaits: 'SHIPPING' }, steps: [['STOCK', 'DONE']] });
  if (awaitsStock && input.type === 'StockRejected') return outOfStock(context, input);
  if (input.type === 'ShippingQuoteRejected') return abort(context, { reason: input.reason, details: {} }, [['SHIPPING', 'FAILED']]);
  if (input.type !== 'ShippingQuoted') return ignored();
  return apply(context, {
    progress: {
      ...progress,
      status: 'SHIPPING_QUOTED',
      awaits: awaitsStock ? 'STOCK_AND_DISCOUNTS' : 'DISCOUNTS',
      quotes: input.quotes,
    },
    send: [{ type: 'DiscountQuoteRequested', expiresAt: progress.heldUntil }],
    opens: 'DISCOUNTS',
    steps: [
      ['SHIPPING', 'DONE'],
      ['DISCOUNTS', 'REQUESTED'],
    ],
  });
};

/** True when the price exceeds the total displayed to the buyer, or is in another currency. */
const exceedsExpectedTotal = (context: SagaContext, progress: ProgressIn<'SHIPPING_QUOTED'>): boolean => {
  const { expectedTotal } = context.checkout.request;
  const total = summaryOf({ ...context.checkout, progress: { ...progress, awaits: 'STOCK' } })?.total;
  if (expectedTotal === undefined || total === undefined) return false;
  const shown = moneyFromJson(expectedTotal);
  return shown.currency !== total.currency || compare(total, shown) > 0;
};

/** Requests the orders: stock is reserved and the price is final. */
const requestOrders = (context: SagaContext, progress: ProgressIn<'SHIPPING_QUOTED'>, done: StepName): Transition => {
  if (exceedsExpectedTotal(context, progress)) return abort(context, { reason: 'total-changed', details: {} });
  const { currency, heldUntil, lines, quotes } = progress;
  return apply(context, {
    progress: { status: 'STOCK_RESERVED', currency, heldUntil, lines, quotes, orders: [] },
    send: [{ type: 'OrderCreationRequested' }],
    opens: 'ORDERS',
    steps: [
      [done, 'DONE'],
      ['ORDERS', 'REQUESTED'],
    ],
  });
};

/** Accepts the quoted discounts, which are final from here on. Discounts that do not fit the cart abort the checkout. */
const onDiscountsQuoted = (
  context: SagaContext,
  progress: ProgressIn<'SHIPPING_QUOTED'>,
  input: Extract<SagaInput, { type: 'DiscountsQuoted' }>,
): Transition => {
  const prices = applyDiscounts(progress, input);
  if (prices === undefined) return abort(context, { reason: 'discounts-not-quoted', details: {} });
  const priced = { ...progress, ...prices };
  return progress.awaits === 'DISCOUNTS'
    ? requestOrders(context, priced, 'DISCOUNTS')
    : apply(context, { progress: { ...priced, awaits: 'STOCK' }, steps: [['DISCOUNTS', 'DONE']] });
};

/** A rejected coupon aborts the checkout: a buyer never pays more than was displayed. */
const onCouponRejected = (context: SagaContext, { code, reason }: Extract<SagaInput, { type: 'CouponRejected' }>): Transition =>
  reason === 'checkout-cancelled'
    ? abort(context, { reason: 'discounts-not-quoted', details: {} }, [['DISCOUNTS', 'FAILED']])
    : abort(context, { reason: 'coupon-rejected', details: { code, reason } }, [['DISCOUNTS', 'FAILED']]);

export const onShippingQuoted = (context: SagaContext, progress: ProgressIn<'SHIPPING_QUOTED'>, input: SagaInput): Transition | Ignored => {
  const { awaits } = progress;
  if (awaits !== 'DISCOUNTS' && input.type === 'StockReserved')
    return awaits === 'STOCK'
      ? requestOrders(context, progress, 'STOCK')
      : apply(context, { progress: { ...progress, awaits: 'DISCOUNTS' }, steps: [['STOCK', 'DONE']] });
  if (awaits !== 'DISCOUNTS' && input.type === 'StockRejected') return outOfStock(context, input);
  if (awaits !== 'STOCK' && input.type === 'DiscountsQuoted') return onDiscountsQuoted(context, progress, input);
  if (awaits !== 'STOCK' && input.type === 'CouponRejected') return onCouponRejected(context, input);
  return ignored();
};

const sellerCount = ({ lines }: ProgressIn<'STOCK_RESERVED'>): number => new Set(lines.map((line) => line.sellerId)).size;

export const totalOfOrders = (orders: readonly CheckoutOrder[], currency: string): MoneyJson =>
  moneyToJson(
    sum(
      orders.map((order) => moneyFromJson(order.total)),
      currencyOf(currency),
    ),
  );

/** There is one order per seller. Requests the payment when the last order is created. */
export const onStockReserved = (context: SagaContext, progress: ProgressIn<'STOCK_RESERVED'>, input: SagaInput): Transition | Ignored => {
  if (input.type === 'OrderCreationRejected') return abort(context, { reason: 'order-refused', details: {} }, [['ORDERS', 'FAILED']]);
  if (input.type !== 'OrderCreated' || progress.orders.some((order) => order.orderId === input.orderId)) return ignored();
  const { type: _type, ...order } = input;
  const orders = [...progress.orders, order];
  if (orders.length < sellerCount(progress)) return apply(context, { progress: { ...progress, orders } });
  const { request, paymentId } = context.checkout;
  return apply(context, {
    progress: { ...progress, status: 'ORDERS_CREATED', orders, total: totalOfOrders(orders, progress.currency) },
    send: [{ type: 'PaymentAuthorizationRequested', paymentId, sealedMethod: request.sealedMethod }],
    opens: 'PAYMENT',
    request: { ...request, sealedAddress: '' },
    steps: [
      ['ORDERS', 'DONE'],
      ['PAYMENT', 'REQUESTED'],
    ],
  });
};
