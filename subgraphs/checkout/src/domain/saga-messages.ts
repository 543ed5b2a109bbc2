import type { MoneyJson, OrderId, PaymentId } from '@marketplace/kernel';
import type { AbortReason, CheckoutOrder, DiscountShare, FrozenLine, ShippingQuote } from './checkout';

/** The discounts quoted by promotions. Each share belongs to a line or to a seller's delivery. */
export type Discounts = {
  readonly total: MoneyJson;
  readonly lines: readonly { readonly lineId: string; readonly discounts: readonly DiscountShare[] }[];
  readonly delivery: readonly { readonly sellerId: string; readonly discounts: readonly DiscountShare[] }[];
};

type Shortage = { readonly variantId: string; readonly requested: number; readonly available: number };

/** Results of a payment. Results of any payment other than the current one are ignored. */
type PaymentInput =
  | { readonly type: 'PaymentAuthorized'; readonly paymentId: PaymentId }
  | { readonly type: 'PaymentActionRequired'; readonly paymentId: PaymentId; readonly url: string }
  | { readonly type: 'PaymentFailed'; readonly paymentId: PaymentId; readonly code: string }
  | { readonly type: 'PaymentVoided'; readonly paymentId: PaymentId }
  | { readonly type: 'PaymentCaptured'; readonly paymentId: PaymentId }
  | { readonly type: 'CashOnDeliveryAgreed'; readonly paymentId: PaymentId };

/** Requests of the buyer or an operator. */
type UserAction =
  | { readonly type: 'AbortRequested'; readonly by: 'buyer' | 'operator' }
  | { readonly type: 'PaymentRetryRequested'; readonly nextPaymentId: PaymentId; readonly sealedMethod: string }
  | { readonly type: 'ResumeRequested'; readonly by: string }
  | { readonly type: 'CompensationRequested'; readonly by: string; readonly reason: string };

/** Inputs of the saga: replies of other contexts, user actions, and expired deadlines. */
export type SagaInput =
  | {
      readonly type: 'CartFrozen';
      readonly currency: string;
      readonly lines: readonly FrozenLine[];
      readonly couponCodes: readonly string[];
    }
  | { readonly type: 'CartFreezeRejected'; readonly reason: AbortReason; readonly currentVersion?: number }
  | { readonly type: 'StockReserved' }
  | { readonly type: 'StockRejected'; readonly shortages: readonly Shortage[] }
  | { readonly type: 'ReservationReleased' }
  | { readonly type: 'ReservationConfirmed' }
  | { readonly type: 'ShippingQuoted'; readonly quotes: readonly ShippingQuote[] }
  | { readonly type: 'ShippingQuoteRejected'; readonly reason: AbortReason }
  | ({ readonly type: 'DiscountsQuoted' } & Discounts)
  | { readonly type: 'CouponRejected'; readonly code: string; readonly reason: string }
  | { readonly type: 'DiscountsReleased' }
  | ({ readonly type: 'OrderCreated' } & CheckoutOrder)
  | { readonly type: 'OrderCreationRejected' }
  | { readonly type: 'OrderConfirmed'; readonly orderId: OrderId }
  | { readonly type: 'OrderPaid'; readonly orderId: OrderId }
  | { readonly type: 'CashOnDeliveryOrderPlaced'; readonly orderId: OrderId }
  | { readonly type: 'OrderCancelled'; readonly orderId: OrderId }
  | { readonly type: 'CheckoutOrdersCancelled' }
  | { readonly type: 'CartUnfrozen' }
  | PaymentInput
  | UserAction
  | { readonly type: 'DeadlinePassed' };

/** Requests and notifications that the saga sends. Each is published as the event of the same name. */
export type OutboundMessage =
  | { readonly type: 'CheckoutStarted' }
  | { readonly type: 'StockReservationRequested'; readonly expiresAt: string }
  | { readonly type: 'ShippingQuoteRequested' }
  | { readonly type: 'DiscountQuoteRequested'; readonly expiresAt: string }
  | { readonly type: 'OrderCreationRequested' }
  | { readonly type: 'PaymentAuthorizationRequested'; readonly paymentId: PaymentId; readonly sealedMethod: string }
  | { readonly type: 'CheckoutActionRequired'; readonly expiresAt: string }
  | { readonly type: 'CheckoutPaymentDeclined'; readonly code: string; readonly retryUntil: string }
  | { readonly type: 'OrderConfirmationRequested' }
  | { readonly type: 'PaymentCaptureRequested'; readonly paymentId: PaymentId }
  | { readonly type: 'PaymentVoidRequested'; readonly paymentId: PaymentId }
  | { readonly type: 'OrderCancellationRequested'; readonly reason: AbortReason }
  | { readonly type: 'DiscountReleaseRequested' }
  | { readonly type: 'StockReleaseRequested' }
  | { readonly type: 'CartUnfreezeRequested' }
  | { readonly type: 'CheckoutCompleted' }
  | { readonly type: 'CheckoutAborted' };
