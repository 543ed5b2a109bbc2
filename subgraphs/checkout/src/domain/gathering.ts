import { after, compare, currency as currencyOf, moneyFromJson, moneyToJson, sum, type MoneyJson } from '@marketplace/kernel';
import type { CheckoutOrder, In, StepName } from './checkout';
import { reservationLife } from './deadlines';
import { discounted } from './discounts';
import type { News } from './news';
import { summaryOf } from './summary';
import { abort, apply, ignored, type Ignored, type Scene, type Transition } from './transition';

/** Stock is asked for before anything else that costs: in a flash sale those who come too late leave no order behind. */
export const onStarted = (scene: Scene, news: News): Transition | Ignored => {
  if (news.type === 'CartFrozen') {
    const { currency, lines, couponCodes } = news;
    const heldUntil = after(scene.at, reservationLife);
    return apply(scene, {
      progress: { status: 'CART_FROZEN', awaits: 'STOCK_AND_SHIPPING', currency, heldUntil, lines, couponCodes },
      announce: [{ type: 'StockReservationRequested', expiresAt: heldUntil }, { type: 'ShippingQuoteRequested' }],
      opens: 'STOCK',
      steps: [
        ['CART', 'DONE'],
        ['STOCK', 'REQUESTED'],
        ['SHIPPING', 'REQUESTED'],
      ],
    });
  }
  if (news.type === 'CartFreezeRejected') {
    return abort(
      scene,
      { reason: news.reason, details: news.currentVersion === undefined ? {} : { currentVersion: news.currentVersion } },
      [['CART', 'FAILED']],
    );
  }
  return ignored();
};

const outOfStock = (scene: Scene, { shortages }: Extract<News, { type: 'StockRejected' }>): Transition =>
  abort(scene, { reason: 'insufficient-stock', details: { shortages } }, [['STOCK', 'FAILED']]);

export const onCartFrozen = (scene: Scene, progress: In<'CART_FROZEN'>, news: News): Transition | Ignored => {
  const awaitsStock = progress.awaits === 'STOCK_AND_SHIPPING';
  if (awaitsStock && news.type === 'StockReserved')
    return apply(scene, { progress: { ...progress, awaits: 'SHIPPING' }, steps: [['STOCK', 'DONE']] });
  if (awaitsStock && news.type === 'StockRejected') return outOfStock(scene, news);
  if (news.type === 'ShippingQuoteRejected') return abort(scene, { reason: news.reason, details: {} }, [['SHIPPING', 'FAILED']]);
  if (news.type !== 'ShippingQuoted') return ignored();
  return apply(scene, {
    progress: {
      ...progress,
      status: 'SHIPPING_QUOTED',
      awaits: awaitsStock ? 'STOCK_AND_DISCOUNTS' : 'DISCOUNTS',
      quotes: news.quotes,
    },
    announce: [{ type: 'DiscountQuoteRequested', expiresAt: progress.heldUntil }],
    opens: 'DISCOUNTS',
    steps: [
      ['SHIPPING', 'DONE'],
      ['DISCOUNTS', 'REQUESTED'],
    ],
  });
};

/** What the buyer was shown is not what it costs: more of it, or in another currency. */
const isMoreThanShown = (scene: Scene, progress: In<'SHIPPING_QUOTED'>): boolean => {
  const { expectedTotal } = scene.checkout.request;
  const total = summaryOf({ ...scene.checkout, progress: { ...progress, awaits: 'STOCK' } })?.total;
  if (expectedTotal === undefined || total === undefined) return false;
  const shown = moneyFromJson(expectedTotal);
  return shown.currency !== total.currency || compare(total, shown) > 0;
};

/** The goods are held and the price is final: orders can be made of it. */
const askForOrders = (scene: Scene, progress: In<'SHIPPING_QUOTED'>, done: StepName): Transition => {
  if (isMoreThanShown(scene, progress)) return abort(scene, { reason: 'total-changed', details: {} });
  const { currency, heldUntil, lines, quotes } = progress;
  return apply(scene, {
    progress: { status: 'STOCK_RESERVED', currency, heldUntil, lines, quotes, orders: [] },
    announce: [{ type: 'OrderCreationRequested' }],
    opens: 'ORDERS',
    steps: [
      [done, 'DONE'],
      ['ORDERS', 'REQUESTED'],
    ],
  });
};

/** From here on the discounts stand, whatever becomes of their promotions. What does not fit the cart is no quote. */
const onDiscountsQuoted = (scene: Scene, progress: In<'SHIPPING_QUOTED'>, news: Extract<News, { type: 'DiscountsQuoted' }>): Transition => {
  const prices = discounted(progress, news);
  if (prices === undefined) return abort(scene, { reason: 'discounts-not-quoted', details: {} });
  const priced = { ...progress, ...prices };
  return progress.awaits === 'DISCOUNTS'
    ? askForOrders(scene, priced, 'DISCOUNTS')
    : apply(scene, { progress: { ...priced, awaits: 'STOCK' }, steps: [['DISCOUNTS', 'DONE']] });
};

/** A coupon that does not hold ends the checkout: nobody pays more than was shown. */
const onCouponRejected = (scene: Scene, { code, reason }: Extract<News, { type: 'CouponRejected' }>): Transition =>
  reason === 'checkout-cancelled'
    ? abort(scene, { reason: 'discounts-not-quoted', details: {} }, [['DISCOUNTS', 'FAILED']])
    : abort(scene, { reason: 'coupon-rejected', details: { code, reason } }, [['DISCOUNTS', 'FAILED']]);

export const onShippingQuoted = (scene: Scene, progress: In<'SHIPPING_QUOTED'>, news: News): Transition | Ignored => {
  const { awaits } = progress;
  if (awaits !== 'DISCOUNTS' && news.type === 'StockReserved')
    return awaits === 'STOCK'
      ? askForOrders(scene, progress, 'STOCK')
      : apply(scene, { progress: { ...progress, awaits: 'DISCOUNTS' }, steps: [['STOCK', 'DONE']] });
  if (awaits !== 'DISCOUNTS' && news.type === 'StockRejected') return outOfStock(scene, news);
  if (awaits !== 'STOCK' && news.type === 'DiscountsQuoted') return onDiscountsQuoted(scene, progress, news);
  if (awaits !== 'STOCK' && news.type === 'CouponRejected') return onCouponRejected(scene, news);
  return ignored();
};

const sellersOf = ({ lines }: In<'STOCK_RESERVED'>): number => new Set(lines.map((line) => line.sellerId)).size;

export const totalOfOrders = (orders: readonly CheckoutOrder[], currency: string): MoneyJson =>
  moneyToJson(
    sum(
      orders.map((order) => moneyFromJson(order.total)),
      currencyOf(currency),
    ),
  );

/** Orders are made one per seller; the payment is asked for when the last of them is known. */
export const onStockReserved = (scene: Scene, progress: In<'STOCK_RESERVED'>, news: News): Transition | Ignored => {
  if (news.type === 'OrderCreationRejected') return abort(scene, { reason: 'order-refused', details: {} }, [['ORDERS', 'FAILED']]);
  if (news.type !== 'OrderCreated' || progress.orders.some((order) => order.orderId === news.orderId)) return ignored();
  const { type: _news, ...order } = news;
  const orders = [...progress.orders, order];
  if (orders.length < sellersOf(progress)) return apply(scene, { progress: { ...progress, orders } });
  const { request, paymentId } = scene.checkout;
  return apply(scene, {
    progress: { ...progress, status: 'ORDERS_CREATED', orders, total: totalOfOrders(orders, progress.currency) },
    announce: [{ type: 'PaymentAuthorizationRequested', paymentId, sealedMethod: request.sealedMethod }],
    opens: 'PAYMENT',
    request: { ...request, sealedAddress: '' },
    steps: [
      ['ORDERS', 'DONE'],
      ['PAYMENT', 'REQUESTED'],
    ],
  });
};
