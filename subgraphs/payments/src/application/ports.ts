import type { AggregateStore, Alert, Change, Retry, SystemCause, Versioned } from '@marketplace/application';
import type { Cause, Clock, Duration, Instant, Money, OrderId, PaymentId } from '@marketplace/kernel';
import type { PaymentCommand, PaymentRejection } from '../domain/commands';
import type { LedgerTransaction } from '../domain/ledger';
import type { KnownPayment, PaymentEvent } from '../domain/payment';
import type { ProviderStep } from '../domain/steps';
import type { Gateway } from './gateway';

/** A payment as it was read, with what is kept beside its state. */
export type Stored = Versioned<KnownPayment> & {
  /** The flow that the payment belongs to; everything that happens to it later is part of it. */
  readonly correlationId: string;
  /** The payment method under the platform's key; gone as soon as it is not needed any more. */
  readonly sealedMethod?: string;
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

/** What happens to a payment, with the call or the message that caused it. A call without an answer causes no events. */
export type PaymentChange = Change<KnownPayment, PaymentEvent, Stored> & { readonly attempt?: Attempt; readonly webhook?: Webhook };

type PaymentStore = AggregateStore<KnownPayment, PaymentCommand, PaymentEvent, PaymentRejection, Stored>;

export type PaymentRepository = Pick<PaymentStore, 'find' | 'recall'> & {
  /** The payment of an order that can still take money, or else the last one that was tried. */
  readonly findOfOrder: (id: OrderId) => Promise<Stored | undefined>;
  /**
   * Writes the first events of a payment, and returns it. Undefined when there is one already, another of its checkout that
   * can still take money, or no order that was not noted as cancelled; then nothing was written.
   */
  readonly begin: (change: PaymentChange, cause: Cause) => Promise<Stored | undefined>;
  /**
   * Writes state, history, books and announcements as one, and returns the payment. Throws StaleWrite when it has moved on,
   * and when it would wait for orders, or take money for one, whose cancellation was noted meanwhile.
   */
  readonly save: (change: PaymentChange, cause: Cause) => Promise<Stored>;
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
  readonly byIds: (ids: readonly PaymentId[]) => Promise<readonly Stored[]>;
  /** By order, the payment that `findOfOrder` finds. */
  readonly ofOrders: (ids: readonly OrderId[]) => Promise<ReadonlyMap<string, Stored>>;
};

export type LedgerViews = {
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
  readonly retry: Retry;
  /** Money may be stuck. */
  readonly alert: Alert;
  readonly systemCause: SystemCause;
};
