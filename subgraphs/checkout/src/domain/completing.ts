import type { ProgressIn, StepName, StepStatus } from './checkout';
import { totalOfOrders } from './preparing';
import type { SagaInput } from './saga-messages';
import { apply, ignored, type Ignored, type SagaContext, type Transition } from './transition';

type Confirmed = ProgressIn<'ORDERS_CONFIRMED'>;

/** The progress with the input applied; undefined when the input changes nothing. */
const withInput = (progress: Confirmed, input: SagaInput): Confirmed | undefined => {
  const { captured, stockTaken, paid, cancelled = [], orders } = progress;
  if (input.type === 'PaymentCaptured' || input.type === 'CashOnDeliveryAgreed')
    return captured ? undefined : { ...progress, captured: true };
  if (input.type === 'ReservationConfirmed') return stockTaken ? undefined : { ...progress, stockTaken: true };
  if (input.type === 'OrderPaid' || input.type === 'CashOnDeliveryOrderPlaced')
    return paid.includes(input.orderId) ? undefined : { ...progress, paid: [...paid, input.orderId] };
  // The order will not be paid: payments leaves it out of the capture or refunds it.
  const isNew =
    input.type === 'OrderCancelled' && !cancelled.includes(input.orderId) && orders.some(({ orderId }) => orderId === input.orderId);
  return isNew ? { ...progress, cancelled: [...cancelled, input.orderId] } : undefined;
};

/** True when every order is paid, placed or cancelled. */
export const areOrdersSettled = ({ paid, cancelled = [], orders }: Confirmed): boolean =>
  orders.every(({ orderId }) => paid.includes(orderId) || cancelled.includes(orderId));

/** The completed state, without cancelled orders. If all orders were cancelled during the capture, it lists all of them. */
const completed = ({ currency, heldUntil, lines, quotes, orders, total, cancelled = [] }: Confirmed): ProgressIn<'COMPLETED'> => {
  const remaining = orders.filter(({ orderId }) => !cancelled.includes(orderId));
  if (remaining.length === 0 || remaining.length === orders.length)
    return { status: 'COMPLETED', currency, heldUntil, lines, quotes, orders, total };
  const sells = ({ sellerId }: { readonly sellerId: string }): boolean => remaining.some((order) => order.sellerId === sellerId);
  return {
    status: 'COMPLETED',
    currency,
    heldUntil,
    lines: lines.filter(sells),
    quotes: quotes.filter(sells),
    orders: remaining,
    total: totalOfOrders(remaining, currency),
  };
};

/** Payments, orders and inventory report in any order. Orders and inventory learn of the capture from payments. */
export const onOrdersConfirmed = (context: SagaContext, progress: Confirmed, input: SagaInput): Transition | Ignored => {
  const next = withInput(progress, input);
  if (next === undefined) return ignored();
  const steps: readonly (readonly [StepName, StepStatus])[] =
    next.captured === progress.captured
      ? []
      : [
          ['CAPTURE', 'DONE'],
          ['COMPLETION', 'REQUESTED'],
        ];
  if (!(next.captured && next.stockTaken && areOrdersSettled(next))) return apply(context, { progress: next, steps });
  return apply(context, {
    progress: completed(next),
    send: [{ type: 'CheckoutCompleted' }],
    steps: [...steps, ['COMPLETION', 'DONE']],
  });
};
