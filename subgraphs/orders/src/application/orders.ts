import {
  before,
  idOf,
  instant,
  isOperator,
  isRefused,
  isSellerStaff,
  isUser,
  moneyFromJson,
  refuse,
  type Actor,
  type Cause,
  type CheckoutId,
  type Currency,
  type Instant,
  type OrderId,
  type PaymentId,
  type Refusal,
  type ShipmentId,
} from '@marketplace/kernel';
import type { checkoutEvents, DataOf } from '@marketplace/schema';
import { decide, type OrderCommand, type OrderRejection } from '../domain/decide';
import type { Order, OrderItem, OrderTerms } from '../domain/order';
import { paymentPatience, protectionPeriod } from '../domain/policies';
import { lineTotals, orderNumberOf, orderTotals } from '../domain/totals';
import { onAllDue, type ByTheClock } from './due-orders.job';
import type { OrderChange, Ports, Versioned } from './ports';

type CreationRequest = DataOf<typeof checkoutEvents.OrderCreationRequestedV1>;
type SellerPart = CreationRequest['sellers'][number];

export type Orders = ReturnType<typeof createOrders>;

const mayRead = (actor: Actor, order: Order): boolean =>
  isUser(actor, order.terms.buyerId) || isSellerStaff(actor, order.terms.sellerId) || isOperator(actor);

/** The orders that a command changes; those it does not are left as they are. */
const changesOf = (orders: readonly Versioned<Order>[], command: OrderCommand): readonly OrderChange[] =>
  orders.flatMap((order): OrderChange[] => {
    const events = decide(command, order.state);
    return isRefused(events) || events.length === 0 ? [] : [{ order, events }];
  });

const itemOf = (line: SellerPart['lines'][number], countryCode: string, id: OrderItem['id']): OrderItem => {
  const unitPrice = moneyFromJson(line.unitPrice);
  return {
    id,
    variantId: idOf(line.variantId),
    productId: idOf(line.productId),
    sku: line.sku,
    title: line.title,
    options: line.options,
    ...(line.imageUrl === undefined ? {} : { imageUrl: line.imageUrl }),
    quantity: line.quantity,
    unitPrice,
    ...lineTotals(unitPrice, line.quantity, countryCode),
    weightGrams: line.weightGrams,
  };
};

/** The use cases of orders. What carries a client's actor is authorised here; what answers a message acts for the platform. */
export const createOrders = ({ orders, clock, newId }: Ports) => {
  const termsOf = (request: CreationRequest, part: SellerPart, currency: Currency): OrderTerms => {
    const id: OrderId = newId();
    const items = part.lines.map((line) => itemOf(line, request.countryCode, newId()));
    const { price, estimatedDelivery, ...choice } = part.shipping;
    const window = { from: instant(estimatedDelivery.from), to: instant(estimatedDelivery.to) };
    const shipping = { ...choice, price: moneyFromJson(price), estimatedDelivery: window };
    return {
      id,
      orderNumber: orderNumberOf(id),
      checkoutId: idOf(request.checkoutId),
      buyerId: idOf(request.buyerId),
      sellerId: idOf(part.sellerId),
      currency,
      items,
      shipping,
      ...orderTotals(items, shipping.price, request.countryCode),
      countryCode: request.countryCode,
      sealedAddress: request.sealedAddress,
      createdAt: clock(),
    };
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
    /** One order per seller of the checkout, all or none. Refuses amounts in another currency than the checkout's, and again when asked again. */
    createForCheckout: async (request: CreationRequest, cause: Cause): Promise<void> => {
      const checkoutId: CheckoutId = idOf(request.checkoutId);
      const known = await orders.findOfCheckout(checkoutId);
      if (known?.status === 'open') return;
      if (known !== undefined) {
        const reason = known.status === 'rejected' ? 'invalid-amounts' : 'checkout-cancelled';
        return orders.rejectCreation({ checkoutId, known, reason }, cause);
      }
      const amounts = request.sellers.flatMap((part) => [part.shipping.price, ...part.lines.map((line) => line.unitPrice)]);
      if (amounts.some((amount) => amount.currency !== request.currency))
        return orders.rejectCreation({ checkoutId, known: undefined, reason: 'invalid-amounts' }, cause);
      const currency = moneyFromJson({ amount: '0', currency: request.currency }).currency;
      const created = request.sellers.map((part): Order => ({ status: 'CREATED', terms: termsOf(request, part, currency) }));
      return orders.createAll(checkoutId, created, cause);
    },

    /** Stock and money are promised for every order of the checkout; all are confirmed in one write. */
    confirmCheckout: async (checkoutId: CheckoutId, cause: Cause): Promise<void> => {
      const known = await orders.findOfCheckout(checkoutId);
      const changes = changesOf(known?.orders ?? [], { type: 'ConfirmOrder', at: clock() });
      if (changes.length > 0) await orders.saveAll(changes, cause);
    },

    cancelCheckout: async (checkoutId: CheckoutId, reason: string, cause: Cause): Promise<void> => {
      const known = await orders.findOfCheckout(checkoutId);
      if (known?.status === 'cancelled') return;
      const changes = changesOf(known?.orders ?? [], { type: 'CancelOrder', by: 'platform', reason, at: clock() });
      await orders.cancelCheckout({ checkoutId, known, changes }, cause);
    },

    /** The money for these orders has moved. One that was cancelled meanwhile stays so; payments gives that money back. */
    markPaid: async (ids: readonly OrderId[], paymentId: PaymentId, cause: Cause): Promise<void> => {
      const changes = changesOf(await orders.findAll(ids), { type: 'MarkOrderPaid', paymentId, at: clock() });
      if (changes.length > 0) await orders.saveAll(changes, cause);
    },

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
