import type { MoneyJson, OrderId } from '@marketplace/kernel';
import type { AbortReason, CheckoutRequest, FrozenLine, ShippingQuote } from './checkout';

/** What a checkout hears: answers of other contexts, the buyer's wish to stop, and the passing of its deadline. */
export type News =
  | { readonly type: 'CartFrozen'; readonly currency: string; readonly lines: readonly FrozenLine[] }
  | { readonly type: 'CartFreezeRejected'; readonly reason: AbortReason; readonly currentVersion?: number }
  | { readonly type: 'ShippingQuoted'; readonly quotes: readonly ShippingQuote[] }
  | { readonly type: 'ShippingQuoteRejected'; readonly reason: AbortReason }
  | { readonly type: 'OrderCreated'; readonly orderId: OrderId; readonly sellerId: string; readonly total: MoneyJson }
  | { readonly type: 'OrderCreationRejected' }
  | { readonly type: 'OrderCancelled'; readonly orderId: OrderId }
  | { readonly type: 'StockReserved' }
  | {
      readonly type: 'StockRejected';
      readonly shortages: readonly { readonly variantId: string; readonly requested: number; readonly available: number }[];
    }
  | { readonly type: 'ReservationReleased' }
  | { readonly type: 'PaymentAuthorized' }
  | { readonly type: 'PaymentActionRequired'; readonly url: string }
  | { readonly type: 'PaymentFailed'; readonly code: string }
  | { readonly type: 'PaymentVoided' }
  | { readonly type: 'OrderConfirmed'; readonly orderId: OrderId }
  | { readonly type: 'PaymentCaptured' }
  | { readonly type: 'OrderPaid'; readonly orderId: OrderId }
  | { readonly type: 'ReservationConfirmed' }
  | { readonly type: 'CheckoutOrdersCancelled' }
  | { readonly type: 'CartUnfrozen' }
  | { readonly type: 'AbortRequested'; readonly by: 'buyer' | 'operator' }
  | { readonly type: 'DeadlinePassed' };

/** What a checkout asks of others or tells them. Each is announced as the event of the same name. */
export type Announcement =
  | { readonly type: 'CheckoutStarted'; readonly request: CheckoutRequest }
  | { readonly type: 'ShippingQuoteRequested' }
  | { readonly type: 'OrderCreationRequested' }
  | { readonly type: 'StockReservationRequested'; readonly expiresAt: string }
  | { readonly type: 'PaymentAuthorizationRequested'; readonly sealedMethod: string }
  | { readonly type: 'CheckoutActionRequired'; readonly expiresAt: string }
  | { readonly type: 'OrderConfirmationRequested' }
  | { readonly type: 'PaymentCaptureRequested' }
  | { readonly type: 'PaymentVoidRequested' }
  | { readonly type: 'StockReleaseRequested' }
  | { readonly type: 'OrderCancellationRequested'; readonly reason: AbortReason }
  | { readonly type: 'CartUnfreezeRequested' }
  | { readonly type: 'CheckoutCompleted' }
  | { readonly type: 'CheckoutAborted' };
