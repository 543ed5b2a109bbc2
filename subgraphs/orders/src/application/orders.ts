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
import type { Dependencies } from './ports';
import { amountsAreValid, termsOf, type CreationRequest } from './terms';

type CheckoutOrderIds = { readonly checkoutId: CheckoutId; readonly orderIds?: readonly OrderId[] };

/** A payment and the orders of the checkout that it covers. */
export type CheckoutPayment = Required<CheckoutOrderIds> & { readonly paymentId: PaymentId };

/** An order of another buyer is refused as `order-not-found`. */
type CancelRefusal = Refusal<'order-not-found' | 'order-being-paid' | 'order-no-longer-cancellable'>;
type ReceiptRefusal = Refusal<'order-not-found' | 'order-not-delivered'>;

export type Orders = ReturnType<typeof createOrders>;

const mayRead = (actor: Actor, order: Order): boolean =>
  isUser(actor, order.terms.buyerId) || isSellerStaff(actor, order.terms.sellerId) || isOperator(actor);

/** The use cases of orders. Commands of clients are authorized here; handlers of messages act for the platform. */
export const createOrders = ({ orders, checkouts, clock, newId }: Dependencies) => {
  /**
   * Changes the orders of a checkout in one write. Usually this process wrote them shortly before, so the cached orders save
   * a read: if they are stale, the write fails and the retry reads them. If the command does not change every requested
   * order in the cache, the cache may be stale, and the orders are read.
   */
  const changeCheckout = async ({ checkoutId, orderIds }: CheckoutOrderIds, command: OrderCommand, cause: Cause): Promise<void> => {
    const changesOf = (known: readonly Versioned<Order>[]) =>
      orders.changesOf(
        known.filter((order) => orderIds?.includes(order.state.terms.id) ?? true),
        command,
      );
    const cached = checkouts.recall(checkoutId) ?? [];
    const cachedChanges = changesOf(cached);
    const changesAll = cachedChanges.length > 0 && cachedChanges.length === (orderIds ?? cached).length;
    const changes = changesAll ? cachedChanges : changesOf((await checkouts.find(checkoutId))?.orders ?? []);
    if (changes.length > 0) await orders.save(changes, cause);
  };

  const handleCommand = async (id: OrderId, command: OrderCommand, cause: Cause): Promise<Versioned<Order> | Refusal<OrderRejection>> =>
    (await orders.handle(id, command, cause)) ?? refuse('order-not-found');

  const findOwnOrder = async (id: OrderId, cause: Cause): Promise<Versioned<Order> | Refusal<'order-not-found'>> => {
    const order = await orders.find(id);
    return order !== undefined && isUser(cause.actor, order.state.terms.buyerId) ? order : refuse('order-not-found');
  };

  return {
    /** Creates one order per seller of the checkout, all or none. Rejects invalid amounts, also when the request is repeated. */
    createForCheckout: async (request: CreationRequest, cause: Cause): Promise<void> => {
      const checkoutId: CheckoutId = idOf(request.checkoutId);
      const isValid = amountsAreValid(request);
      if (isValid) {
        const createdAt = clock();
        const terms = request.sellers.map((seller) => termsOf(request, seller, { newId, createdAt }));
        if (await checkouts.createAll(checkoutId, terms, cause)) return;
      }
      const known = await checkouts.find(checkoutId);
      if (known?.status === 'open') return;
      if (known === undefined && isValid) throw new Error(`the orders of checkout ${checkoutId} could not be written`);
      const reason = known?.status === 'cancelled' ? 'checkout-cancelled' : 'invalid-amounts';
      await checkouts.reject({ checkoutId, known, reason }, cause);
    },

    /** Confirms every order of the checkout in one write: stock is reserved and payment is authorized. */
    confirmCheckout: (checkoutId: CheckoutId, cause: Cause): Promise<void> =>
      changeCheckout({ checkoutId }, { type: 'ConfirmOrder', at: clock() }, cause),

    cancelCheckout: async (checkoutId: CheckoutId, reason: string, cause: Cause): Promise<void> => {
      const known = await checkouts.find(checkoutId);
      if (known?.status === 'cancelled') return;
      const changes = orders.changesOf(known?.orders ?? [], { type: 'CancelOrder', by: 'platform', reason, at: clock() });
      await checkouts.cancel({ checkoutId, known, changes }, cause);
    },

    /** Marks orders as paid. An order that was cancelled meanwhile stays cancelled, and payments refunds it. */
    markPaid: (payment: CheckoutPayment, cause: Cause): Promise<void> =>
      changeCheckout(payment, { type: 'MarkOrderPaid', paymentId: payment.paymentId, at: clock() }, cause),

    /** Places orders for cash on delivery: the sellers ship, and couriers collect the money. */
    placeCashOnDelivery: (payment: CheckoutPayment, cause: Cause): Promise<void> =>
      changeCheckout(payment, { type: 'PlaceCashOnDelivery', paymentId: payment.paymentId, at: clock() }, cause),

    planParcel: (id: OrderId, parcel: { shipmentId: ShipmentId; parcelCount: number }, cause: Cause) =>
      handleCommand(id, { type: 'PlanParcel', ...parcel, at: clock() }, cause),
    dispatchParcel: (id: OrderId, shipmentId: ShipmentId, cause: Cause) =>
      handleCommand(id, { type: 'DispatchParcel', shipmentId, at: clock() }, cause),
    deliverParcel: (id: OrderId, shipmentId: ShipmentId, cause: Cause) =>
      handleCommand(id, { type: 'DeliverParcel', shipmentId, at: clock() }, cause),

    /** Cancels an order of the buyer. */
    cancel: async (id: OrderId, reason: string, cause: Cause): Promise<OrderId | CancelRefusal> => {
      const order = await findOwnOrder(id, cause);
      if (isRefused(order)) return order;
      const outcome = await orders.execute(order, { type: 'CancelOrder', by: 'buyer', reason, at: clock() }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'order-being-paid', 'order-no-longer-cancellable') : id;
    },

    /** Closes an order of the buyer, so that the seller's money can be released. */
    confirmReceipt: async (id: OrderId, cause: Cause): Promise<OrderId | ReceiptRefusal> => {
      const order = await findOwnOrder(id, cause);
      if (isRefused(order)) return order;
      const outcome = await orders.execute(order, { type: 'ConfirmReceipt', at: clock() }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'order-not-delivered') : id;
    },

    /** True for the buyer, the seller's staff and operators. For other actors the order does not exist. */
    mayRead,

    /** Cancels an order that was never paid. */
    cancelUnpaid: (id: OrderId, cause: Cause) =>
      handleCommand(id, { type: 'CancelOrder', by: 'platform', reason: 'payment-never-came', at: clock() }, cause),

    /** Closes an order after its protection period. */
    endProtection: (id: OrderId, cause: Cause) => handleCommand(id, { type: 'EndProtection', at: clock() }, cause),
  };
};
