import type { AggregateStore, Alert, Change, Compared, Page, Versioned } from '@marketplace/application';
import type { CategoryId, Cause, CheckoutId, Clock, Id, Instant, NewId, ProductId, Refusal, SellerId, UserId } from '@marketplace/kernel';
import type { Shelves } from '../domain/basket';
import type { Coupon, CouponCode, CouponId } from '../domain/coupon';
import type { PromotionCommand, PromotionRejection } from '../domain/decide';
import type { Standing } from '../domain/evaluation';
import type { Limit, Promotion, PromotionEvent, PromotionId, PromotionStatus } from '../domain/promotion';
import type { DiscountUsage, UsageEvent } from '../domain/usage';

/** The limits of a promotion are kept with its counts, by the database: it may refuse new ones, too. */
export type PromotionRefusal = PromotionRejection | 'limit-below-uses';

export type PromotionStore = AggregateStore<Promotion, PromotionCommand, PromotionEvent, PromotionRefusal>;

/** Coupons to be made, under the key of the request that finds them again. */
export type NewCoupons = { readonly coupons: readonly Coupon[]; readonly orderKey: string };

export type StoredCoupon = { readonly version: number; readonly state: Coupon };

export type CouponRepository = {
  /** Writes coupons with what happened to their promotion. Throws StaleWrite when that has moved on, or a code is taken. */
  readonly issue: (change: Change<Promotion, PromotionEvent>, issued: NewCoupons, cause: Cause) => Promise<void>;
  readonly find: (id: CouponId) => Promise<StoredCoupon | undefined>;
  readonly isTaken: (code: CouponCode) => Promise<boolean>;
  readonly disable: (coupon: StoredCoupon, cause: Cause) => Promise<void>;
};

export type PaidCheckout = { readonly checkoutId: CheckoutId; readonly buyerId: UserId };

export type UsageStore = {
  readonly find: (id: CheckoutId) => Promise<Versioned<DiscountUsage> | undefined>;
  /** Writes the usage, what it does to the counts, and the redemptions as one; nothing when a limit is in the way. */
  readonly save: (change: Change<DiscountUsage, UsageEvent>, cause: Cause) => Promise<Refusal<'limit-reached'> | undefined>;
  /** Remembers a checkout that was paid for without ever asking for discounts. */
  readonly notePaid: (paid: PaidCheckout, cause: Cause) => Promise<void>;
};

/** A usage that was held too long, and the flow it belongs to. */
export type WaitingUsage = { readonly checkoutId: CheckoutId; readonly correlationId: string };

type HowMany = { readonly held: number; readonly consumed: number };

/** A count of uses that differs from the usages it stands for; without a buyer it is everybody's. */
export type CountDifference = {
  readonly subjectId: Id<string>;
  readonly buyerId?: UserId;
  readonly counted: HowMany;
  readonly found: HowMany;
};

export type CountPlace = { readonly subjectId: Id<string>; readonly buyerId: UserId };

/** What jobs have to look at. */
export type DuePromotions = {
  readonly over: (at: Instant, limit: number) => Promise<readonly { readonly id: PromotionId }[]>;
  /** Those whose uses or budget are spent entirely, where that has not been announced. */
  readonly spent: (limit: number) => Promise<readonly { readonly id: PromotionId; readonly limit: Limit }[]>;
  readonly expiredUses: (at: Instant, limit: number) => Promise<readonly WaitingUsage[]>;
  /** Compares the counts after this place with the usages. */
  readonly compareCounts: (after: CountPlace, limit: number) => Promise<Compared<CountDifference, CountPlace>>;
};

/** The active promotions that need no coupon, the platform's and those of these sellers; a second old at most. */
export type ActivePromotions = (sellerIds: readonly SellerId[]) => Promise<readonly Promotion[]>;

export type FoundCoupon = { readonly promotion: Promotion; readonly coupon: Coupon; readonly standing: Standing };

export type CodeReading = {
  readonly found: readonly FoundCoupon[];
  /** Different codes that did not apply for this buyer of late, and those among them that are asked for again. */
  readonly attempts: number;
  readonly attempted: readonly CouponCode[];
};

export type Facts = {
  /** By the id of the promotion. */
  readonly standings: ReadonlyMap<string, Standing>;
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

export type KnownProduct = { readonly productId: ProductId; readonly version: number; readonly categoryIds: readonly CategoryId[] };

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
export type PromotionRow = HowMany & { readonly version: number; readonly state: Promotion; readonly spent: bigint };

export type CouponRow = HowMany & StoredCoupon & { readonly sellerId?: SellerId };

export type PublicPromotion = {
  readonly id: PromotionId;
  readonly label: string;
  readonly startsAt: Instant;
  readonly endsAt?: Instant;
  readonly sellerId?: SellerId;
};

export type PromotionFilter = { readonly status?: PromotionStatus; readonly sellerIds?: readonly SellerId[] };

/** Reads for the graph; never for decisions. Pages are in order of id, the newest first. */
export type PromotionViews = {
  readonly byIds: (ids: readonly PromotionId[]) => Promise<readonly PromotionRow[]>;
  readonly page: (filter: PromotionFilter, page: Page) => Promise<readonly PromotionRow[]>;
  /** What anybody may know of: active now, for everybody, without a coupon. */
  readonly publicPage: (at: Instant, page: Page) => Promise<readonly PublicPromotion[]>;
  readonly couponsByIds: (ids: readonly CouponId[]) => Promise<readonly CouponRow[]>;
  readonly coupons: (promotionId: PromotionId, page: Page) => Promise<readonly CouponRow[]>;
  /** The first coupons of a request. */
  readonly couponsOfOrder: (promotionId: PromotionId, orderKey: string, limit: number) => Promise<readonly CouponRow[]>;
};

/** Ends of codes that nobody can guess. */
export type CodeSuffixes = (count: number) => readonly string[];

export type Ports = {
  readonly promotions: PromotionStore;
  readonly coupons: CouponRepository;
  readonly usages: UsageStore;
  readonly actives: ActivePromotions;
  readonly reads: EvaluationReads;
  readonly attempts: CouponAttempts;
  readonly segments: SegmentRepository;
  readonly views: PromotionViews;
  readonly suffixes: CodeSuffixes;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly alert: Alert;
};
