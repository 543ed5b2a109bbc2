import type { In, StepName, StepStatus } from './checkout';
import { totalOfOrders } from './gathering';
import type { News } from './news';
import { apply, ignored, type Ignored, type Scene, type Transition } from './transition';

type Confirmed = In<'ORDERS_CONFIRMED'>;

/** What news add to a confirmed checkout; undefined when it is nothing new. */
const noted = (progress: Confirmed, news: News): Confirmed | undefined => {
  const { captured, stockTaken, paid, cancelled = [], orders } = progress;
  if (news.type === 'PaymentCaptured' || news.type === 'CashOnDeliveryAgreed')
    return captured ? undefined : { ...progress, captured: true };
  if (news.type === 'ReservationConfirmed') return stockTaken ? undefined : { ...progress, stockTaken: true };
  if (news.type === 'OrderPaid' || news.type === 'CashOnDeliveryOrderPlaced')
    return paid.includes(news.orderId) ? undefined : { ...progress, paid: [...paid, news.orderId] };
  // It will never be paid: payments leaves it out of the capture, or gives its share back.
  const isNew =
    news.type === 'OrderCancelled' && !cancelled.includes(news.orderId) && orders.some(({ orderId }) => orderId === news.orderId);
  return isNew ? { ...progress, cancelled: [...cancelled, news.orderId] } : undefined;
};

/** Whether every order is paid, placed or cancelled. */
export const areOrdersSettled = ({ paid, cancelled = [], orders }: Confirmed): boolean =>
  orders.every(({ orderId }) => paid.includes(orderId) || cancelled.includes(orderId));

/** What was bought in the end. Were all orders cancelled while the capture was under way, it tells of all of them. */
const bought = ({ currency, heldUntil, lines, quotes, orders, total, cancelled = [] }: Confirmed): In<'COMPLETED'> => {
  const standing = orders.filter(({ orderId }) => !cancelled.includes(orderId));
  if (standing.length === 0 || standing.length === orders.length)
    return { status: 'COMPLETED', currency, heldUntil, lines, quotes, orders, total };
  const sells = ({ sellerId }: { readonly sellerId: string }): boolean => standing.some((order) => order.sellerId === sellerId);
  return {
    status: 'COMPLETED',
    currency,
    heldUntil,
    lines: lines.filter(sells),
    quotes: quotes.filter(sells),
    orders: standing,
    total: totalOfOrders(standing, currency),
  };
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
  if (!(next.captured && next.stockTaken && areOrdersSettled(next))) return apply(scene, { progress: next, steps });
  return apply(scene, {
    progress: bought(next),
    announce: [{ type: 'CheckoutCompleted' }],
    steps: [...steps, ['COMPLETION', 'DONE']],
  });
};
