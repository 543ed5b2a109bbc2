import { refuse, type Decision, type Instant, type PaymentId, type ShipmentId } from '@marketplace/kernel';
import { evolve, isFulfillable, type Order, type OrderEvent, type Parcel } from './order';
import { mayCloseAt, mayCancel } from './policies';

export type OrderCommand =
  | { readonly type: 'ConfirmOrder'; readonly at: Instant }
  | { readonly type: 'MarkOrderPaid'; readonly paymentId: PaymentId; readonly at: Instant }
  | { readonly type: 'PlaceCashOnDelivery'; readonly paymentId: PaymentId; readonly at: Instant }
  | { readonly type: 'PlanParcel'; readonly shipmentId: ShipmentId; readonly parcelCount: number; readonly at: Instant }
  | { readonly type: 'DispatchParcel'; readonly shipmentId: ShipmentId; readonly at: Instant }
  | { readonly type: 'DeliverParcel'; readonly shipmentId: ShipmentId; readonly at: Instant }
  | { readonly type: 'ConfirmReceipt'; readonly at: Instant }
  | { readonly type: 'EndProtection'; readonly at: Instant }
  | { readonly type: 'CancelOrder'; readonly by: 'buyer' | 'platform'; readonly reason: string; readonly at: Instant };

export type OrderRejection =
  | 'order-not-found'
  | 'order-no-longer-cancellable'
  | 'order-being-paid'
  | 'order-already-cancelled'
  | 'order-not-paid'
  | 'order-is-prepaid'
  | 'order-not-delivered'
  | 'protection-period-not-over';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

const confirm = (order: Order, at: Instant): OrderDecision => {
  if (order.status === 'CANCELLED') return refuse('order-already-cancelled');
  return order.status === 'CREATED' ? [{ type: 'OrderConfirmed', at }] : [];
};

/** A captured payment is a fact, so it also pays an order that is not confirmed yet. Payments refunds a cancelled one. */
const markPaid = (order: Order, paymentId: PaymentId, at: Instant): OrderDecision => {
  if (order.status === 'CANCELLED') return refuse('order-already-cancelled');
  return isFulfillable(order) ? [] : [{ type: 'OrderPaid', paymentId, at }];
};

/** The seller ships without a captured payment: couriers collect the money. */
const placeCashOnDelivery = (order: Order, paymentId: PaymentId, at: Instant): OrderDecision => {
  if (order.status === 'CANCELLED') return refuse('order-already-cancelled');
  if (order.terms.kind === 'PREPAID') return refuse('order-is-prepaid');
  return isFulfillable(order) ? [] : [{ type: 'CashOnDeliveryOrderPlaced', paymentId, at }];
};

const parcelOf = (order: Order, shipmentId: ShipmentId): Parcel | undefined =>
  isFulfillable(order) ? order.parcels.find((parcel) => parcel.shipmentId === shipmentId) : undefined;

/** Adds `OrderDelivered` to the events if they complete the delivery of all parcels. */
const withDeliveryIfComplete = (order: Order, events: readonly OrderEvent[], at: Instant): OrderDecision => {
  const after = events.reduce<Order>(evolve, order);
  if (after.status !== 'SHIPPED' || after.parcelCount === 0) return events;
  const delivered = after.parcels.filter((parcel) => parcel.status === 'delivered').length;
  return delivered === after.parcelCount ? [...events, { type: 'OrderDelivered', at }] : events;
};

/** Records a parcel and the number of parcels. It may arrive last, after the delivery of all of them. */
const plan = (order: Order, { shipmentId, parcelCount, at }: Extract<OrderCommand, { type: 'PlanParcel' }>): OrderDecision => {
  if (!isFulfillable(order)) return refuse('order-not-paid');
  if (parcelOf(order, shipmentId) !== undefined && order.parcelCount > 0) return [];
  return withDeliveryIfComplete(order, [{ type: 'ParcelPlanned', shipmentId, parcelCount, at }], at);
};

/** True for a fulfillable order before its first dispatch. */
const awaitsDispatch = ({ status }: Order): boolean => status === 'PAID' || status === 'PLACED_FOR_CASH';

const dispatch = (order: Order, shipmentId: ShipmentId, at: Instant): OrderDecision => {
  if (!isFulfillable(order)) return refuse('order-not-paid');
  const parcel = parcelOf(order, shipmentId);
  if (parcel !== undefined && parcel.status !== 'planned') return [];
  return [
    { type: 'ParcelDispatched', shipmentId, at },
    ...(awaitsDispatch(order) ? [{ type: 'OrderShipped', shipmentId, at } as const] : []),
  ];
};

/** Messages of carriers can arrive out of order: a delivery implies the dispatch. */
const deliver = (order: Order, shipmentId: ShipmentId, at: Instant): OrderDecision => {
  if (!isFulfillable(order)) return refuse('order-not-paid');
  if (parcelOf(order, shipmentId)?.status === 'delivered') return [];
  const events: OrderEvent[] = [{ type: 'ParcelDelivered', shipmentId, at }];
  if (awaitsDispatch(order)) events.push({ type: 'OrderShipped', shipmentId, at });
  return withDeliveryIfComplete(order, events, at);
};

const close = (order: Order, reason: 'receipt-confirmed' | 'protection-period-over', at: Instant): OrderDecision => {
  if (order.status === 'CLOSED') return [];
  const refused = mayCloseAt(order, reason, at);
  return refused ?? [{ type: 'OrderClosed', reason, at }];
};

const cancel = (order: Order, { by, reason, at }: Extract<OrderCommand, { type: 'CancelOrder' }>): OrderDecision => {
  if (order.status === 'CANCELLED') return [];
  return mayCancel(order, by) ?? [{ type: 'OrderCancelled', reason, at }];
};

/** Decides on a command: returns its events, none if it is a repetition, or a refusal. */
export const decide = (command: OrderCommand, order: Order): OrderDecision => {
  switch (command.type) {
    case 'ConfirmOrder':
      return confirm(order, command.at);
    case 'MarkOrderPaid':
      return markPaid(order, command.paymentId, command.at);
    case 'PlaceCashOnDelivery':
      return placeCashOnDelivery(order, command.paymentId, command.at);
    case 'PlanParcel':
      return plan(order, command);
    case 'DispatchParcel':
      return dispatch(order, command.shipmentId, command.at);
    case 'DeliverParcel':
      return deliver(order, command.shipmentId, command.at);
    case 'ConfirmReceipt':
      return close(order, 'receipt-confirmed', command.at);
    case 'EndProtection':
      return close(order, 'protection-period-over', command.at);
    case 'CancelOrder':
      return cancel(order, command);
  }
};
