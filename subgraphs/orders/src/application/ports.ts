import type { AggregateStore, Change, Page, Versioned } from '@marketplace/application';
import type { Cause, CheckoutId, Clock, Instant, NewId, OrderId, SellerId, UserId } from '@marketplace/kernel';
import type { OrderCommand, OrderRejection } from '../domain/decide';
import type { Order, OrderEvent, OrderTerms } from '../domain/order';

export type OrderStore = AggregateStore<Order, OrderCommand, OrderEvent, OrderRejection>;

/** Whether a checkout's orders may be made: undefined before anything happened. `rejected` are those whose amounts do not fit together. */
export type CheckoutOrders = {
  readonly version: number;
  readonly status: 'open' | 'cancelled' | 'rejected';
  readonly orders: readonly Versioned<Order>[];
};

type OfCheckout = { readonly checkoutId: CheckoutId; readonly known: CheckoutOrders | undefined };
export type CreationRejection = OfCheckout & { readonly reason: 'checkout-cancelled' | 'invalid-amounts' };
export type CheckoutCancellation = OfCheckout & { readonly changes: readonly Change<Order, OrderEvent>[] };

/** The orders of a checkout, which are made together or not at all. */
export type CheckoutRepository = {
  /** A checkout's orders as this process wrote them last, all or none; another process may have written since. */
  readonly recall: (id: CheckoutId) => readonly Versioned<Order>[] | undefined;
  readonly find: (id: CheckoutId) => Promise<CheckoutOrders | undefined>;
  /** Makes every order of a checkout, or none: false when something is known of the checkout, then nothing was written. */
  readonly createAll: (checkoutId: CheckoutId, terms: readonly OrderTerms[], cause: Cause) => Promise<boolean>;
  readonly reject: (rejection: CreationRejection, cause: Cause) => Promise<void>;
  /** Cancels what is open of a checkout, and makes sure that nothing of it can be made later. */
  readonly cancel: (cancellation: CheckoutCancellation, cause: Cause) => Promise<void>;
};

/** Orders that a job has to look at, oldest first. */
export type DueOrders = {
  readonly unpaidSince: (before: Instant, limit: number) => Promise<readonly OrderId[]>;
  readonly deliveredBefore: (before: Instant, limit: number) => Promise<readonly OrderId[]>;
};

/** One line of an order's history; the version is the cursor of live tracking. */
export type HistoryEntry = { readonly version: number; readonly status: string; readonly at: Instant; readonly reason?: string };

/** Reads for the graph; never for decisions. */
export type OrderViews = {
  readonly byIds: (ids: readonly OrderId[]) => Promise<readonly Versioned<Order>[]>;
  readonly ofBuyer: (buyerId: UserId, page: Page<OrderId>) => Promise<readonly Versioned<Order>[]>;
  readonly ofSeller: (sellerId: SellerId, page: Page<OrderId>) => Promise<readonly Versioned<Order>[]>;
  readonly history: (ids: readonly OrderId[]) => Promise<ReadonlyMap<string, readonly HistoryEntry[]>>;
  readonly historyAfter: (id: OrderId, version: number) => Promise<readonly HistoryEntry[]>;
};

export type Ports = {
  readonly orders: OrderStore;
  readonly checkouts: CheckoutRepository;
  readonly clock: Clock;
  readonly newId: NewId;
};
