import type { CartId, Cause, CheckoutId, Instant, Money, NewId, ProductId, VariantId } from '@marketplace/kernel';
import type { Cart, CartEvent, Owner } from '../domain/cart';
import type { CheckoutRecord } from '../domain/checkout-record';
import type { FreezeRejection } from '../domain/decide';
import type { Listing, Listings } from '../domain/listing';

/** A cart as it was read; a write is accepted only while nobody else has written since. Version 0 is not stored yet. */
export type Versioned<T> = { readonly version: number; readonly state: T };

/** A cart with what the catalogue says of its lines, both read at once. */
export type ListedCart = { readonly cart: Versioned<Cart>; readonly listings: Listings };

export type CartChange = { readonly cart: Versioned<Cart>; readonly events: readonly CartEvent[] };

/** What carts answers in the name of a checkout, when no cart of its own has a say. */
export type CheckoutAnswer =
  | { readonly type: 'FreezeRejected'; readonly reason: FreezeRejection; readonly currentVersion?: number }
  | { readonly type: 'Released' };

/** The record of a checkout as it was read, and what it becomes; written with what it records. */
export type CheckoutStep = {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
  readonly known: CheckoutRecord | undefined;
  readonly outcome: CheckoutRecord['outcome'];
};

export type CartRepository = {
  readonly findAll: (ids: readonly CartId[]) => Promise<readonly ListedCart[]>;
  /** The owner's open or frozen cart; there is one at most. */
  readonly findCurrent: (owner: Owner) => Promise<ListedCart | undefined>;
  /** A guest's cart in whatever state. */
  readonly findByToken: (tokenHash: string) => Promise<ListedCart | undefined>;
  readonly findCheckout: (id: CheckoutId) => Promise<CheckoutRecord | undefined>;
  /** Writes the carts, their announcements and the checkout's record as one; throws StaleWrite when one of them has moved on. */
  readonly saveAll: (changes: readonly CartChange[], cause: Cause, step?: CheckoutStep) => Promise<void>;
  /** Writes the checkout's record and its answer; no cart changes. */
  readonly answer: (step: CheckoutStep, answer: CheckoutAnswer, cause: Cause) => Promise<void>;
  /** Deletes guests' carts and ended carts that nobody touched since, some at a time; returns how many. */
  readonly purgeCarts: (untouchedSince: Instant) => Promise<number>;
  /** Deletes records of ended checkouts; returns how many. */
  readonly purgeCheckouts: (endedBefore: Instant) => Promise<number>;
};

/** What the catalogue says of a product and all its variants. */
export type ProductListing = Pick<Listing, 'productId' | 'sellerId' | 'title' | 'imageUrl' | 'published'> & {
  readonly variants: readonly Pick<Listing, 'variantId' | 'sku' | 'options' | 'price' | 'weightGrams'>[];
};

/** A version of a thing that carts keep a copy of: the one the copy has, if any, and the one that was announced. */
export type CopyVersions = { readonly known: number | undefined; readonly announced: number };

export type CopiedPrice = { readonly variantId: VariantId; readonly price: Money; readonly version: number };
export type CopiedAvailability = { readonly variantId: VariantId; readonly available: number; readonly version: number };

/** Carts' own copy of the catalogue; nothing older ever overwrites something newer. */
export type CatalogueCopy = {
  readonly listings: (ids: readonly VariantId[]) => Promise<Listings>;
  readonly versionOf: (id: ProductId) => Promise<number | undefined>;
  /** Throws StaleWrite when the copy has moved on since its version was read. */
  readonly storeProduct: (listing: ProductListing, versions: CopyVersions, cause: Cause) => Promise<void>;
  readonly withdrawProduct: (id: ProductId, versions: CopyVersions, cause: Cause) => Promise<void>;
  readonly storePrice: (price: CopiedPrice, cause: Cause) => Promise<void>;
  readonly storeAvailability: (availability: CopiedAvailability, cause: Cause) => Promise<void>;
};

/** Makes and recognises the secrets that guests hold their carts by. */
export type CartTokens = {
  /** A new token that nobody can guess. */
  readonly make: () => string;
  /** What is stored of a token; equal tokens have equal hashes. */
  readonly hash: (token: string) => string;
};

export type Ports = {
  readonly carts: CartRepository;
  readonly catalogue: CatalogueCopy;
  readonly tokens: CartTokens;
  readonly newId: NewId;
};
