import type { Id, Instant, SellerId } from '@marketplace/kernel';
import { ruleOf, type Terms } from './terms';

export type PromotionId = Id<'Promotion'>;

export type PromotionStatus = 'DRAFT' | 'ACTIVE' | 'PAUSED' | 'EXPIRED' | 'ARCHIVED';

export type Funding = 'PLATFORM' | 'SELLER';

/** The properties of a promotion that never change. */
export type PromotionIdentity = {
  readonly id: PromotionId;
  /** The owner. A seller's promotion applies only to that seller's lines and delivery; undefined for a promotion of the platform. */
  readonly sellerId?: SellerId;
  readonly fundedBy: Funding;
  /** The promotion applies only with one of its coupons; otherwise it applies automatically. */
  readonly needsCoupon: boolean;
};

/** The default funding: the owner funds the promotion. */
export const defaultFunding = (sellerId: SellerId | undefined): Funding => (sellerId === undefined ? 'PLATFORM' : 'SELLER');

export type Limit = 'uses' | 'budget';

export type Promotion = PromotionIdentity & {
  readonly status: PromotionStatus;
  readonly terms: Terms;
  /** The limit that is reached, once the event is published. */
  readonly exhausted?: Limit;
};

/** True when the promotion can be shown to all buyers: it needs no coupon and no segment. */
export const isPublic = ({ needsCoupon, terms }: Promotion): boolean => !needsCoupon && ruleOf(terms, 'SEGMENTS') === undefined;

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
  // New terms can have other limits, so reaching them is published again.
  const { exhausted: _, ...rest } = promotion;
  return { ...rest, terms };
};

/** The state after an event. Events are applied without validation. */
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
