import type { CartId, Cause, CheckoutId, Clock, Id, Instant, Money, NewId, ProductId, UserId, VariantId } from '@marketplace/kernel';
import type { Cart, CartEvent, CartLine, Owner } from '../domain/cart';
import type { CheckoutOutcome, CheckoutRecord } from '../domain/checkout-record';
import type { FreezeRejection } from '../domain/commands';
import type { Listing, Listings } from '../domain/listing';

/**
 * A cart as it was read; a write is accepted only while nobody else has written since. Version 0 is not stored yet. The
 * announced version is the last one that others have heard of, 0 if none.
 */
export type Versioned<T> = { readonly version: number; readonly announced: number; readonly state: T };

/** A cart with what the catalogue says of its lines, both read at once. */
export type ListedCart = { readonly cart: Versioned<Cart>; readonly listings: Listings };

/** The events of one command: they make one version of the cart. */
export type CartChange = { readonly cart: Versioned<Cart>; readonly events: readonly CartEvent[] };

/** Codes that a user tries with a change; kept with it, so that whoever tries too many is stopped. */
export type Attempt = { readonly userId: UserId; readonly codes: readonly string[]; readonly at: Instant };

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

/** A cart that nobody has touched for long. */
export type LeftCart = { readonly found: ListedCart; readonly lastChangedAt: Instant };

/** What is said of an abandoned cart, under an id of its own: saying it changes nothing about the cart. */
export type Abandonment = {
  readonly id: Id<'Abandonment'>;
  readonly lineCount: number;
  readonly value: Money;
  readonly lastChangedAt: Instant;
};

export type CartRepository = {
  /** The owner's open or frozen cart; there is one at most. */
  readonly findCurrent: (owner: Owner) => Promise<ListedCart | undefined>;
  /** A guest's cart in whatever state. */
  readonly findByToken: (tokenHash: string) => Promise<ListedCart | undefined>;
  readonly findForCheckout: (checkoutId: CheckoutId, cartId?: CartId) => Promise<CheckoutView>;
  /** Checkouts whose carts were frozen before; oldest first. */
  readonly findFrozenBefore: (moment: Instant, limit: number) => Promise<readonly CheckoutId[]>;
  /** Users' open carts that nobody has touched since, and of which that was not said yet; oldest first. */
  readonly findLeft: (untouchedSince: Instant, limit: number) => Promise<readonly LeftCart[]>;
  /** Writes the carts, their announcements and the checkout's record as one; throws StaleWrite when one of them has moved on. */
  readonly saveAll: (
    changes: readonly CartChange[],
    cause: Cause,
    besides?: { readonly step?: CheckoutStep; readonly attempt?: Attempt },
  ) => Promise<void>;
  /** Writes the checkout's record, and its answer if there is one to give; no cart changes. */
  readonly answer: (step: CheckoutStep, answer: CheckoutAnswer | undefined, cause: Cause) => Promise<void>;
  /** Notes the prices that were shown of lines; no news to anybody, and no new version. */
  readonly noteShown: (lines: readonly CartLine[], cause: Cause) => Promise<void>;
  /** Notes that a cart was looked at as abandoned, and says so if there is something to say; throws StaleWrite when it was touched. */
  readonly noteAbandoned: (cart: Versioned<Cart>, abandonment: Abandonment | undefined, cause: Cause) => Promise<void>;
  /** Deletes guests' carts and ended carts that nobody touched since, some at a time; returns how many. */
  readonly purgeCarts: (untouchedSince: Instant) => Promise<number>;
  /** Deletes records of ended checkouts; returns how many. */
  readonly purgeCheckouts: (endedBefore: Instant) => Promise<number>;
};

/** Which codes users have tried. */
export type CouponAttempts = {
  readonly since: (userId: UserId, moment: Instant) => Promise<ReadonlySet<string>>;
  readonly purge: (before: Instant) => Promise<number>;
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
  readonly attempts: CouponAttempts;
  readonly catalogue: CatalogueCopy;
  readonly tokens: CartTokens;
  readonly newId: NewId;
  readonly clock: Clock;
};
