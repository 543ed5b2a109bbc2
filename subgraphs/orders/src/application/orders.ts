import {
  before,
  idOf,
  isOperator,
  isRefused,
  isSellerStaff,
  isUser,
  refuse,
  type Actor,
  type Cause,
  type CheckoutId,
  type Instant,
  type OrderId,
  type PaymentId,
  type Refusal,
  type ShipmentId,
} from '@marketplace/kernel';
import { decide, type OrderCommand, type OrderRejection } from '../domain/decide';
import type { Order } from '../domain/order';
import { paymentPatience, protectionPeriod } from '../domain/policies';
import { onAllDue, type ByTheClock } from './due-orders.job';
import type { OrderChange, Ports, Versioned } from './ports';
import { amountsFit, termsOf, type CreationRequest } from './terms';

type Which = { readonly checkoutId: CheckoutId; readonly orderIds?: readonly OrderId[] };

/** Which orders of a checkout a payment is for. */
export type Settlement = Required<Which> & { readonly paymentId: PaymentId };

export type Orders = ReturnType<typeof createOrders>;

const mayRead = (actor: Actor, order: Order): boolean =>
  isUser(actor, order.terms.buyerId) || isSellerStaff(actor, order.terms.sellerId) || isOperator(actor);

/** The orders that a command changes; those it does not are left as they are. */
const changesOf = (orders: readonly Versioned<Order>[], command: OrderCommand): readonly OrderChange[] =>
  orders.flatMap((order): OrderChange[] => {
    const events = decide(command, order.state);
    return isRefused(events) || events.length === 0 ? [] : [{ order, events }];
  });

/** The use cases of orders. What carries a client's actor is authorised here; what answers a message acts for the platform. */
export const createOrders = ({ orders, clock, newId }: Ports) => {
  /**
   * Changes the orders of a checkout in one write. Mostly this process has written them a moment ago and need not read
   * them: if they moved on meanwhile the write fails, and the next attempt reads. What does not change all that is asked
   * for proves nothing, and is read too.
   */
  const changeCheckout = async ({ checkoutId, orderIds }: Which, command: OrderCommand, cause: Cause): Promise<void> => {
    const changesAmong = (known: readonly Versioned<Order>[]): readonly OrderChange[] =>
      changesOf(
        known.filter((order) => orderIds?.includes(order.state.terms.id) ?? true),
        command,
      );
    const recalled = orders.recall(checkoutId) ?? [];
    const expected = changesAmong(recalled);
    const isCertain = expected.length > 0 && expected.length === (orderIds ?? recalled).length;
    const changes = isCertain ? expected : changesAmong((await orders.findOfCheckout(checkoutId))?.orders ?? []);
    if (changes.length > 0) await orders.saveAll(changes, cause);
  };

  /** Decides and writes; a command that was carried out before, or is refused, writes nothing. */
  const carryOut = async (
    order: Versioned<Order>,
    command: OrderCommand,
    cause: Cause,
  ): Promise<Versioned<Order> | Refusal<OrderRejection>> => {
    const decision = decide(command, order.state);
    if (isRefused(decision)) return decision;
    if (decision.length > 0) await orders.saveAll([{ order, events: decision }], cause);
    return order;
  };

  const onOrder = async (id: OrderId, command: OrderCommand, cause: Cause): Promise<Versioned<Order> | Refusal<OrderRejection>> => {
    const order = await orders.find(id);
    return order === undefined ? refuse('order-not-found') : carryOut(order, command, cause);
  };

  const ownOrder = async (id: OrderId, cause: Cause): Promise<Versioned<Order> | Refusal<OrderRejection>> => {
    const order = await orders.find(id);
    return order !== undefined && isUser(cause.actor, order.state.terms.buyerId) ? order : refuse('order-not-found');
  };

  return {
    /** One order per seller of the checkout, all or none. Refuses amounts that do not fit together, and again when asked again. */
    createForCheckout: async (request: CreationRequest, cause: Cause): Promise<void> => {
      const checkoutId: CheckoutId = idOf(request.checkoutId);
      const fits = amountsFit(request);
      if (fits) {
        const createdAt = clock();
        const created = request.sellers.map((part): Order => ({ status: 'CREATED', terms: termsOf(request, part, { newId, createdAt }) }));
        if (await orders.createAll(checkoutId, created, cause)) return;
      }
      const known = await orders.findOfCheckout(checkoutId);
      if (known?.status === 'open') return;
      if (known === undefined && fits) throw new Error(`the orders of checkout ${checkoutId} could not be written`);
      const reason = known?.status === 'cancelled' ? 'checkout-cancelled' : 'invalid-amounts';
      await orders.rejectCreation({ checkoutId, known, reason }, cause);
    },

    /** Stock and money are promised for every order of the checkout; all are confirmed in one write. */
    confirmCheckout: (checkoutId: CheckoutId, cause: Cause): Promise<void> =>
      changeCheckout({ checkoutId }, { type: 'ConfirmOrder', at: clock() }, cause),

    cancelCheckout: async (checkoutId: CheckoutId, reason: string, cause: Cause): Promise<void> => {
      const known = await orders.findOfCheckout(checkoutId);
      if (known?.status === 'cancelled') return;
      const changes = changesOf(known?.orders ?? [], { type: 'CancelOrder', by: 'platform', reason, at: clock() });
      await orders.cancelCheckout({ checkoutId, known, changes }, cause);
    },

    /** The money for these orders has moved. One that was cancelled meanwhile stays so; payments gives that money back. */
    markPaid: (settled: Settlement, cause: Cause): Promise<void> =>
      changeCheckout(settled, { type: 'MarkOrderPaid', paymentId: settled.paymentId, at: clock() }, cause),

    /** Couriers will collect the money for these orders: they are placed, and the sellers ship. */
    placeForCash: (settled: Settlement, cause: Cause): Promise<void> =>
      changeCheckout(settled, { type: 'PlaceForCash', paymentId: settled.paymentId, at: clock() }, cause),

    planParcel: (id: OrderId, parcel: { shipmentId: ShipmentId; parcelCount: number }, cause: Cause) =>
      onOrder(id, { type: 'PlanParcel', ...parcel, at: clock() }, cause),
    dispatchParcel: (id: OrderId, shipmentId: ShipmentId, cause: Cause) =>
      onOrder(id, { type: 'DispatchParcel', shipmentId, at: clock() }, cause),
    deliverParcel: (id: OrderId, shipmentId: ShipmentId, cause: Cause) =>
      onOrder(id, { type: 'DeliverParcel', shipmentId, at: clock() }, cause),

    /** The buyer calls an order off. Refusals: order-not-found, order-being-paid, order-no-longer-cancellable. */
    cancel: async (id: OrderId, reason: string, cause: Cause): Promise<OrderId | Refusal<OrderRejection>> => {
      const order = await ownOrder(id, cause);
      if (isRefused(order)) return order;
      const outcome = await carryOut(order, { type: 'CancelOrder', by: 'buyer', reason, at: clock() }, cause);
      return isRefused(outcome) ? outcome : id;
    },

    /** The buyer has it: the seller's money can be released. Refusals: order-not-found, order-not-delivered. */
    confirmReceipt: async (id: OrderId, cause: Cause): Promise<OrderId | Refusal<OrderRejection>> => {
      const order = await ownOrder(id, cause);
      if (isRefused(order)) return order;
      const outcome = await carryOut(order, { type: 'ConfirmReceipt', at: clock() }, cause);
      return isRefused(outcome) ? outcome : id;
    },

    /** Whether the actor may see the order at all; to everyone else it does not exist. */
    mayRead,

    /** Cancels what was never paid; returns how many orders that were. */
    cancelUnpaid: (at: Instant, byTheClock: ByTheClock): Promise<number> =>
      onAllDue(byTheClock, {
        due: (limit) => orders.unpaidSince(before(at, paymentPatience), limit),
        change: (id, cause) => onOrder(id, { type: 'CancelOrder', by: 'platform', reason: 'payment-never-came', at }, cause),
      }),

    /** Closes what was delivered long enough ago; returns how many orders that were. */
    endProtection: (at: Instant, byTheClock: ByTheClock): Promise<number> =>
      onAllDue(byTheClock, {
        due: (limit) => orders.deliveredBefore(before(at, protectionPeriod), limit),
        change: (id, cause) => onOrder(id, { type: 'EndProtection', at }, cause),
      }),
  };
};
