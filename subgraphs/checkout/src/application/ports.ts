import type { Cause, CheckoutId, Clock, Instant, NewId, UserId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import type { Transition } from '../domain/transition';

export type StoredCheckout = { readonly version: number; readonly correlationId: string; readonly checkout: Checkout };

/** Keeps the process: state, step log, failures, announcements and deadline as one write. */
export type CheckoutStore = {
  readonly find: (id: CheckoutId) => Promise<StoredCheckout | undefined>;
  /** As this process last wrote it, else as it is stored: good for deciding (a late decision is refused) and for live telling. */
  readonly recent: (id: CheckoutId) => Promise<StoredCheckout | undefined>;
  readonly begin: (transition: Transition, cause: Cause) => Promise<void>;
  /** Throws StaleWrite when the checkout has moved on since it was read. */
  readonly advance: (stored: StoredCheckout, transition: Transition, cause: Cause) => Promise<void>;
  readonly due: (now: Instant, limit: number) => Promise<readonly CheckoutId[]>;
  /** Checkouts that were told of so many deadlines since their last progress, or that should have been told long ago. */
  readonly stuck: (sign: StuckSign) => Promise<StuckCheckouts>;
};

export type StuckSign = { readonly deadlinesPassed: number; readonly deadlineBefore: Instant; readonly limit: number };

/** How many there are, and the ids of those that began first. */
export type StuckCheckouts = { readonly count: number; readonly ids: readonly CheckoutId[] };

/** Hides what must not be read in events or at rest. */
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

export type StartCheckout = {
  readonly buyerId: UserId;
  readonly cartId: string;
  readonly expectedCartVersion: number;
  readonly shippingAddress: Address;
  readonly shippingOptionIds: readonly string[];
  readonly paymentToken: string;
};

export type Ports = { readonly checkouts: CheckoutStore; readonly sealing: Sealing; readonly clock: Clock; readonly newId: NewId };
