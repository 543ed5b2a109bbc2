import type { AggregateStore, Alert, Change, ComparisonPage, Page, Versioned } from '@marketplace/application';
import type { CategoryId, Cause, CheckoutId, Clock, Id, Instant, NewId, ProductId, Refusal, SellerId, UserId } from '@marketplace/kernel';
import type { ProductCategories } from '../domain/basket';
import type { Coupon, CouponCode, CouponId } from '../domain/coupon';
import type { PromotionCommand, PromotionRejection } from '../domain/decide';
import type { UsageCounts } from '../domain/evaluation';
import type { Limit, Promotion, PromotionEvent, PromotionId, PromotionStatus } from '../domain/promotion';
import type { DiscountUsage, UsageEvent } from '../domain/usage';

/** The database enforces the limits of a promotion with its use counts, so it can also refuse new limits. */
export type PromotionRefusal = PromotionRejection | 'limit-below-uses';

export type PromotionStore = AggregateStore<Promotion, PromotionCommand, PromotionEvent, PromotionRefusal>;

/** Coupons to create. A repeated request finds them by its key. */
export type NewCoupons = { readonly coupons: readonly Coupon[]; readonly requestKey: string };

export type StoredCoupon = { readonly version: number; readonly state: Coupon };

export type CouponRepository = {
  /** Writes coupons together with the events of their promotion. Throws StaleWrite when the promotion changed, or a code is taken. */
  readonly issue: (change: Change<Promotion, PromotionEvent>, issued: NewCoupons, cause: Cause) => Promise<void>;
  readonly find: (id: CouponId) => Promise<StoredCoupon | undefined>;
  readonly isTaken: (code: CouponCode) => Promise<boolean>;
  readonly disable: (coupon: StoredCoupon, cause: Cause) => Promise<void>;
};

export type PaidCheckout = { readonly checkoutId: CheckoutId; readonly buyerId: UserId };

export type UsageStore = {
  readonly find: (id: CheckoutId) => Promise<Versioned<DiscountUsage> | undefined>;
  /** Writes the usage, its use counts and its redemptions in one transaction. Writes nothing when a limit is reached. */
  readonly save: (change: Change<DiscountUsage, UsageEvent>, cause: Cause) => Promise<Refusal<'limit-reached'> | undefined>;
  /** Records a paid checkout that never requested discounts. */
  readonly recordPaid: (paid: PaidCheckout, cause: Cause) => Promise<void>;
};

/** A usage whose reservation expired, with the correlation ID of its checkout. */
export type ExpiredUsage = { readonly checkoutId: CheckoutId; readonly correlationId: string };

type UseTotals = { readonly held: number; readonly consumed: number };

/** A use count that differs from its usages; without a buyer, the count for all buyers. */
export type CountDifference = {
  readonly subjectId: Id<string>;
  readonly buyerId?: UserId;
  readonly counted: UseTotals;
  readonly found: UseTotals;
};

export type CountCursor = { readonly subjectId: Id<string>; readonly buyerId: UserId };

/** The promotions and uses that jobs process. */
export type DuePromotions = {
  readonly ended: (at: Instant, limit: number) => Promise<readonly { readonly id: PromotionId }[]>;
  /** Promotions whose uses or budget are exhausted, where the event is not published yet. */
  readonly exhausted: (limit: number) => Promise<readonly { readonly id: PromotionId; readonly limit: Limit }[]>;
  readonly expiredUses: (at: Instant, limit: number) => Promise<readonly ExpiredUsage[]>;
  /** Compares the counts after this cursor with the usages. */
  readonly compareCounts: (after: CountCursor, limit: number) => Promise<ComparisonPage<CountDifference, CountCursor>>;
};

/** The active promotions that need no coupon: those of the platform and of these sellers. At most one second old. */
export type ActivePromotions = (sellerIds: readonly SellerId[]) => Promise<readonly Promotion[]>;

export type FoundCoupon = { readonly promotion: Promotion; readonly coupon: Coupon; readonly usageCounts: UsageCounts };

export type CodeLookup = {
  readonly found: readonly FoundCoupon[];
  /** The number of different codes that recently failed for this buyer. */
  readonly attempts: number;
  /** The requested codes that already failed recently. */
  readonly attempted: readonly CouponCode[];
};

export type EvaluationFacts = {
  /** By the ID of the promotion. */
  readonly usageCounts: ReadonlyMap<string, UsageCounts>;
  readonly segments: readonly string[];
  /** The buyer has no paid order, and no other checkout reserves the first order. */
  readonly isFirstOrder: boolean;
  readonly productCategories: ProductCategories;
};

/** The reads of an evaluation. Each is one statement, the same for every code and buyer. */
export type EvaluationReads = {
  readonly coupons: (codes: readonly CouponCode[], buyerId: UserId, attemptsSince: Instant) => Promise<CodeLookup>;
  readonly facts: (request: {
    readonly promotionIds: readonly PromotionId[];
    readonly buyerId: UserId | undefined;
    readonly productIds: readonly ProductId[];
  }) => Promise<EvaluationFacts>;
};

export type CouponAttempts = {
  readonly record: (buyerId: UserId, codes: readonly CouponCode[], at: Instant) => Promise<void>;
  readonly deleteBefore: (before: Instant) => Promise<number>;
};

export type KnownProduct = { readonly productId: ProductId; readonly version: number; readonly categoryIds: readonly CategoryId[] };

/** The path of a category, from the root to itself. */
export type MovedCategory = { readonly categoryId: CategoryId; readonly version: number; readonly path: readonly CategoryId[] };

export type ProductRepository = {
  readonly saveProduct: (product: KnownProduct, cause: Cause) => Promise<void>;
  readonly saveCategoryMove: (category: MovedCategory, cause: Cause) => Promise<void>;
};

export type SegmentRepository = {
  readonly update: (
    segment: string,
    change: { readonly add: readonly UserId[]; readonly remove: readonly UserId[] },
    cause: Cause,
  ) => Promise<void>;
  readonly size: (segment: string) => Promise<number>;
};

/** A promotion with its use counts. */
export type PromotionRow = UseTotals & { readonly version: number; readonly state: Promotion; readonly spent: bigint };

export type CouponRow = UseTotals & StoredCoupon & { readonly sellerId?: SellerId };

export type PublicPromotion = {
  readonly id: PromotionId;
  readonly label: string;
  readonly startsAt: Instant;
  readonly endsAt?: Instant;
  readonly sellerId?: SellerId;
};

export type PromotionFilter = { readonly status?: PromotionStatus; readonly sellerIds?: readonly SellerId[] };

/** Reads for GraphQL, not for decisions. Pages are sorted by ID, newest first. */
export type PromotionViews = {
  readonly byIds: (ids: readonly PromotionId[]) => Promise<readonly PromotionRow[]>;
  readonly page: (filter: PromotionFilter, page: Page) => Promise<readonly PromotionRow[]>;
  /** Promotions that anyone can see: active now, for all buyers, without a coupon. */
  readonly publicPage: (at: Instant, page: Page) => Promise<readonly PublicPromotion[]>;
  readonly couponsByIds: (ids: readonly CouponId[]) => Promise<readonly CouponRow[]>;
  readonly coupons: (promotionId: PromotionId, page: Page) => Promise<readonly CouponRow[]>;
  /** The newest coupons that a request created, at most `limit`. */
  readonly couponsOfRequest: (promotionId: PromotionId, orderKey: string, limit: number) => Promise<readonly CouponRow[]>;
};

/** Random suffixes of coupon codes. */
export type CodeSuffixes = (count: number) => readonly string[];

export type Ports = {
  readonly promotions: PromotionStore;
  readonly coupons: CouponRepository;
  readonly usages: UsageStore;
  readonly activePromotions: ActivePromotions;
  readonly reads: EvaluationReads;
  readonly attempts: CouponAttempts;
  readonly segments: SegmentRepository;
  readonly views: PromotionViews;
  readonly suffixes: CodeSuffixes;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly alert: Alert;
};
