import type { Cause, Clock, Duration, Instant, Money, OrderId, PaymentId } from '@marketplace/kernel';
import type { LedgerTransaction } from '../domain/ledger';
import type { Payment, PaymentEvent, PaymentRef } from '../domain/payment';
import type { ProviderStep } from '../domain/steps';

/** A payment as it was read, with what is kept beside its state; a write is accepted only while nobody has written since. */
export type Stored = {
  readonly version: number;
  readonly state: Payment;
  /** The flow that the payment belongs to; everything that happens to it later is part of it. */
  readonly correlationId: string;
  /** The payment method under the platform's key; gone as soon as it is not needed any more. */
  readonly sealedMethod?: string;
  /** The version of the last event that others have heard of; 0 when there is none. */
  readonly announced: number;
  /** Calls for the present step that were not answered. */
  readonly attempts: number;
  readonly nextAttemptAt?: Instant;
  /** Orders of this payment that were cancelled before the payment could hear of it. */
  readonly cancelledElsewhere: readonly OrderId[];
};

/** One call to the provider, as it is written down. */
export type Attempt = {
  readonly kind: ProviderStep['kind'];
  readonly key: string;
  readonly outcome: string;
  readonly detail?: string;
  readonly at: Instant;
};

/** A message of the provider; remembered by its id, so that it is heard once. */
export type Webhook = { readonly id: string; readonly type: string };

export type PaymentChange = {
  readonly payment: Stored;
  readonly events: readonly PaymentEvent[];
  readonly after: Stored;
  readonly attempt?: Attempt;
  readonly webhook?: Webhook;
};

export type PaymentRepository = {
  readonly find: (id: PaymentId) => Promise<Stored | undefined>;
  /** A payment as this process wrote it last; perhaps somebody else has written since. */
  readonly recall: (id: PaymentId) => Stored | undefined;
  /** The payment of an order that can still take money, or else the last one that was tried. */
  readonly findOfOrder: (id: OrderId) => Promise<Stored | undefined>;
  /**
   * Writes the first events of a payment, and returns it. Undefined when there is one already, another of its checkout that
   * can still take money, or no order that was not noted as cancelled; then nothing was written.
   */
  readonly begin: (ref: PaymentRef, change: PaymentChange, cause: Cause) => Promise<Stored | undefined>;
  /**
   * Writes state, history, books and announcements as one, and returns the payment. Throws StaleWrite when it has moved on,
   * and when it would wait for orders, or take money for one, whose cancellation was noted meanwhile.
   */
  readonly save: (change: PaymentChange, cause: Cause) => Promise<Stored>;
  /** Notes a call that was not answered, and when to ask again; throws StaleWrite when the payment has moved on. */
  readonly postpone: (payment: Stored, after: Stored, attempt: Attempt) => Promise<void>;
  /** Payments with a call to make; a claimed one is not due again before the lease ends. */
  readonly claimDue: (now: Instant, lease: Duration, limit: number) => Promise<readonly Stored[]>;
  /** Payments that have waited for their buyer since a moment and were not asked for since then; they count as asked for now. */
  readonly claimUnconfirmed: (now: Instant, since: Instant, limit: number) => Promise<readonly Stored[]>;
  /** An order that no payment takes money for was cancelled: a payment that comes for it later will leave it out. */
  readonly noteCancelledOrder: (id: OrderId) => Promise<void>;
  /** Those of some orders whose cancellation was noted. */
  readonly cancelledAmong: (ids: readonly OrderId[]) => Promise<readonly OrderId[]>;
  readonly hasHeard: (webhook: Webhook) => Promise<boolean>;
  /** Forgets messages that the provider cannot send again any more; returns how many. */
  readonly forgetWebhooks: (before: Instant) => Promise<number>;
};

/** What a provider says has become of a payment; `unknown` when it said nothing that can be relied on. */
export type GatewayOutcome =
  | { readonly kind: 'authorized'; readonly reference: string }
  | { readonly kind: 'action-required'; readonly reference: string; readonly url: string }
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'captured'; readonly reference: string; readonly transaction: string; readonly amount: Money }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'refunded'; readonly transaction: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export type TimeWindow = { readonly from: Instant; readonly to: Instant };

/** A payment as the provider has it, for reconciliation. */
export type ProviderPayment = {
  readonly reference: string;
  readonly paymentId?: PaymentId;
  readonly captured: Money;
  readonly refunded: Money;
};

/** What the provider keeps of a capture. */
export type ProviderFee = { readonly transaction: string; readonly fee: Money };

/** A payment provider. Every function answers; a provider that does not is an `unknown`, never a throw. */
export type Gateway = {
  readonly name: string;
  readonly authorize: (request: {
    readonly ref: PaymentRef;
    readonly amount: Money;
    readonly token: string;
    readonly key: string;
  }) => Promise<GatewayOutcome>;
  readonly capture: (request: { readonly reference: string; readonly amount: Money; readonly key: string }) => Promise<GatewayOutcome>;
  readonly void: (request: { readonly reference: string; readonly key: string }) => Promise<GatewayOutcome>;
  readonly refund: (request: {
    readonly reference: string;
    readonly refundId: string;
    readonly amount: Money;
    readonly key: string;
  }) => Promise<GatewayOutcome>;
  /** What became of an earlier call: by the provider's reference, or by our id among what was made since. Undefined when there is nothing. */
  readonly find: (
    payment: { readonly reference: string } | { readonly paymentId: PaymentId; readonly since: Instant },
  ) => Promise<GatewayOutcome | undefined>;
  readonly findRefund: (request: { readonly reference: string; readonly refundId: string }) => Promise<GatewayOutcome | undefined>;
  /** Undefined while the provider does not answer. */
  readonly paymentsIn: (window: TimeWindow) => Promise<readonly ProviderPayment[] | undefined>;
  readonly feesIn: (window: TimeWindow) => Promise<readonly ProviderFee[] | undefined>;
};

/** Our side of a reconciliation. `unsettled` while a call to the provider is still to be answered. */
export type BookedPayment = {
  readonly paymentId: PaymentId;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly unsettled: boolean;
};

export type Reconciliation = {
  /** Up to where a job has looked; undefined before its first run. */
  readonly doneUntil: (job: string) => Promise<Instant | undefined>;
  readonly setDoneUntil: (job: string, until: Instant) => Promise<void>;
  readonly booked: (ids: readonly PaymentId[]) => Promise<readonly BookedPayment[]>;
  /** Payments whose capture has one of these provider transactions and whose fee is not in the books yet. */
  readonly withoutFee: (transactions: readonly string[]) => Promise<ReadonlyMap<string, PaymentId>>;
  readonly book: (bookings: readonly LedgerTransaction[], cause: Cause) => Promise<void>;
};

export type LedgerAccount = { readonly account: string; readonly debit: Money; readonly credit: Money };
export type LedgerLine = {
  readonly id: string;
  readonly transactionId: string;
  readonly kind: string;
  readonly account: string;
  readonly debit: Money;
  readonly credit: Money;
  readonly referenceId: string;
  readonly at: Instant;
};

/** Reads for the graph; never for decisions. */
export type PaymentViews = {
  readonly byIds: (ids: readonly PaymentId[]) => Promise<ReadonlyMap<string, Stored>>;
  readonly ofOrders: (ids: readonly OrderId[]) => Promise<ReadonlyMap<string, Stored>>;
  readonly accounts: (prefix: string, limit: number) => Promise<readonly LedgerAccount[]>;
  /** Every entry of the transactions that touch a payment, an order or a refund. */
  readonly entries: (reference: string) => Promise<readonly LedgerLine[]>;
};

export type Ports = {
  readonly payments: PaymentRepository;
  readonly gateway: Gateway;
  /** Opens a sealed payment method; undefined when it is none. */
  readonly tokenOf: (sealedMethod: string) => string | undefined;
  readonly clock: Clock;
  /** Runs work again while others win the race for the payment. */
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
  /** Calls for a human: money may be stuck. */
  readonly alert: (what: string, facts: Readonly<Record<string, unknown>>) => void;
};
