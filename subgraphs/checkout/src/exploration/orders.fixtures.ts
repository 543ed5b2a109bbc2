import { after, days, idOf, type CheckoutId, type Instant, type OrderId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import type { SagaInput } from '../domain/saga-messages';
import { sellerOrdersOf } from '../domain/seller-orders';
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
  /** True when placed for cash on delivery, in place of status PAID. */
  placed: boolean;
};

/** Longer than any checkout takes. */
const paymentTimeout = days(1);

export const isSettled = ({ status, placed }: Order): boolean => status === 'PAID' || placed;
const isOpen = (order: Order): boolean => (order.status === 'CREATED' || order.status === 'CONFIRMED') && !order.placed;

export type Orders = Participant & {
  readonly all: readonly Order[];
  readonly ofCheckout: (id: CheckoutId) => readonly Order[];
  /** Cancels an order with status CREATED for its buyer. */
  readonly cancelByBuyer: (order: Order) => void;
};

type SellerOrder = ReturnType<typeof sellerOrdersOf>[number];

const amountOf = ({ lines, shipping }: SellerOrder): number => {
  const goods = lines.reduce((sum, line) => sum + Number(line.unitPrice.amount) * line.quantity, 0);
  const off = lines.flatMap(({ discounts = [] }) => discounts).reduce((sum, share) => sum + Number(share.amount.amount), 0);
  return goods - off + Number(shipping.price.amount);
};

type State = { readonly world: World; readonly all: Order[]; readonly checkouts: Map<CheckoutId, 'open' | 'cancelled' | 'rejected'> };

const publishFor = ({ world }: State, { id, checkoutId }: Order, input: SagaInput): void => {
  const also = input.type === 'OrderCancelled' ? (['payments'] as const) : [];
  world.publish({ from: 'orders', aggregate: id, checkoutId, also }, input);
};
const publishForCheckout = ({ world }: State, checkoutId: CheckoutId, input: SagaInput): void =>
  world.publish({ from: 'orders', aggregate: checkoutId, checkoutId }, input);

const createOne = (state: State, checkoutId: CheckoutId, content: SellerOrder): void => {
  const { world, all } = state;
  const { sellerId } = content;
  if (all.some((order) => order.checkoutId === checkoutId && order.sellerId === sellerId))
    world.fail(`a second order of ${checkoutId} for ${sellerId}`);
  const id: OrderId = idOf(`${checkoutId}-${sellerId}`);
  const order: Order = { id, checkoutId, sellerId, amount: amountOf(content), createdAt: world.now, status: 'CREATED', placed: false };
  all.push(order);
  publishFor(state, order, { type: 'OrderCreated', orderId: id, sellerId, total: usd(order.amount) });
};

/** Creates one order per seller, all or none. */
const create = (state: State, checkoutId: CheckoutId, checkout: Checkout): void => {
  const { world, checkouts } = state;
  const known = checkouts.get(checkoutId);
  if (known === 'open') return;
  const isMisfit = planOf(world, checkoutId)?.problem === 'orders-misfit';
  if (known !== undefined || isMisfit) {
    checkouts.set(checkoutId, known ?? 'rejected');
    return publishForCheckout(state, checkoutId, { type: 'OrderCreationRejected' });
  }
  checkouts.set(checkoutId, 'open');
  for (const content of sellerOrdersOf(checkout)) createOne(state, checkoutId, content);
};

const cancel = (state: State, order: Order): void => {
  order.status = 'CANCELLED';
  publishFor(state, order, { type: 'OrderCancelled', orderId: order.id });
};

const confirmAll = (state: State, checkoutId: CheckoutId): void => {
  for (const order of state.all) {
    if (order.checkoutId !== checkoutId || order.status !== 'CREATED') continue;
    order.status = 'CONFIRMED';
    publishFor(state, order, { type: 'OrderConfirmed', orderId: order.id });
  }
};

/** Always answered. Later creation requests are rejected. */
const cancelAll = (state: State, checkoutId: CheckoutId): void => {
  const { all, checkouts } = state;
  if (checkouts.get(checkoutId) === 'cancelled') return;
  checkouts.set(checkoutId, 'cancelled');
  for (const order of all) if (order.checkoutId === checkoutId && isOpen(order)) cancel(state, order);
  publishForCheckout(state, checkoutId, { type: 'CheckoutOrdersCancelled' });
};

/** Marks orders as paid, or placed for cash on delivery. Cancelled orders stay cancelled. */
const settle = (state: State, ids: readonly OrderId[], how: 'OrderPaid' | 'CashOnDeliveryOrderPlaced'): void => {
  for (const order of state.all) {
    if (!ids.includes(order.id) || !isOpen(order)) continue;
    order.status = how === 'OrderPaid' ? 'PAID' : 'CONFIRMED';
    order.placed = how === 'CashOnDeliveryOrderPlaced';
    publishFor(state, order, { type: how, orderId: order.id });
  }
};

const cancelUnpaid = (state: State, order: Order): void => {
  state.world.count('own deadline: unpaid order cancelled');
  cancel(state, order);
};

export const createOrders = (world: World): Orders => {
  const state: State = { world, all: [], checkouts: new Map() };
  const { all } = state;
  return {
    all,
    ofCheckout: (id) => all.filter(({ checkoutId }) => checkoutId === id),
    cancelByBuyer: (order) => {
      world.count('buyer cancels an order');
      world.note(() => `the buyer cancels ${order.id}`);
      cancel(state, order);
    },
    handle: ({ checkoutId, body }) => {
      if ('event' in body)
        settle(state, body.orders ?? [], body.event.type === 'PaymentCaptured' ? 'OrderPaid' : 'CashOnDeliveryOrderPlaced');
      else if (body.request.type === 'OrderCreationRequested') create(state, checkoutId, body.checkout);
      else if (body.request.type === 'OrderConfirmationRequested') confirmAll(state, checkoutId);
      else cancelAll(state, checkoutId);
    },
    timers: () =>
      all.filter(isOpen).map((order) => ({
        at: after(order.createdAt, paymentTimeout),
        name: `orders cancels ${order.id}, which was not paid`,
        run: () => cancelUnpaid(state, order),
      })),
  };
};
