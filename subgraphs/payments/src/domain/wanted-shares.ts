import type { Instant, OrderId } from '@marketplace/kernel';
import type { PaymentEvent, Share } from './payment';

/** Which orders are still to be paid for, and the news of those that are not. */
export const wantedShares = (
  { cancelledOrders, at }: { readonly cancelledOrders: readonly OrderId[]; readonly at: Instant },
  shares: readonly Share[],
): { readonly cancellations: readonly PaymentEvent[]; readonly wanted: readonly OrderId[] } => {
  const news = shares.filter((share) => !share.cancelled && cancelledOrders.includes(share.orderId));
  return {
    cancellations: news.map((share): PaymentEvent => ({ type: 'OrderShareCancelled', orderId: share.orderId, at })),
    wanted: shares.filter((share) => !share.cancelled && !news.includes(share)).map((share) => share.orderId),
  };
};
