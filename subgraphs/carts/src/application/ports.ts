import type { Change, Versioned } from '@marketplace/application';
import type { CartId, Cause, CheckoutId, Clock, Id, Instant, Money, NewId, ProductId, UserId, VariantId } from '@marketplace/kernel';
import type { Cart, CartEvent, CartLine, Owner } from '../domain/cart';
import type { CheckoutOutcome, CheckoutRecord } from '../domain/checkout-record';
import type { FreezeRejection } from '../domain/commands';
import type { Listing, Listings } from '../domain/listing';

/** A cart with what the catalogue says of its lines, both read at once. One of version 0 is not stored yet. */
export type ListedCart = Versioned<Cart> & { readonly listings: Listings };

export type CartChange = Change<Cart, CartEvent, ListedCart>;

/** Codes that a user tries with a change; stored with it, because the number of tries is limited. */
export type Attempt = { readonly userId: UserId; readonly codes: readonly string[]; readonly at: Instant };

/** The carts of people. */
export type CartRepository = {
  /** The owner's open or frozen cart; there is one at most. */
  readonly findCurrent: (owner: Owner) => Promise<ListedCart | undefined>;
  /** A guest's cart in whatever state. */
  readonly findByToken: (tokenHash: string) => Promise<ListedCart | undefined>;
  /** Writes the carts and the codes that were tried as one; throws StaleWrite when one of the carts has moved on. */
  readonly save: (changes: readonly CartChange[], cause: Cause, attempt?: Attempt) => Promise<readonly ListedCart[]>;
  /** Which codes a user has tried since. */
  readonly codesTried: (userId: UserId, since: Instant) => Promise<ReadonlySet<string>>;
  /** Stores the prices that were shown of lines. Nothing is announced, and the cart keeps its version. */
  readonly recordDisplayedPrices: (lines: readonly CartLine[], cause: Cause) => Promise<void>;
};

/** What carts answers in the name of a checkout, when no cart of its own has a say. */
export type CheckoutAnswer =
  { readonly type: 'FreezeRejected'; readonly reason: FreezeRejection; readonly currentVersion?: number } | { readonly type: 'Released' };

/** The record of a checkout as it was read, and what it becomes; written with what it records. */
export type CheckoutStep = CheckoutOutcome & {
  readonly checkoutId: CheckoutId;
  readonly cartId: CartId;
  readonly known: CheckoutRecord | undefined;
};

/** What there is for a checkout: the record of it, and the cart that it names or, without one, that was asked for. */
export type CheckoutView = { readonly known?: CheckoutRecord; readonly found?: ListedCart };

/** What carts has done for checkouts, and the carts that they hold. */
export type CheckoutRepository = {
  readonly find: (checkoutId: CheckoutId, cartId?: CartId) => Promise<CheckoutView>;
  /** Checkouts whose carts were frozen before; oldest first. */
  readonly frozenBefore: (moment: Instant, limit: number) => Promise<readonly CheckoutId[]>;
  /** Writes the carts, their announcements and the checkout's record as one; throws StaleWrite when one of them has moved on. */
  readonly save: (changes: readonly CartChange[], step: CheckoutStep, cause: Cause) => Promise<void>;
  /** Writes the checkout's record, and its answer if there is one to give; no cart changes. */
  readonly answer: (step: CheckoutStep, answer: CheckoutAnswer | undefined, cause: Cause) => Promise<void>;
};

/** A cart that nobody has touched for long. */
export type InactiveCart = { readonly found: ListedCart; readonly lastChangedAt: Instant };

/** What is announced of an abandoned cart, under an id of its own: it changes nothing about the cart. */
export type Abandonment = {
  readonly id: Id<'Abandonment'>;
  readonly lineCount: number;
  readonly value: Money;
  readonly lastChangedAt: Instant;
};

/** What becomes of carts, and of what was kept beside them, when nobody touches them any more. */
export type InactiveCarts = {
  /** Users' open carts that nobody has touched since, and that were not looked at in this version; oldest first. */
  readonly find: (untouchedSince: Instant, limit: number) => Promise<readonly InactiveCart[]>;
  /** Stores that a cart was looked at, and announces that it is abandoned, if it is; throws StaleWrite when it was touched. */
  readonly recordAbandonment: (cart: Versioned<Cart>, abandonment: Abandonment | undefined, cause: Cause) => Promise<void>;
  /** Deletes guests' carts and ended carts that nobody touched since, some at a time; returns how many. */
  readonly purgeCarts: (untouchedSince: Instant) => Promise<number>;
  /** Deletes records of ended checkouts; returns how many. */
  readonly purgeCheckouts: (endedBefore: Instant) => Promise<number>;
  /** Deletes attempts at coupons; returns how many. */
  readonly purgeAttempts: (before: Instant) => Promise<number>;
};

/** What the catalogue says of a product and all its variants. */
export type ProductListing = Pick<Listing, 'productId' | 'sellerId' | 'title' | 'imageUrl' | 'published'> & {
  readonly variants: readonly (Pick<Listing, 'variantId' | 'sku' | 'options' | 'weightGrams'> & {
    /** All there are; the first in the currency that the product was priced in first. */
    readonly prices: readonly [Money, ...Money[]];
  })[];
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
  readonly clock: Clock;
};
