import { refuse, type OrderId } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import type { Orders } from '../../application/orders';
import { OrderCancelInput, OrderConfirmReceiptInput, OrderPayload } from './order-inputs.types';
import type { OrderType } from './order.types';

const messages = {
  'order-not-found': 'There is no such order.',
  'order-being-paid': 'The order is being paid right now; abort the checkout, or ask for a refund once it is paid.',
  'order-no-longer-cancellable': 'It is too late to call the order off; ask for a refund instead.',
  'order-not-delivered':
    'The order has not come far enough: something must be on its way, and with cash on delivery all of it handed over.',
  'reason-too-long': 'A reason has at most 500 characters.',
};

const longestReason = 500;

type Services = { readonly orders: Orders; readonly order: Entity<unknown, OrderType> };

/** The mutations of a buyer's orders. */
export const orderMutations = ({ orders, order }: Services): object => {
  const answer = async (id: OrderId, context: GraphContext) => ({ order: await order.showChanged(id, context) });
  // A malformed id is answered like an unknown one.
  const ids = { orderId: refuse('order-not-found') };
  return mutations({
    orderCancel: mutation({
      description: 'Calls an order off before it is paid, or placed for cash on delivery.',
      input: OrderCancelInput,
      payload: OrderPayload,
      ids,
      errors: pick(messages, 'order-not-found', 'order-being-paid', 'order-no-longer-cancellable', 'reason-too-long'),
      run: ({ orderId, reason = 'cancelled-by-buyer' }, { cause }) =>
        reason.length > longestReason ? refuse('reason-too-long', { path: ['reason'] }) : orders.cancel(orderId, reason, cause),
      answer,
    }),
    orderConfirmReceipt: mutation({
      description: "Says that the goods arrived, which releases the seller's money.",
      input: OrderConfirmReceiptInput,
      payload: OrderPayload,
      ids,
      errors: pick(messages, 'order-not-found', 'order-not-delivered'),
      run: ({ orderId }, { cause }) => orders.confirmReceipt(orderId, cause),
      answer,
    }),
  });
};
