import type { Versioned } from '@marketplace/application';
import {
  idOf,
  isOperator,
  isRefused,
  isSellerStaff,
  isUser,
  narrowRefusal,
  refuse,
  type Actor,
  type Cause,
  type CheckoutId,
  type OrderId,
  type PaymentId,
  type Refusal,
  type ShipmentId,
} from '@marketplace/kernel';
import type { OrderCommand, OrderRejection } from '../domain/decide';
import type { Order } from '../domain/order';
import type { Ports } from './ports';
import { amountsFit, termsOf, type CreationRequest } from './terms';

type Which = { readonly checkoutId: CheckoutId; readonly orderIds?: readonly OrderId[] };

/** Which orders of a checkout a payment is for. */
export type Settlement = Required<Which> & { readonly paymentId: PaymentId };

/** Why a buyer may be refused: an order that is somebody else's does not exist. */
type CancelRefusal = Refusal<'order-not-found' | 'order-being-paid' | 'order-no-longer-cancellable'>;
type ReceiptRefusal = Refusal<'order-not-found' | 'order-not-delivered'>;

export type Orders = ReturnType<typeof createOrders>;

const mayRead = (actor: Actor, order: Order): boolean =>
  isUser(actor, order.terms.buyerId) || isSellerStaff(actor, order.terms.sellerId) || isOperator(actor);

/** The use cases of orders. What carries a client's actor is authorised here; what answers a message acts for the platform. */
export const createOrders = ({ orders, checkouts, clock, newId }: Ports) => {
  /**
   * Changes the orders of a checkout in one write. Mostly this process has written them a moment ago and need not read
   * them: if they moved on meanwhile the write fails, and the next attempt reads. What does not change all that is asked
   * for proves nothing, and is read too.
   */
  const changeCheckout = async ({ checkoutId, orderIds }: Which, command: OrderCommand, cause: Cause): Promise<void> => {
    const changesAmong = (known: readonly Versioned<Order>[]) =>
      orders.changesOf(
        known.filter((order) => orderIds?.includes(order.state.terms.id) ?? true),
        command,
      );
    const recalled = checkouts.recall(checkoutId) ?? [];
    const expected = changesAmong(recalled);
    const isCertain = expected.length > 0 && expected.length === (orderIds ?? recalled).length;
    const changes = isCertain ? expected : changesAmong((await checkouts.find(checkoutId))?.orders ?? []);
    if (changes.length > 0) await orders.save(changes, cause);
  };

  const onOrder = async (id: OrderId, command: OrderCommand, cause: Cause): Promise<Versioned<Order> | Refusal<OrderRejection>> =>
    (await orders.handle(id, command, cause)) ?? refuse('order-not-found');

  const ownOrder = async (id: OrderId, cause: Cause): Promise<Versioned<Order> | Refusal<'order-not-found'>> => {
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
        const terms = request.sellers.map((part) => termsOf(request, part, { newId, createdAt }));
        if (await checkouts.createAll(checkoutId, terms, cause)) return;
      }
      const known = await checkouts.find(checkoutId);
      if (known?.status === 'open') return;
      if (known === undefined && fits) throw new Error(`the orders of checkout ${checkoutId} could not be written`);
      const reason = known?.status === 'cancelled' ? 'checkout-cancelled' : 'invalid-amounts';
      await checkouts.reject({ checkoutId, known, reason }, cause);
    },

    /** Stock and money are promised for every order of the checkout; all are confirmed in one write. */
    confirmCheckout: (checkoutId: CheckoutId, cause: Cause): Promise<void> =>
      changeCheckout({ checkoutId }, { type: 'ConfirmOrder', at: clock() }, cause),

    cancelCheckout: async (checkoutId: CheckoutId, reason: string, cause: Cause): Promise<void> => {
      const known = await checkouts.find(checkoutId);
      if (known?.status === 'cancelled') return;
      const changes = orders.changesOf(known?.orders ?? [], { type: 'CancelOrder', by: 'platform', reason, at: clock() });
      await checkouts.cancel({ checkoutId, known, changes }, cause);
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

    /** The buyer calls an order off. */
    cancel: async (id: OrderId, reason: string, cause: Cause): Promise<OrderId | CancelRefusal> => {
      const order = await ownOrder(id, cause);
      if (isRefused(order)) return order;
      const outcome = await orders.carryOut(order, { type: 'CancelOrder', by: 'buyer', reason, at: clock() }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'order-being-paid', 'order-no-longer-cancellable') : id;
    },

    /** The buyer has it: the seller's money can be released. */
    confirmReceipt: async (id: OrderId, cause: Cause): Promise<OrderId | ReceiptRefusal> => {
      const order = await ownOrder(id, cause);
      if (isRefused(order)) return order;
      const outcome = await orders.carryOut(order, { type: 'ConfirmReceipt', at: clock() }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'order-not-delivered') : id;
    },

    /** Whether the actor may see the order at all; to everyone else it does not exist. */
    mayRead,

    /** Cancels an order that was never paid. */
    cancelUnpaid: (id: OrderId, cause: Cause) =>
      onOrder(id, { type: 'CancelOrder', by: 'platform', reason: 'payment-never-came', at: clock() }, cause),

    /** Closes an order that was delivered long enough ago. */
    endProtection: (id: OrderId, cause: Cause) => onOrder(id, { type: 'EndProtection', at: clock() }, cause),
  };
};
