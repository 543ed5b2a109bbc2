import { after, days, idOf, type CheckoutId, type Instant, type OrderId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import type { News } from '../domain/news';
import { sellersOf } from '../domain/seller-parts';
import { usd } from './scenario.fixtures';
import { planOf } from './shipping.fixtures';
import type { Participant, World } from './world.fixtures';

export type Order = {
  readonly id: OrderId;
  readonly checkoutId: CheckoutId;
  readonly sellerId: string;
  readonly amount: number;
  readonly createdAt: Instant;
  status: 'CREATED' | 'CONFIRMED' | 'PAID' | 'CANCELLED';
  /** For cash on delivery, in place of PAID. */
  placed: boolean;
};

/** Longer than any checkout may take. */
const paymentPatience = days(1);

export const isSettled = ({ status, placed }: Order): boolean => status === 'PAID' || placed;
const isOpen = (order: Order): boolean => (order.status === 'CREATED' || order.status === 'CONFIRMED') && !order.placed;

export type Orders = Participant & {
  readonly all: readonly Order[];
  readonly ofCheckout: (id: CheckoutId) => readonly Order[];
  /** The buyer calls one off that is CREATED. */
  readonly cancelByBuyer: (order: Order) => void;
};

type Part = ReturnType<typeof sellersOf>[number];

const amountOf = ({ lines, shipping }: Part): number => {
  const goods = lines.reduce((sum, line) => sum + Number(line.unitPrice.amount) * line.quantity, 0);
  const off = lines.flatMap(({ discounts = [] }) => discounts).reduce((sum, share) => sum + Number(share.amount.amount), 0);
  return goods - off + Number(shipping.price.amount);
};

type Books = { readonly world: World; readonly all: Order[]; readonly checkouts: Map<CheckoutId, 'open' | 'cancelled' | 'rejected'> };

const sayOf = ({ world }: Books, { id, checkoutId }: Order, news: News): void => {
  const also = news.type === 'OrderCancelled' ? (['payments'] as const) : [];
  world.say({ from: 'orders', aggregate: id, checkoutId, also }, news);
};
const sayOfAll = ({ world }: Books, checkoutId: CheckoutId, news: News): void =>
  world.say({ from: 'orders', aggregate: checkoutId, checkoutId }, news);

const createOne = (books: Books, checkoutId: CheckoutId, part: Part): void => {
  const { world, all } = books;
  const { sellerId } = part;
  if (all.some((order) => order.checkoutId === checkoutId && order.sellerId === sellerId))
    world.fail(`a second order of ${checkoutId} for ${sellerId}`);
  const id: OrderId = idOf(`${checkoutId}-${sellerId}`);
  const order: Order = { id, checkoutId, sellerId, amount: amountOf(part), createdAt: world.now, status: 'CREATED', placed: false };
  all.push(order);
  sayOf(books, order, { type: 'OrderCreated', orderId: id, sellerId, total: usd(order.amount) });
};

/** One for each seller, all or none. */
const create = (books: Books, checkoutId: CheckoutId, checkout: Checkout): void => {
  const { world, checkouts } = books;
  const known = checkouts.get(checkoutId);
  if (known === 'open') return;
  const isMisfit = planOf(world, checkoutId)?.trouble === 'orders-misfit';
  if (known !== undefined || isMisfit) {
    checkouts.set(checkoutId, known ?? 'rejected');
    return sayOfAll(books, checkoutId, { type: 'OrderCreationRejected' });
  }
  checkouts.set(checkoutId, 'open');
  for (const part of sellersOf(checkout)) createOne(books, checkoutId, part);
};

const cancel = (books: Books, order: Order): void => {
  order.status = 'CANCELLED';
  sayOf(books, order, { type: 'OrderCancelled', orderId: order.id });
};

const confirmAll = (books: Books, checkoutId: CheckoutId): void => {
  for (const order of books.all) {
    if (order.checkoutId !== checkoutId || order.status !== 'CREATED') continue;
    order.status = 'CONFIRMED';
    sayOf(books, order, { type: 'OrderConfirmed', orderId: order.id });
  }
};

/** Always answered, and nothing can be made later. */
const cancelAll = (books: Books, checkoutId: CheckoutId): void => {
  const { all, checkouts } = books;
  if (checkouts.get(checkoutId) === 'cancelled') return;
  checkouts.set(checkoutId, 'cancelled');
  for (const order of all) if (order.checkoutId === checkoutId && isOpen(order)) cancel(books, order);
  sayOfAll(books, checkoutId, { type: 'CheckoutOrdersCancelled' });
};

/** The money has moved, or couriers will collect it; what was cancelled meanwhile stays so. */
const settle = (books: Books, ids: readonly OrderId[], how: 'OrderPaid' | 'CashOnDeliveryOrderPlaced'): void => {
  for (const order of books.all) {
    if (!ids.includes(order.id) || !isOpen(order)) continue;
    order.status = how === 'OrderPaid' ? 'PAID' : 'CONFIRMED';
    order.placed = how === 'CashOnDeliveryOrderPlaced';
    sayOf(books, order, { type: how, orderId: order.id });
  }
};

const cancelUnpaid = (books: Books, order: Order): void => {
  books.world.count('own deadline: unpaid order cancelled');
  cancel(books, order);
};

export const createOrders = (world: World): Orders => {
  const books: Books = { world, all: [], checkouts: new Map() };
  const { all } = books;
  return {
    all,
    ofCheckout: (id) => all.filter(({ checkoutId }) => checkoutId === id),
    cancelByBuyer: (order) => {
      world.count('buyer cancels an order');
      world.note(() => `the buyer cancels ${order.id}`);
      cancel(books, order);
    },
    hear: ({ checkoutId, body }) => {
      if ('says' in body)
        settle(books, body.orders ?? [], body.says.type === 'PaymentCaptured' ? 'OrderPaid' : 'CashOnDeliveryOrderPlaced');
      else if (body.asks.type === 'OrderCreationRequested') create(books, checkoutId, body.checkout);
      else if (body.asks.type === 'OrderConfirmationRequested') confirmAll(books, checkoutId);
      else cancelAll(books, checkoutId);
    },
    timers: () =>
      all.filter(isOpen).map((order) => ({
        at: after(order.createdAt, paymentPatience),
        name: `orders cancels ${order.id}, which nobody has paid`,
        run: () => cancelUnpaid(books, order),
      })),
  };
};
