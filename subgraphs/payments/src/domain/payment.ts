import type { CheckoutId, Instant, Money, OrderId, PaymentId, SellerId, UserId } from '@marketplace/kernel';

export type PaymentRef = { readonly paymentId: PaymentId; readonly checkoutId: CheckoutId };

/** By card at a provider, or in cash to the courier who hands the goods over. */
export type PaymentMethod = 'CARD' | 'CASH_ON_DELIVERY';

/** What was agreed; fixed from the first event on, the currency above all. */
export type Terms = { readonly buyerId: UserId; readonly amount: Money; readonly method: PaymentMethod; readonly createdAt: Instant };

/** The part of the payment that is for one order. */
export type AgreedShare = {
  readonly orderId: OrderId;
  readonly sellerId: SellerId;
  /** What the buyer pays. */
  readonly amount: Money;
  /** What the platform adds for its own discounts: the seller's, and never the buyer's. */
  readonly platformDiscount: Money;
};

/** A share and what became of it. A share that was cancelled after its capture began is both, and owed back. */
export type Share = AgreedShare & {
  readonly cancelled: boolean;
  /** Whether the capture that was asked for, or the cash that was agreed on, covers this share. */
  readonly inCapture: boolean;
  /** Whether a courier has taken the cash for it. */
  readonly collected: boolean;
  readonly refunded: Money;
  /** Whether the seller has been credited; escrow is released once. */
  readonly released: boolean;
};

/** Money that goes back to the buyer; `done` once the provider has said so. */
export type Refund = {
  readonly id: string;
  readonly orderId: OrderId;
  readonly amount: Money;
  readonly reason: string;
  readonly done: boolean;
};

/**
 * What the provider may still have of the buyer's money although the payment is over: certainly nothing, perhaps
 * something, a hold, or money that was taken. `returned` is money that was taken and has been given back.
 */
export type Hold =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unclear' }
  | { readonly kind: 'held'; readonly reference: string }
  | { readonly kind: 'taken'; readonly reference: string; readonly amount: Money }
  | { readonly kind: 'returned' };

type Agreement = { readonly terms: Terms; readonly shares: readonly Share[] };
type Known = Agreement & { readonly ref: PaymentRef };
type Referenced = Known & { readonly reference: string };

/** A payment that was over before its terms arrived has none: it is a tombstone. */
type Over = { readonly ref: PaymentRef; readonly agreement?: Agreement; readonly hold: Hold };

export type TakenPayment = { readonly status: 'CAPTURED' | 'REFUNDED'; readonly refunds: readonly Refund[] } & Referenced;

/** Cash on delivery: promised until the orders are confirmed, then due at the doors, then collected at all of them. */
export type CashPayment = { readonly status: 'PROMISED' | 'CASH_DUE' | 'COLLECTED' } & Known;

export type Payment =
  | { readonly status: 'NONE' }
  | ({ readonly status: 'REQUESTED' } & Known)
  | ({ readonly status: 'ACTION_REQUIRED'; readonly url: string } & Referenced)
  | ({ readonly status: 'AUTHORIZED' } & Referenced)
  | ({ readonly status: 'CAPTURING' } & Referenced)
  | TakenPayment
  | CashPayment
  | ({ readonly status: 'VOIDING' } & Over)
  | ({ readonly status: 'FAILED'; readonly code: string } & Over)
  | ({ readonly status: 'VOIDED' } & Over);

export type PaymentStatus = Payment['status'];
export type KnownPayment = Exclude<Payment, { status: 'NONE' }>;

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
export const nothingHeld: Hold = { kind: 'nothing' };

/** Shares of a payment, none for a tombstone. */
export const sharesOf = (payment: Payment): readonly Share[] => {
  if ('shares' in payment) return payment.shares;
  return 'agreement' in payment ? payment.agreement.shares : [];
};

export const termsOf = (payment: Payment): Terms | undefined => {
  if ('terms' in payment) return payment.terms;
  return 'agreement' in payment ? payment.agreement.terms : undefined;
};

/** The provider's name for the payment, as far as it is known. */
export const referenceOf = (payment: Payment): string | undefined => {
  if ('reference' in payment) return payment.reference;
  return 'hold' in payment && 'reference' in payment.hold ? payment.hold.reference : undefined;
};

export const refundsOf = (payment: Payment): readonly Refund[] => ('refunds' in payment ? payment.refunds : []);

/** Whether couriers collect the money; no provider has anything to do with it. */
export const isCash = (payment: Payment): payment is CashPayment =>
  payment.status === 'PROMISED' || payment.status === 'CASH_DUE' || payment.status === 'COLLECTED';

/** Whether no money can be taken any more. */
export const isOver = (payment: Payment): boolean => 'hold' in payment;
