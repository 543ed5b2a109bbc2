import type { Page } from '@marketplace/application';
import type { Cause, CheckoutId, Clock, Instant, Money, NewId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import type { AskedMethod } from '../domain/request';
import type { Transition } from '../domain/transition';

export type StoredCheckout = {
  readonly version: number;
  /** The version of the last event that other contexts have received. */
  readonly announced: number;
  readonly correlationId: string;
  readonly checkout: Checkout;
};

/** Keeps the process: state, step log, failures, announcements and deadline as one write. */
export type CheckoutStore = {
  readonly find: (id: CheckoutId) => Promise<StoredCheckout | undefined>;
  readonly findMany: (ids: readonly CheckoutId[]) => Promise<readonly StoredCheckout[]>;
  /** As this process last wrote it, else as it is stored: good for deciding (a late decision is refused) and for live telling. */
  readonly recent: (id: CheckoutId) => Promise<StoredCheckout | undefined>;
  readonly begin: (transition: Transition, cause: Cause) => Promise<void>;
  /** Throws StaleWrite when the checkout has moved on since it was read. */
  readonly advance: (stored: StoredCheckout, transition: Transition, cause: Cause) => Promise<void>;
  readonly due: (now: Instant, limit: number) => Promise<readonly DueCheckout[]>;
  /** How many checkouts make no progress; and those of them that were not told of since they last moved, which now they are. */
  readonly tellStuck: (sign: StuckSign) => Promise<{ readonly count: number; readonly untold: readonly CheckoutId[] }>;
  /** Checkouts that make no progress, those that began first first: ids follow the time. */
  readonly stuck: (sign: StuckSign, page: Page<CheckoutId>) => Promise<readonly StuckCheckout[]>;
};

/** A checkout whose deadline has passed, as it was when that was seen. */
export type DueCheckout = { readonly id: CheckoutId; readonly version: number };

/** Was told of so many deadlines in vain, or should have been told long ago. */
export type StuckSign = { readonly deadlinesPassed: number; readonly deadlineBefore: Instant };

export type StuckCheckout = { readonly checkout: Checkout; readonly startedAt: Instant; readonly deadline: Instant | undefined };

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

/** What a buyer asks for. */
export type StartCheckout = {
  readonly cartId: string;
  readonly expectedCartVersion: number;
  readonly shippingAddress: Address;
  readonly shippingOptionIds: readonly string[];
  readonly paymentMethod: AskedMethod;
  readonly keepOnDecline: boolean;
  /** What the buyer was shown; at more than that nothing is bought. */
  readonly expectedTotal?: Money;
};

export type Ports = { readonly checkouts: CheckoutStore; readonly sealing: Sealing; readonly clock: Clock; readonly newId: NewId };
