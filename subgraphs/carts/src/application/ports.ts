import type { Change, Versioned } from '@marketplace/application';
import type { CartId, Cause, CheckoutId, Clock, Id, Instant, Money, NewId, ProductId, UserId, VariantId } from '@marketplace/kernel';
import type { Cart, CartEvent, CartLine, Owner } from '../domain/cart';
import type { CheckoutOutcome, CheckoutRecord } from '../domain/checkout-record';
import type { LockRejection } from '../domain/commands';
import type { Listing, Listings } from '../domain/listing';

/** A cart with the listings of its lines, read together. Version 0 means not stored yet. */
export type ListedCart = Versioned<Cart> & { readonly listings: Listings };

export type CartChange = Change<Cart, CartEvent, ListedCart>;

/** Coupon codes tried with a change; stored with it for the rate limit. */
export type Attempt = { readonly userId: UserId; readonly codes: readonly string[]; readonly at: Instant };

/** The carts of buyers and guests. */
export type CartRepository = {
  /** The owner's open or frozen cart; at most one exists. */
  readonly findCurrent: (owner: Owner) => Promise<ListedCart | undefined>;
  /** A guest cart in any state. */
  readonly findByToken: (tokenHash: string) => Promise<ListedCart | undefined>;
  /** Writes the carts and the tried codes in one statement. Throws StaleWrite when one of the carts has changed. */
  readonly save: (changes: readonly CartChange[], cause: Cause, attempt?: Attempt) => Promise<readonly ListedCart[]>;
  /** The codes that a user has tried since this time. */
  readonly codesTried: (userId: UserId, since: Instant) => Promise<ReadonlySet<string>>;
  /** Records the displayed prices of lines. Publishes nothing and keeps the cart's version. */
  readonly recordDisplayedPrices: (lines: readonly CartLine[], cause: Cause) => Promise<void>;
};

/** An answer published for the checkout, because no cart has changed. */
export type CheckoutAnswer =
  { readonly type: 'LockRejected'; readonly reason: LockRejection; readonly currentVersion?: number } | { readonly type: 'Released' };

/** The record of a checkout as read (`known`), and its next outcome. */
export type CheckoutRecordChange = CheckoutOutcome & {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
  readonly known: CheckoutRecord | undefined;
};

/** The record of a checkout with its cart, or the requested cart if there is no record. */
export type CheckoutView = { readonly known?: CheckoutRecord; readonly found?: ListedCart };

/** The records of checkouts with the carts that they lock. */
export type CheckoutRepository = {
  readonly find: (checkoutId: CheckoutId, cartId?: CartId) => Promise<CheckoutView>;
  /** Checkouts whose carts were locked before this time, oldest first. */
  readonly lockedBefore: (time: Instant, limit: number) => Promise<readonly CheckoutId[]>;
  /** Writes the carts, their events and the checkout's record in one statement. Throws StaleWrite when one of them has changed. */
  readonly save: (changes: readonly CartChange[], change: CheckoutRecordChange, cause: Cause) => Promise<void>;
  /** Writes the checkout's record and the answer, if any. No cart changes. */
  readonly answer: (change: CheckoutRecordChange, answer: CheckoutAnswer | undefined, cause: Cause) => Promise<void>;
};

/** A cart without recent changes. */
export type InactiveCart = { readonly found: ListedCart; readonly lastChangedAt: Instant };

/** The content of CartAbandoned. It has its own id, because the cart does not change. */
export type Abandonment = {
  readonly id: Id<'Abandonment'>;
  readonly lineCount: number;
  readonly value: Money;
  readonly lastChangedAt: Instant;
};

/** Carts and related records without recent changes. */
export type InactiveCarts = {
  /** Users' open carts unchanged since this time, and not checked in this version; oldest first. */
  readonly find: (untouchedSince: Instant, limit: number) => Promise<readonly InactiveCart[]>;
  /** Marks a cart as checked, and publishes the abandonment, if any. Throws StaleWrite when the cart has changed. */
  readonly recordAbandonment: (cart: Versioned<Cart>, abandonment: Abandonment | undefined, cause: Cause) => Promise<void>;
  /** Deletes a batch of guest carts and ended carts unchanged since this time; returns the number. */
  readonly purgeCarts: (untouchedSince: Instant) => Promise<number>;
  /** Deletes records of ended checkouts; returns the number. */
  readonly purgeCheckouts: (endedBefore: Instant) => Promise<number>;
  /** Deletes coupon attempts; returns the number. */
  readonly purgeAttempts: (before: Instant) => Promise<number>;
};

/** A product with its variants, as published by products. */
export type ProductListing = Pick<Listing, 'productId' | 'sellerId' | 'title' | 'imageUrl' | 'published'> & {
  readonly variants: readonly (Pick<Listing, 'variantId' | 'sku' | 'options' | 'weightGrams'> & {
    /** All prices; the first is in the base currency of the product. */
    readonly prices: readonly [Money, ...Money[]];
  })[];
};

/** The version of the copy, if any, and the version of the event. */
export type CopyVersions = { readonly current: number | undefined; readonly incoming: number };

export type CopiedPrice = { readonly variantId: VariantId; readonly price: Money; readonly version: number };
export type CopiedAvailability = { readonly variantId: VariantId; readonly available: number; readonly version: number };

/** Carts' copy of the catalogue. Older versions never overwrite newer ones. */
export type CatalogueCopy = {
  readonly listings: (ids: readonly VariantId[]) => Promise<Listings>;
  readonly versionOf: (id: ProductId) => Promise<number | undefined>;
  /** Throws StaleWrite when the copy has changed since its version was read. */
  readonly storeProduct: (listing: ProductListing, versions: CopyVersions, cause: Cause) => Promise<void>;
  readonly withdrawProduct: (id: ProductId, versions: CopyVersions, cause: Cause) => Promise<void>;
  readonly storePrice: (price: CopiedPrice, cause: Cause) => Promise<void>;
  readonly storeAvailability: (availability: CopiedAvailability, cause: Cause) => Promise<void>;
};

/** Creates and hashes the tokens of guest carts. */
export type CartTokens = {
  /** Creates an unguessable token. */
  readonly make: () => string;
  /** The stored hash of a token. */
  readonly hash: (token: string) => string;
};

export type Ports = {
  readonly carts: CartRepository;
  readonly catalogue: CatalogueCopy;
  readonly tokens: CartTokens;
  readonly newId: NewId;
  readonly clock: Clock;
};
