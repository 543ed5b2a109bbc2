import type { CategoryId, Cause, CheckoutId, Clock, Instant, NewId, ProductId, SellerId, UserId } from '@marketplace/kernel';
import type { Shelves } from '../domain/basket';
import type { Coupon, CouponCode, CouponId } from '../domain/coupon';
import type { Standing } from '../domain/evaluation';
import type { Limit, Promotion, PromotionEvent, PromotionId, PromotionStatus } from '../domain/promotion';
import type { DiscountUsage, UsageEvent } from '../domain/usage';

/** A thing as it was read; a write is accepted only while nobody else has written since. */
export type Versioned<T> = { readonly version: number; readonly state: T };

export type PromotionChange = {
  /** Undefined when there was none. */
  readonly before: Versioned<Promotion> | undefined;
  readonly events: readonly PromotionEvent[];
};

export type Saved = 'saved' | 'limit-reached';

/** A coupon to be made, as part of an order whose key finds it again. */
export type NewCoupons = { readonly coupons: readonly Coupon[]; readonly orderKey: string };

export type PromotionRepository = {
  readonly find: (id: PromotionId) => Promise<Versioned<Promotion> | undefined>;
  /**
   * Writes state, history, limits, coupons and announcements as one. Throws StaleWrite when the promotion has moved on, or a
   * code is taken; 'limit-reached' when more is used already than the new limits allow.
   */
  readonly save: (change: PromotionChange, cause: Cause, issued?: NewCoupons) => Promise<Saved>;
  readonly over: (at: Instant, limit: number) => Promise<readonly PromotionId[]>;
  /** Those whose uses or budget are spent entirely, and of which nobody has been told yet. */
  readonly spent: (limit: number) => Promise<readonly { readonly id: PromotionId; readonly limit: Limit }[]>;
};

export type CouponRepository = {
  readonly find: (id: CouponId) => Promise<(Versioned<Coupon> & { readonly sellerId?: SellerId }) | undefined>;
  readonly isTaken: (code: CouponCode) => Promise<boolean>;
  readonly disable: (coupon: Versioned<Coupon>, cause: Cause) => Promise<void>;
};

export type UsageChange = {
  readonly checkoutId: CheckoutId;
  readonly before: Versioned<DiscountUsage> | undefined;
  readonly event: UsageEvent;
};

/** A usage that a job has to look at, and the flow it belongs to. */
export type WaitingUsage = { readonly checkoutId: CheckoutId; readonly correlationId: string };

/** A count of uses that differs from the usages it stands for. */
export type CountDifference = {
  readonly subjectId: string;
  readonly buyerId?: UserId;
  readonly counted: { readonly held: number; readonly consumed: number };
  readonly found: { readonly held: number; readonly consumed: number };
};

export type CountPlace = { readonly subjectId: string; readonly buyerId: string };

export type PaidCheckout = { readonly checkoutId: CheckoutId; readonly buyerId: UserId };

export type UsageRepository = {
  readonly find: (id: CheckoutId) => Promise<Versioned<DiscountUsage> | undefined>;
  /** Writes the usage, what it does to the counts, the redemptions and the announcements as one; nothing when a limit is in the way. */
  readonly save: (change: UsageChange, cause: Cause) => Promise<Saved>;
  /** Remembers a checkout that was paid for without ever asking for discounts. */
  readonly notePaid: (paid: PaidCheckout, cause: Cause) => Promise<void>;
  readonly expiredAt: (at: Instant, limit: number) => Promise<readonly WaitingUsage[]>;
  /** Compares counts after this one; returns the differences and the last count looked at, if there was any. */
  readonly compare: (
    after: CountPlace,
    limit: number,
  ) => Promise<{ readonly differences: readonly CountDifference[]; readonly last?: CountPlace }>;
};

/** The active promotions that need no coupon, the platform's and those of these sellers; a second old at most. */
export type ActivePromotions = (sellerIds: readonly SellerId[]) => Promise<readonly Promotion[]>;

export type FoundCoupon = { readonly promotion: Promotion; readonly coupon: Coupon; readonly standing: Standing };

export type CodeReading = {
  readonly found: readonly FoundCoupon[];
  /** Different codes that came to nothing for this buyer of late, and which of them are asked for again. */
  readonly attempts: number;
  readonly attempted: readonly CouponCode[];
};

export type Facts = {
  readonly standings: ReadonlyMap<PromotionId, Standing>;
  readonly segments: readonly string[];
  /** Nothing is paid, and no other checkout holds the first order. */
  readonly isFirstOrder: boolean;
  readonly shelves: Shelves;
};

/** What an evaluation has to know; one statement each, the same for every code and buyer. */
export type EvaluationReads = {
  readonly coupons: (codes: readonly CouponCode[], buyerId: UserId, attemptsSince: Instant) => Promise<CodeReading>;
  readonly facts: (asked: {
    readonly promotionIds: readonly PromotionId[];
    readonly buyerId: UserId | undefined;
    readonly productIds: readonly ProductId[];
  }) => Promise<Facts>;
};

export type CouponAttempts = {
  readonly note: (buyerId: UserId, codes: readonly CouponCode[], at: Instant) => Promise<void>;
  readonly forget: (before: Instant) => Promise<number>;
};

export type KnownProduct = {
  readonly productId: ProductId;
  readonly version: number;
  readonly categoryIds: readonly CategoryId[];
};

/** Where a category lies, from the root to itself. */
export type MovedCategory = { readonly categoryId: CategoryId; readonly version: number; readonly path: readonly CategoryId[] };

export type ProductRepository = {
  readonly learn: (product: KnownProduct, cause: Cause) => Promise<void>;
  readonly learnMove: (category: MovedCategory, cause: Cause) => Promise<void>;
};

export type SegmentRepository = {
  readonly update: (
    segment: string,
    change: { readonly add: readonly UserId[]; readonly remove: readonly UserId[] },
    cause: Cause,
  ) => Promise<void>;
  readonly size: (segment: string) => Promise<number>;
};

/** A promotion with how often it is used. */
export type PromotionRow = Versioned<Promotion> & { readonly held: number; readonly consumed: number; readonly spent: bigint };

export type CouponRow = Versioned<Coupon> & { readonly sellerId?: SellerId; readonly held: number; readonly consumed: number };

export type PublicPromotion = {
  readonly id: PromotionId;
  readonly label: string;
  readonly startsAt: Instant;
  readonly endsAt?: Instant;
  readonly sellerId?: SellerId;
};

export type PromotionFilter = { readonly status?: PromotionStatus; readonly sellerIds?: readonly SellerId[] };
export type Page = { readonly limit: number; readonly before?: string };

/** Reads for the graph; never for decisions. Pages are in order of id, the newest first. */
export type PromotionViews = {
  readonly byIds: (ids: readonly PromotionId[]) => Promise<ReadonlyMap<string, PromotionRow>>;
  readonly page: (filter: PromotionFilter, page: Page) => Promise<readonly PromotionRow[]>;
  /** What anybody may know of: active now, for everybody, without a coupon. */
  readonly publicPage: (at: Instant, page: Page) => Promise<readonly PublicPromotion[]>;
  readonly couponsByIds: (ids: readonly CouponId[]) => Promise<ReadonlyMap<string, CouponRow>>;
  readonly coupons: (promotionId: PromotionId, page: Page) => Promise<readonly CouponRow[]>;
  /** The first coupons of an order. */
  readonly couponsOfOrder: (promotionId: PromotionId, orderKey: string, limit: number) => Promise<readonly CouponRow[]>;
};

/** Tells the people on duty what no retry will mend by itself. */
export type Alert = (name: string, facts: Readonly<Record<string, unknown>>) => void;

/** Runs work again while somebody else wins the race for its rows. */
export type Again = (work: () => Promise<unknown>) => Promise<unknown>;

/** Ends of codes that nobody can guess. */
export type CodeSuffixes = (count: number) => readonly string[];

export type Ports = {
  readonly promotions: PromotionRepository;
  readonly coupons: CouponRepository;
  readonly usages: UsageRepository;
  readonly actives: ActivePromotions;
  readonly reads: EvaluationReads;
  readonly attempts: CouponAttempts;
  readonly products: ProductRepository;
  readonly segments: SegmentRepository;
  readonly views: PromotionViews;
  readonly suffixes: CodeSuffixes;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly alert: Alert;
  readonly again: Again;
};
