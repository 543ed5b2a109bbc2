import type { OrderId } from '@marketplace/kernel';
import { inputType, payloadOf, t } from '@marketplace/platform/graphql';
import { OrderType } from './order.types';

export const OrderCancelInput = inputType('OrderCancelInput', 'Which order to call off, and why.', {
  orderId: t.id<OrderId>('The order.'),
  reason: t.string("Up to 500 characters, kept in the order's history.").optional(),
  idempotencyKey: t.idempotencyKey(),
});

export const OrderConfirmReceiptInput = inputType('OrderConfirmReceiptInput', 'Which order has arrived.', {
  orderId: t.id<OrderId>('The order.'),
  idempotencyKey: t.idempotencyKey(),
});

export const OrderPayload = payloadOf('OrderPayload', 'The order after the change, or why there was none.', {
  order: t.of(OrderType, 'The order after the change; null when it was refused.'),
});
