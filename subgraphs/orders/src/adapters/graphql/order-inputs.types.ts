import { Field, ID, InputType } from 'type-graphql';
import type { OrderId } from '@marketplace/kernel';
import { field, IdempotencyKey, payloadOf } from '@marketplace/platform/graphql';
import { OrderType } from './order.types';

@InputType('OrderCancelInput', { description: 'Which order to call off, and why.' })
export class OrderCancelInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: OrderId;

  @Field(() => String, { nullable: true, description: "Up to 500 characters, kept in the order's history." })
  reason?: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('OrderConfirmReceiptInput', { description: 'Which order has arrived.' })
export class OrderConfirmReceiptInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: OrderId;

  @IdempotencyKey()
  idempotencyKey!: string;
}

export const OrderPayload = payloadOf('OrderPayload', 'The order after the change, or why there was none.', {
  order: field(() => OrderType, 'The order after the change; null when it was refused.'),
});
