import { refuse, type OrderId } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import type { Orders } from '../../application/orders';
import { OrderCancelInput, OrderConfirmReceiptInput, OrderPayload, type OrderType } from './order.types';

const messages = {
  'order-not-found': 'Order not found.',
  'order-being-paid': 'Payment for this order is in progress. Abort the checkout, or ask for a refund after payment.',
  'order-no-longer-cancellable': 'This order can no longer be cancelled. Ask for a refund instead.',
  'order-not-delivered': 'You cannot confirm receipt yet. The order must be shipped or, with cash on delivery, fully delivered.',
  'reason-too-long': 'Enter a reason of at most 500 characters.',
};

const maxReasonLength = 500;

type Dependencies = { readonly orders: Orders; readonly order: Entity<unknown, OrderType> };

/** The mutations that buyers use on their orders. */
export const orderMutations = ({ orders, order }: Dependencies): object => {
  const answer = async (id: OrderId, context: GraphContext) => ({ order: await order.showChanged(id, context) });
  // A malformed ID gets the same error as an unknown one.
  const ids = { orderId: refuse('order-not-found') };
  return mutations({
    orderCancel: mutation({
      description: 'Cancels an order that has not been paid or placed for cash on delivery.',
      input: OrderCancelInput,
      payload: OrderPayload,
      ids,
      errors: pick(messages, 'order-not-found', 'order-being-paid', 'order-no-longer-cancellable', 'reason-too-long'),
      run: ({ orderId, reason = 'cancelled-by-buyer' }, { cause }) =>
        reason.length > maxReasonLength ? refuse('reason-too-long', { path: ['reason'] }) : orders.cancel(orderId, reason, cause),
      answer,
    }),
    orderConfirmReceipt: mutation({
      description: "Confirms receipt of an order, which releases the seller's money.",
      input: OrderConfirmReceiptInput,
      payload: OrderPayload,
      ids,
      errors: pick(messages, 'order-not-found', 'order-not-delivered'),
      run: ({ orderId }, { cause }) => orders.confirmReceipt(orderId, cause),
      answer,
    }),
  });
};
