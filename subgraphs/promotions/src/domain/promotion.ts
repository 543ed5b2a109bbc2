import type { Id, Instant, SellerId } from '@marketplace/kernel';
import { ruleOf, type Terms } from './terms';

export type PromotionId = Id<'Promotion'>;

export type PromotionStatus = 'DRAFT' | 'ACTIVE' | 'PAUSED' | 'EXPIRED' | 'ARCHIVED';

export type Funding = 'PLATFORM' | 'SELLER';

/** What is fixed for good when a promotion is made. */
export type PromotionIdentity = {
  readonly id: PromotionId;
  /** A seller's promotion touches that seller's lines and delivery only, and the seller pays for it; without one it is the platform's. */
  readonly sellerId?: SellerId;
  readonly fundedBy: Funding;
  /** Applies only with one of its coupons on the cart; else by itself. */
  readonly needsCoupon: boolean;
};

/** Who pays where it is not said: the seller for its own promotions, the platform for the others. */
export const usualFunding = (sellerId: SellerId | undefined): Funding => (sellerId === undefined ? 'PLATFORM' : 'SELLER');

export type Limit = 'uses' | 'budget';

export type Promotion = PromotionIdentity & {
  readonly status: PromotionStatus;
  readonly terms: Terms;
  /** What is spent entirely, as far as that has been announced. */
  readonly exhausted?: Limit;
};

/** Fit for a shop window: nobody needs a coupon, or a place in a segment, for it. */
export const isForEverybody = ({ needsCoupon, terms }: Promotion): boolean => !needsCoupon && ruleOf(terms, 'SEGMENTS') === undefined;

export type PromotionEvent =
  | { readonly type: 'PromotionCreated'; readonly identity: PromotionIdentity; readonly terms: Terms; readonly at: Instant }
  | { readonly type: 'PromotionUpdated'; readonly terms: Terms; readonly at: Instant }
  | { readonly type: 'PromotionActivated'; readonly at: Instant }
  | { readonly type: 'PromotionPaused'; readonly at: Instant }
  | { readonly type: 'PromotionExpired'; readonly at: Instant }
  | { readonly type: 'PromotionArchived'; readonly at: Instant }
  | { readonly type: 'PromotionExhausted'; readonly limit: Limit; readonly at: Instant }
  | { readonly type: 'CouponsIssued'; readonly count: number; readonly at: Instant };

const known = (promotion: Promotion | undefined): Promotion => {
  if (promotion === undefined) throw new Error('a promotion begins with PromotionCreated');
  return promotion;
};

const withTerms = (promotion: Promotion, terms: Terms): Promotion => {
  // Other limits may be out of reach again; it is announced when they are reached.
  const { exhausted: _, ...rest } = promotion;
  return { ...rest, terms };
};

/** The state after an event. Events are facts: they are applied, never questioned. */
export const evolve = (promotion: Promotion | undefined, event: PromotionEvent): Promotion => {
  switch (event.type) {
    case 'PromotionCreated':
      return { ...event.identity, status: 'DRAFT', terms: event.terms };
    case 'PromotionUpdated':
      return withTerms(known(promotion), event.terms);
    case 'PromotionActivated':
      return { ...known(promotion), status: 'ACTIVE' };
    case 'PromotionPaused':
      return { ...known(promotion), status: 'PAUSED' };
    case 'PromotionExpired':
      return { ...known(promotion), status: 'EXPIRED' };
    case 'PromotionArchived':
      return { ...known(promotion), status: 'ARCHIVED' };
    case 'PromotionExhausted':
      return { ...known(promotion), exhausted: event.limit };
    case 'CouponsIssued':
      return known(promotion);
  }
};
