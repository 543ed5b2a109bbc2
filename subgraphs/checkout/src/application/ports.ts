import type { Page } from '@marketplace/application';
import type { Cause, CheckoutId, Clock, Instant, Money, NewId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import type { PaymentMethod } from '../domain/request';
import type { Transition } from '../domain/transition';

export type StoredCheckout = {
  readonly version: number;
  /** The version of the last published event. */
  readonly announced: number;
  readonly correlationId: string;
  readonly checkout: Checkout;
};

/** Stores sagas. State, step log, failures, messages and deadline are one write. */
export type CheckoutStore = {
  readonly find: (id: CheckoutId) => Promise<StoredCheckout | undefined>;
  readonly findMany: (ids: readonly CheckoutId[]) => Promise<readonly StoredCheckout[]>;
  /** The checkout as this process last wrote it, or else as stored. Stale reads are safe: a write from an old version fails. */
  readonly recent: (id: CheckoutId) => Promise<StoredCheckout | undefined>;
  readonly begin: (transition: Transition, cause: Cause) => Promise<void>;
  /** Throws StaleWrite when the checkout has changed since it was read. */
  readonly advance: (stored: StoredCheckout, transition: Transition, cause: Cause) => Promise<void>;
  readonly due: (now: Instant, limit: number) => Promise<readonly DueCheckout[]>;
  /** Counts the stuck checkouts, and records an alert for those without one since their last progress. Returns the latter as `unreported`. */
  readonly reportStuck: (criteria: StuckCriteria) => Promise<StuckReport>;
  /** The stuck checkouts, oldest first. */
  readonly stuck: (criteria: StuckCriteria, page: Page<CheckoutId>) => Promise<readonly StuckCheckout[]>;
};

/** A checkout whose deadline has passed, with its version at that time. */
export type DueCheckout = { readonly id: CheckoutId; readonly version: number };

/** A checkout is stuck when it has missed this many deadlines, or when its deadline is before this time and was not handled. */
export type StuckCriteria = { readonly deadlinesPassed: number; readonly deadlineBefore: Instant };

export type StuckReport = { readonly count: number; readonly unreported: readonly CheckoutId[] };

export type StuckCheckout = { readonly checkout: Checkout; readonly startedAt: Instant; readonly deadline: Instant | undefined };

/** Encrypts data that must not be readable in events or at rest. */
export type Sealing = { readonly seal: (value: unknown) => string };

export type Address = {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly city: string;
  readonly postalCode: string;
  readonly region?: string | undefined;
  readonly countryCode: string;
  readonly phone?: string | undefined;
};

/** The request of a buyer. */
export type StartCheckout = {
  readonly cartId: string;
  readonly expectedCartVersion: number;
  readonly shippingAddress: Address;
  readonly shippingOptionIds: readonly string[];
  readonly paymentMethod: PaymentMethod;
  readonly keepOnDecline: boolean;
  /** The total displayed to the buyer. A higher price aborts the checkout. */
  readonly expectedTotal?: Money;
};

export type Ports = { readonly checkouts: CheckoutStore; readonly sealing: Sealing; readonly clock: Clock; readonly newId: NewId };
