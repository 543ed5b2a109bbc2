import {
  after,
  currency as currencyOf,
  moneyFromJson,
  moneyToJson,
  refuse,
  sum,
  type MoneyJson,
  type OrderId,
  type Refusal,
} from '@marketplace/kernel';
import type { CheckoutOrder, Progress, StepName, StepStatus } from './checkout';
import { reservationLife } from './deadlines';
import type { News } from './news';
import { abort, apply, type Scene, type Transition } from './transition';

/** Why news change nothing. Late and repeated answers are normal: they are ignored, not feared. */
export type Ignored = Refusal<'not-awaited' | 'checkout-is-over' | 'checkout-past-abort'>;

/** The answer to news that change nothing. */
export const ignored = (refused: Ignored['refused'] = 'not-awaited'): Ignored => refuse(refused);

export const onStarted = (scene: Scene, news: News): Transition | Ignored => {
  if (news.type === 'CartFrozen') {
    const { currency, lines } = news;
    return apply(scene, {
      progress: { status: 'CART_FROZEN', currency, lines },
      announce: [{ type: 'ShippingQuoteRequested' }],
      steps: [
        ['CART', 'DONE'],
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

export const onCartFrozen = (scene: Scene, progress: Extract<Progress, { status: 'CART_FROZEN' }>, news: News): Transition | Ignored => {
  if (news.type === 'ShippingQuoted') {
    return apply(scene, {
      progress: { ...progress, status: 'SHIPPING_QUOTED', quotes: news.quotes, orders: [] },
      announce: [{ type: 'OrderCreationRequested' }],
      opens: 'ORDERS',
      steps: [
        ['SHIPPING', 'DONE'],
        ['ORDERS', 'REQUESTED'],
      ],
    });
  }
  if (news.type === 'ShippingQuoteRejected') return abort(scene, { reason: news.reason, details: {} }, [['SHIPPING', 'FAILED']]);
  return ignored();
};

const sellersOf = (progress: Extract<Progress, { status: 'SHIPPING_QUOTED' }>): number =>
  new Set(progress.lines.map((line) => line.sellerId)).size;

const totalOfOrders = (orders: readonly CheckoutOrder[], currency: string): MoneyJson =>
  moneyToJson(
    sum(
      orders.map((order) => moneyFromJson(order.total)),
      currencyOf(currency),
    ),
  );

/** Orders are made one per seller; the next step begins when the last of them is known. */
export const onShippingQuoted = (
  scene: Scene,
  progress: Extract<Progress, { status: 'SHIPPING_QUOTED' }>,
  news: News,
): Transition | Ignored => {
  if (news.type === 'OrderCreationRejected') return abort(scene, { reason: 'order-refused', details: {} }, [['ORDERS', 'FAILED']]);
  if (news.type !== 'OrderCreated' || progress.orders.some((order) => order.orderId === news.orderId)) return ignored();
  const orders = [...progress.orders, { orderId: news.orderId, sellerId: news.sellerId, total: news.total }];
  if (orders.length < sellersOf(progress)) return apply(scene, { progress: { ...progress, orders } });
  const { currency, lines } = progress;
  const total = totalOfOrders(orders, currency);
  return apply(scene, {
    progress: { status: 'ORDERS_CREATED', currency, lines, orders, total },
    announce: [{ type: 'StockReservationRequested', expiresAt: after(scene.at, reservationLife) }],
    opens: 'STOCK',
    request: { ...scene.checkout.request, sealedAddress: '' },
    steps: [
      ['ORDERS', 'DONE'],
      ['STOCK', 'REQUESTED'],
    ],
  });
};

export const onOrdersCreated = (
  scene: Scene,
  progress: Extract<Progress, { status: 'ORDERS_CREATED' }>,
  news: News,
): Transition | Ignored => {
  if (news.type === 'StockReserved') {
    return apply(scene, {
      progress: { ...progress, status: 'STOCK_RESERVED' },
      announce: [{ type: 'PaymentAuthorizationRequested', sealedMethod: scene.checkout.request.sealedMethod }],
      opens: 'PAYMENT',
      request: { ...scene.checkout.request, sealedMethod: '' },
      steps: [
        ['STOCK', 'DONE'],
        ['PAYMENT', 'REQUESTED'],
      ],
    });
  }
  if (news.type === 'StockRejected')
    return abort(scene, { reason: 'insufficient-stock', details: { shortages: news.shortages } }, [['STOCK', 'FAILED']]);
  return ignored();
};

type Authorizing = Extract<Progress, { status: 'STOCK_RESERVED' | 'ACTION_REQUIRED' }>;

export const onStockReserved = (scene: Scene, progress: Authorizing, news: News): Transition | Ignored => {
  const { currency, lines, orders, total } = progress;
  if (news.type === 'PaymentAuthorized') {
    return apply(scene, {
      progress: { status: 'PAYMENT_AUTHORIZED', currency, lines, orders, total, confirmed: [] },
      announce: [{ type: 'OrderConfirmationRequested' }],
      steps: [
        ['PAYMENT', 'DONE'],
        ['CONFIRMATION', 'REQUESTED'],
      ],
    });
  }
  if (news.type !== 'PaymentActionRequired' || progress.status === 'ACTION_REQUIRED') return ignored();
  const waiting = apply(scene, {
    progress: { ...progress, status: 'ACTION_REQUIRED', actionUrl: news.url },
    steps: [['PAYMENT', 'ACTION_REQUIRED']],
  });
  return { ...waiting, announcements: [{ type: 'CheckoutActionRequired', expiresAt: waiting.deadline ?? scene.at }] };
};

export const onPaymentAuthorized = (
  scene: Scene,
  progress: Extract<Progress, { status: 'PAYMENT_AUTHORIZED' }>,
  news: News,
): Transition | Ignored => {
  if (news.type !== 'OrderConfirmed' || progress.confirmed.includes(news.orderId)) return ignored();
  const confirmed: readonly OrderId[] = [...progress.confirmed, news.orderId];
  if (!progress.orders.every((order) => confirmed.includes(order.orderId))) return apply(scene, { progress: { ...progress, confirmed } });
  const { currency, lines, orders, total } = progress;
  return apply(scene, {
    progress: { status: 'ORDERS_CONFIRMED', currency, lines, orders, total, captured: false, stockTaken: false, paid: [] },
    announce: [{ type: 'PaymentCaptureRequested' }],
    steps: [
      ['CONFIRMATION', 'DONE'],
      ['CAPTURE', 'REQUESTED'],
    ],
  });
};

type Confirmed = Extract<Progress, { status: 'ORDERS_CONFIRMED' }>;

/** What news add to a confirmed checkout; undefined when it is nothing new. */
const noted = (progress: Confirmed, news: News): Confirmed | undefined => {
  const { captured, stockTaken, paid, cancelled = [], orders } = progress;
  if (news.type === 'PaymentCaptured') return captured ? undefined : { ...progress, captured: true };
  if (news.type === 'ReservationConfirmed') return stockTaken ? undefined : { ...progress, stockTaken: true };
  if (news.type === 'OrderPaid') return paid.includes(news.orderId) ? undefined : { ...progress, paid: [...paid, news.orderId] };
  // It will never be paid: payments leaves it out of the capture, or gives its share back.
  const isNew =
    news.type === 'OrderCancelled' && !cancelled.includes(news.orderId) && orders.some(({ orderId }) => orderId === news.orderId);
  return isNew ? { ...progress, cancelled: [...cancelled, news.orderId] } : undefined;
};

const isComplete = ({ captured, stockTaken, paid, cancelled = [], orders }: Confirmed): boolean =>
  captured && stockTaken && orders.every(({ orderId }) => paid.includes(orderId) || cancelled.includes(orderId));

/** What was bought in the end. Were all orders cancelled while the capture was under way, it tells of all of them. */
const bought = ({ currency, lines, orders, total, cancelled = [] }: Confirmed): Extract<Progress, { status: 'COMPLETED' }> => {
  const standing = orders.filter(({ orderId }) => !cancelled.includes(orderId));
  return standing.length === 0
    ? { status: 'COMPLETED', currency, lines, orders, total }
    : { status: 'COMPLETED', currency, lines, orders: standing, total: totalOfOrders(standing, currency) };
};

/** The money, the orders and the stock report in any order: they hear of the capture from payments, not from here. */
export const onOrdersConfirmed = (scene: Scene, progress: Confirmed, news: News): Transition | Ignored => {
  const next = noted(progress, news);
  if (next === undefined) return ignored();
  const steps: readonly (readonly [StepName, StepStatus])[] =
    next.captured === progress.captured
      ? []
      : [
          ['CAPTURE', 'DONE'],
          ['COMPLETION', 'REQUESTED'],
        ];
  if (!isComplete(next)) return apply(scene, { progress: next, steps });
  return apply(scene, {
    progress: bought(next),
    announce: [{ type: 'CheckoutCompleted' }],
    steps: [...steps, ['COMPLETION', 'DONE']],
  });
};
