import type { CheckoutId, Instant, Money, OrderId, PaymentId, SellerId, UserId } from '@marketplace/kernel';

export type PaymentRef = { readonly paymentId: PaymentId; readonly checkoutId: CheckoutId };

/** By card at a provider, or in cash to the courier. */
export type PaymentMethod = 'CARD' | 'CASH_ON_DELIVERY';

/** The terms of a payment; fixed by the first event. */
export type Terms = { readonly buyerId: UserId; readonly amount: Money; readonly method: PaymentMethod; readonly createdAt: Instant };

/** The part of the payment that is for one order. */
export type AgreedShare = {
  readonly orderId: OrderId;
  readonly sellerId: SellerId;
  /** The amount that the buyer pays. */
  readonly amount: Money;
  /** The discount that the platform pays to the seller. It is never refunded to the buyer. */
  readonly platformDiscount: Money;
};

/** A share and its progress. A share that was cancelled after its capture was requested is both, and is refunded. */
export type Share = AgreedShare & {
  readonly cancelled: boolean;
  /** True when the requested capture, or the confirmed cash on delivery, includes this share. */
  readonly inCapture: boolean;
  /** True once a courier has collected the cash. */
  readonly collected: boolean;
  readonly refunded: Money;
  /** True once the escrow was released to the seller. */
  readonly released: boolean;
};

/** A refund to the buyer; `done` once the provider has confirmed it. */
export type Refund = {
  readonly id: string;
  readonly orderId: OrderId;
  readonly amount: Money;
  readonly reason: string;
  readonly done: boolean;
};

/**
 * The buyer's money that the provider may still have after the end of the payment: `nothing`, `unclear` (not known), `held`
 * (authorized), `taken` (captured), or `returned` (captured and refunded).
 */
export type Hold =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unclear' }
  | { readonly kind: 'held'; readonly reference: string }
  | { readonly kind: 'taken'; readonly reference: string; readonly amount: Money }
  | { readonly kind: 'returned' };

type Agreement = { readonly terms: Terms; readonly shares: readonly Share[] };
type WithTerms = Agreement & { readonly ref: PaymentRef };
type WithReference = WithTerms & { readonly reference: string };

/** A payment that ended before its request arrived has no agreement: it is a tombstone. */
type Ended = { readonly ref: PaymentRef; readonly agreement?: Agreement; readonly hold: Hold };

export type CapturedPayment = { readonly status: 'CAPTURED' | 'REFUNDED'; readonly refunds: readonly Refund[] } & WithReference;

/** Cash on delivery: authorized (PROMISED) until the orders are placed, then due, then collected for all orders. */
export type CashPayment = { readonly status: 'PROMISED' | 'CASH_DUE' | 'COLLECTED' } & WithTerms;

export type Payment =
  | { readonly status: 'NONE' }
  | ({ readonly status: 'REQUESTED' } & WithTerms)
  | ({ readonly status: 'ACTION_REQUIRED'; readonly url: string } & WithReference)
  | ({ readonly status: 'AUTHORIZED' } & WithReference)
  | ({ readonly status: 'CAPTURING' } & WithReference)
  | CapturedPayment
  | CashPayment
  | ({ readonly status: 'VOIDING' } & Ended)
  | ({ readonly status: 'FAILED'; readonly code: string } & Ended)
  | ({ readonly status: 'VOIDED' } & Ended);

export type PaymentStatus = Payment['status'];
export type ExistingPayment = Exclude<Payment, { status: 'NONE' }>;

export type PaymentEvent =
  | {
      readonly type: 'PaymentRequested';
      readonly ref: PaymentRef;
      readonly terms: Terms;
      readonly shares: readonly AgreedShare[];
      readonly at: Instant;
    }
  | { readonly type: 'PaymentActionRequired'; readonly reference: string; readonly url: string; readonly at: Instant }
  | { readonly type: 'PaymentAuthorized'; readonly reference: string; readonly at: Instant }
  | { readonly type: 'CashPromised'; readonly at: Instant }
  | { readonly type: 'CashAgreed'; readonly orderIds: readonly OrderId[]; readonly at: Instant }
  | { readonly type: 'CashCollected'; readonly orderId: OrderId; readonly at: Instant }
  | { readonly type: 'PaymentFailed'; readonly ref: PaymentRef; readonly code: string; readonly hold: Hold; readonly at: Instant }
  | { readonly type: 'OrderShareCancelled'; readonly orderId: OrderId; readonly at: Instant }
  | { readonly type: 'PaymentCaptureRequested'; readonly orderIds: readonly OrderId[]; readonly at: Instant }
  | { readonly type: 'PaymentCaptured'; readonly transaction: string; readonly at: Instant }
  | { readonly type: 'PaymentVoidRequested'; readonly hold: Hold; readonly at: Instant }
  | { readonly type: 'PaymentVoided'; readonly ref: PaymentRef; readonly at: Instant }
  | { readonly type: 'HoldFound'; readonly hold: Hold; readonly at: Instant }
  | { readonly type: 'HoldReleased'; readonly at: Instant }
  | { readonly type: 'MoneyReturned'; readonly amount: Money; readonly transaction: string; readonly at: Instant }
  | { readonly type: 'RefundRequested'; readonly refund: Omit<Refund, 'done'>; readonly at: Instant }
  | { readonly type: 'PaymentRefunded'; readonly refundId: string; readonly transaction: string; readonly at: Instant }
  | {
      readonly type: 'EscrowReleased';
      readonly orderId: OrderId;
      readonly sellerAmount: Money;
      readonly commission: Money;
      readonly at: Instant;
    };

export type PaymentEventOf<Type extends PaymentEvent['type']> = Extract<PaymentEvent, { type: Type }>;

export const initial: Payment = { status: 'NONE' };
export const noHold: Hold = { kind: 'nothing' };

/** The shares of a payment; none for a tombstone. */
export const sharesOf = (payment: Payment): readonly Share[] => {
  if ('shares' in payment) return payment.shares;
  return 'agreement' in payment ? payment.agreement.shares : [];
};

export const termsOf = (payment: Payment): Terms | undefined => {
  if ('terms' in payment) return payment.terms;
  return 'agreement' in payment ? payment.agreement.terms : undefined;
};

/** The provider's ID of the payment, if known. */
export const referenceOf = (payment: Payment): string | undefined => {
  if ('reference' in payment) return payment.reference;
  return 'hold' in payment && 'reference' in payment.hold ? payment.hold.reference : undefined;
};

export const refundsOf = (payment: Payment): readonly Refund[] => ('refunds' in payment ? payment.refunds : []);

/** True for cash on delivery, which involves no provider. */
export const isCashOnDelivery = (payment: Payment): payment is CashPayment =>
  payment.status === 'PROMISED' || payment.status === 'CASH_DUE' || payment.status === 'COLLECTED';

/** True when the payment can take no money any more. */
export const hasEnded = (payment: Payment): boolean => 'hold' in payment;
