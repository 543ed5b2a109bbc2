import type { AggregateStore, Alert, Change, Retry, SystemCause, Versioned } from '@marketplace/application';
import type { Cause, Clock, Duration, Instant, Money, OrderId, PaymentId } from '@marketplace/kernel';
import type { PaymentCommand, PaymentRejection } from '../domain/commands';
import type { LedgerTransaction } from '../domain/ledger';
import type { ExistingPayment, PaymentEvent } from '../domain/payment';
import type { ProviderRequest } from '../domain/provider-request';
import type { Gateway } from './gateway';

/** A payment as it was read, with the fields stored besides its state. */
export type StoredPayment = Versioned<ExistingPayment> & {
  /** The correlation ID of the payment's flow, for all its later changes. */
  readonly correlationId: string;
  /** The payment method, encrypted with the platform's key; deleted when it is no longer needed. */
  readonly sealedMethod?: string;
  /** The number of unanswered attempts of the current request. */
  readonly attempts: number;
  readonly nextAttemptAt?: Instant;
  /** The orders of this payment whose cancellation was recorded before the payment knew it. */
  readonly cancelledElsewhere: readonly OrderId[];
};

/** A recorded call to the provider. */
export type Attempt = {
  readonly kind: ProviderRequest['kind'];
  readonly key: string;
  readonly outcome: string;
  readonly detail?: string;
  readonly at: Instant;
};

/** A webhook event of the provider; its ID is stored so that it is handled once. */
export type Webhook = { readonly id: string; readonly type: string };

/** A change of a payment, with the call or webhook event that caused it. A call without an answer causes no events. */
export type PaymentChange = Change<ExistingPayment, PaymentEvent, StoredPayment> & {
  readonly attempt?: Attempt;
  readonly webhook?: Webhook;
};

type PaymentStore = AggregateStore<ExistingPayment, PaymentCommand, PaymentEvent, PaymentRejection, StoredPayment>;

export type PaymentRepository = Pick<PaymentStore, 'find' | 'cached'> & {
  /** The payment of an order that can still take money, or else the last one. */
  readonly findOfOrder: (id: OrderId) => Promise<StoredPayment | undefined>;
  /**
   * Creates a payment and returns it. Returns undefined and writes nothing when the payment exists, when another payment of the
   * checkout can still take money, or when all its orders are recorded as cancelled.
   */
  readonly create: (change: PaymentChange, cause: Cause) => Promise<StoredPayment | undefined>;
  /**
   * Writes state, history, ledger and events in one transaction, and returns the payment. Throws StaleWrite when the payment has
   * changed, and when orders that it waits for or takes money for were recorded as cancelled meanwhile.
   */
  readonly save: (change: PaymentChange, cause: Cause) => Promise<StoredPayment>;
  /** Claims payments with a due call; a claimed one is not due again before the lease ends. */
  readonly claimDue: (now: Instant, lease: Duration, limit: number) => Promise<readonly StoredPayment[]>;
  /** Claims payments that wait for their buyer since `since` and were not checked since then; marks them as checked now. */
  readonly claimUnconfirmed: (now: Instant, since: Instant, limit: number) => Promise<readonly StoredPayment[]>;
  /** Records the cancellation of an order without a payment; a later payment leaves the order out. */
  readonly recordCancelledOrder: (id: OrderId) => Promise<void>;
  /** The orders whose cancellation was recorded. */
  readonly cancelledAmong: (ids: readonly OrderId[]) => Promise<readonly OrderId[]>;
  readonly isWebhookHandled: (webhook: Webhook) => Promise<boolean>;
  /** Deletes webhook events received before this time; returns their number. */
  readonly deleteWebhooks: (before: Instant) => Promise<number>;
};

/** A payment in our ledger, for reconciliation. `unsettled` while a call to the provider is pending. */
export type BookedPayment = {
  readonly paymentId: PaymentId;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly unsettled: boolean;
};

export type Reconciliation = {
  /** The end of the period that a job has processed; undefined before its first run. */
  readonly doneUntil: (job: string) => Promise<Instant | undefined>;
  readonly setDoneUntil: (job: string, until: Instant) => Promise<void>;
  readonly booked: (ids: readonly PaymentId[]) => Promise<readonly BookedPayment[]>;
  /** The payments, by captured provider transaction, whose fee is not in the ledger yet. */
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
  readonly byIds: (ids: readonly PaymentId[]) => Promise<readonly StoredPayment[]>;
  /** The payment of each order, as in `findOfOrder`. */
  readonly ofOrders: (ids: readonly OrderId[]) => Promise<ReadonlyMap<string, StoredPayment>>;
};

export type LedgerViews = {
  readonly accounts: (prefix: string, limit: number) => Promise<readonly LedgerAccount[]>;
  /** All entries of the transactions of a payment, an order or a refund. */
  readonly entries: (reference: string) => Promise<readonly LedgerLine[]>;
};

export type Ports = {
  readonly payments: PaymentRepository;
  readonly gateway: Gateway;
  /** Decrypts a payment method; undefined if that fails. */
  readonly tokenOf: (sealedMethod: string) => string | undefined;
  readonly clock: Clock;
  readonly retry: Retry;
  readonly alert: Alert;
  readonly systemCause: SystemCause;
};
