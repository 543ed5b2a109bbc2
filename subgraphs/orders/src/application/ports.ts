import type { AggregateStore, Change, Page, Versioned } from '@marketplace/application';
import type { Cause, CheckoutId, Clock, Instant, NewId, OrderId, SellerId, UserId } from '@marketplace/kernel';
import type { OrderCommand, OrderRejection } from '../domain/decide';
import type { Order, OrderEvent, OrderTerms } from '../domain/order';

export type OrderStore = AggregateStore<Order, OrderCommand, OrderEvent, OrderRejection>;

/** The record of a checkout. `rejected` means that its amounts are invalid. */
export type CheckoutOrders = {
  readonly version: number;
  readonly status: 'open' | 'cancelled' | 'rejected';
  readonly orders: readonly Versioned<Order>[];
};

type KnownCheckout = { readonly checkoutId: CheckoutId; readonly known: CheckoutOrders | undefined };
export type CreationRejection = KnownCheckout & { readonly reason: 'checkout-cancelled' | 'invalid-amounts' };
export type CheckoutCancellation = KnownCheckout & { readonly changes: readonly Change<Order, OrderEvent>[] };

/** The orders of a checkout, which are created in one write or not at all. */
export type CheckoutRepository = {
  /** The orders of a checkout from this process's cache, all or none. They may be stale: another process may have written since. */
  readonly recall: (id: CheckoutId) => readonly Versioned<Order>[] | undefined;
  readonly find: (id: CheckoutId) => Promise<CheckoutOrders | undefined>;
  /** Creates every order of a checkout. Returns false and writes nothing if the checkout already has a record. */
  readonly createAll: (checkoutId: CheckoutId, terms: readonly OrderTerms[], cause: Cause) => Promise<boolean>;
  readonly reject: (rejection: CreationRejection, cause: Cause) => Promise<void>;
  /** Cancels the open orders of a checkout, and prevents that any is created later. */
  readonly cancel: (cancellation: CheckoutCancellation, cause: Cause) => Promise<void>;
};

/** The orders that are due for a job, oldest first. */
export type DueOrders = {
  readonly unpaidSince: (before: Instant, limit: number) => Promise<readonly OrderId[]>;
  readonly deliveredBefore: (before: Instant, limit: number) => Promise<readonly OrderId[]>;
};

/** An entry of an order's history. The version is the cursor of `orderTracking`. */
export type HistoryEntry = { readonly version: number; readonly status: string; readonly at: Instant; readonly reason?: string };

/** Reads for GraphQL, never for decisions. */
export type OrderViews = {
  readonly byIds: (ids: readonly OrderId[]) => Promise<readonly Versioned<Order>[]>;
  readonly ofBuyer: (buyerId: UserId, page: Page<OrderId>) => Promise<readonly Versioned<Order>[]>;
  readonly ofSeller: (sellerId: SellerId, page: Page<OrderId>) => Promise<readonly Versioned<Order>[]>;
  readonly history: (ids: readonly OrderId[]) => Promise<ReadonlyMap<string, readonly HistoryEntry[]>>;
  readonly historyAfter: (id: OrderId, version: number) => Promise<readonly HistoryEntry[]>;
};

export type Dependencies = {
  readonly orders: OrderStore;
  readonly checkouts: CheckoutRepository;
  readonly clock: Clock;
  readonly newId: NewId;
};
