import type { Cause, CheckoutId, Clock, Instant, NewId, OrderId, SellerId, UserId } from '@marketplace/kernel';
import type { Order, OrderEvent } from '../domain/order';

/** An order as it was read; a write is accepted only while nobody else has written since. */
export type Versioned<T> = {
  readonly version: number;
  /** The version of the last event that others have heard of; parcels' news are nobody else's. */
  readonly announced: number;
  readonly state: T;
};

/** Whether a checkout's orders may be made: undefined before anything happened. `rejected` are those whose amounts do not fit together. */
export type CheckoutOrders = {
  readonly version: number;
  readonly status: 'open' | 'cancelled' | 'rejected';
  readonly orders: readonly Versioned<Order>[];
};

export type OrderChange = { readonly order: Versioned<Order>; readonly events: readonly OrderEvent[] };

type OfCheckout = { readonly checkoutId: CheckoutId; readonly known: CheckoutOrders | undefined };
export type CreationRejection = OfCheckout & { readonly reason: 'checkout-cancelled' | 'invalid-amounts' };
export type CheckoutCancellation = OfCheckout & { readonly changes: readonly OrderChange[] };

export type OrderRepository = {
  readonly find: (id: OrderId) => Promise<Versioned<Order> | undefined>;
  /** A checkout's orders as this process wrote them last, all or none; perhaps somebody else has written since. */
  readonly recall: (id: CheckoutId) => readonly Versioned<Order>[] | undefined;
  readonly findOfCheckout: (id: CheckoutId) => Promise<CheckoutOrders | undefined>;
  /** Writes state, history and announcements as one; throws StaleWrite when one of the orders has moved on. */
  readonly saveAll: (changes: readonly OrderChange[], cause: Cause) => Promise<void>;
  /** Makes every order of a checkout, or none: false when something is known of the checkout, then nothing was written. */
  readonly createAll: (checkoutId: CheckoutId, orders: readonly Order[], cause: Cause) => Promise<boolean>;
  readonly rejectCreation: (rejection: CreationRejection, cause: Cause) => Promise<void>;
  /** Cancels what is open of a checkout, and makes sure that nothing of it can be made later. */
  readonly cancelCheckout: (cancellation: CheckoutCancellation, cause: Cause) => Promise<void>;
  readonly unpaidSince: (before: Instant, limit: number) => Promise<readonly OrderId[]>;
  readonly deliveredBefore: (before: Instant, limit: number) => Promise<readonly OrderId[]>;
};

/** One line of an order's history; the version is the cursor of live tracking. */
export type HistoryEntry = { readonly version: number; readonly status: string; readonly at: Instant; readonly reason?: string };

export type Page = { readonly limit: number; readonly before?: OrderId };

/** Reads for the graph; never for decisions. */
export type OrderViews = {
  readonly byIds: (ids: readonly OrderId[]) => Promise<readonly Versioned<Order>[]>;
  readonly ofBuyer: (buyerId: UserId, page: Page) => Promise<readonly Versioned<Order>[]>;
  readonly ofSellers: (sellerIds: readonly SellerId[], page: Page) => Promise<readonly Versioned<Order>[]>;
  readonly history: (ids: readonly OrderId[]) => Promise<ReadonlyMap<string, readonly HistoryEntry[]>>;
  readonly historyAfter: (id: OrderId, version: number) => Promise<readonly HistoryEntry[]>;
};

export type Ports = { readonly orders: OrderRepository; readonly clock: Clock; readonly newId: NewId };
