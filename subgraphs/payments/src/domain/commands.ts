import type { Decision, Instant, Money, OrderId } from '@marketplace/kernel';
import type { AgreedShare, PaymentEvent, PaymentRef, Terms } from './payment';

export type PaymentCommand =
  | {
      readonly type: 'RequestAuthorization';
      readonly ref: PaymentRef;
      readonly terms: Terms;
      readonly shares: readonly AgreedShare[];
      readonly at: Instant;
    }
  /** Fails a payment without calling the provider. */
  | { readonly type: 'RefuseAuthorization'; readonly ref: PaymentRef; readonly code: string; readonly at: Instant }
  /** `cancelledOrders`, here and below: cancelled orders that the payment may not know yet. */
  | { readonly type: 'RequestCapture'; readonly cancelledOrders: readonly OrderId[]; readonly at: Instant }
  | { readonly type: 'RequestVoid'; readonly ref: PaymentRef; readonly at: Instant }
  | { readonly type: 'CancelOrder'; readonly orderId: OrderId; readonly cancelledOrders: readonly OrderId[]; readonly at: Instant }
  /** The order was delivered, and the courier collected the cash. */
  | { readonly type: 'CollectCash'; readonly orderId: OrderId; readonly at: Instant }
  | { readonly type: 'CloseOrder'; readonly orderId: OrderId; readonly at: Instant }
  | {
      readonly type: 'RequestRefund';
      readonly refundId: string;
      readonly orderId: OrderId;
      readonly amount: Money;
      readonly reason: string;
      readonly at: Instant;
    }
  | {
      readonly type: 'RecordAuthorized';
      readonly reference: string;
      readonly cancelledOrders: readonly OrderId[];
      readonly at: Instant;
    }
  | {
      readonly type: 'RecordActionRequired';
      readonly reference: string;
      readonly url: string;
      readonly cancelledOrders: readonly OrderId[];
      readonly at: Instant;
    }
  | { readonly type: 'RecordDeclined'; readonly code: string; readonly at: Instant }
  | {
      readonly type: 'RecordCaptured';
      readonly reference: string;
      readonly transaction: string;
      readonly amount: Money;
      readonly at: Instant;
    }
  | { readonly type: 'RecordCanceled'; readonly at: Instant }
  | { readonly type: 'RecordRefunded'; readonly refundId: string; readonly transaction: string; readonly at: Instant }
  | { readonly type: 'GiveUp'; readonly at: Instant };

export type PaymentCommandOf<Type extends PaymentCommand['type']> = Extract<PaymentCommand, { type: Type }>;

export type PaymentRejection =
  | 'payment-not-found'
  | 'payment-not-authorized'
  | 'payment-not-captured'
  | 'payment-captured'
  | 'captured-amount-differs'
  | 'order-not-in-payment'
  | 'cash-already-collected'
  | 'refund-exceeds-captured'
  | 'amount-not-payable'
  | 'escrow-already-released';

export type PaymentDecision = Decision<PaymentEvent, PaymentRejection>;
