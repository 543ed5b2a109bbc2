import { canonicalJson, isBefore, refuse, type Decider, type Decision, type Instant } from '@marketplace/kernel';
import { evolve, type Limit, type Promotion, type PromotionEvent, type PromotionIdentity } from './promotion';
import type { Terms } from './terms';
import { invalidTerms, type TermsRejection } from './terms-validity';

export type PromotionCommand =
  | { readonly type: 'CreatePromotion'; readonly identity: PromotionIdentity; readonly terms: Terms; readonly at: Instant }
  | { readonly type: 'UpdatePromotion'; readonly terms: Terms; readonly at: Instant }
  | { readonly type: 'ActivatePromotion'; readonly at: Instant }
  | { readonly type: 'PausePromotion'; readonly at: Instant }
  | { readonly type: 'ExpirePromotion'; readonly at: Instant }
  | { readonly type: 'ArchivePromotion'; readonly at: Instant }
  | { readonly type: 'ExhaustPromotion'; readonly limit: Limit; readonly at: Instant }
  | { readonly type: 'IssueCoupons'; readonly count: number; readonly at: Instant };

export type PromotionRejection =
  | TermsRejection
  | 'promotion-not-found'
  | 'promotion-ended'
  | 'promotion-not-active'
  | 'promotion-not-due'
  | 'promotion-needs-no-coupon'
  | 'period-over'
  | 'budget-fixed'
  | 'funding-invalid';

type PromotionDecision = Decision<PromotionEvent, PromotionRejection>;

type On<Type extends PromotionCommand['type']> = Extract<PromotionCommand, { type: Type }>;

const isOver = ({ endsAt }: Terms, at: Instant): boolean => endsAt !== undefined && !isBefore(at, endsAt);
const hasEnded = ({ status }: Promotion): boolean => status === 'EXPIRED' || status === 'ARCHIVED';

const create = ({ identity, terms, at }: On<'CreatePromotion'>): PromotionDecision => {
  // A promotion of the platform can be funded by sellers, but a seller's promotion cannot be funded by the platform.
  if (identity.sellerId !== undefined && identity.fundedBy !== 'SELLER') return refuse('funding-invalid', { path: ['fundedBy'] });
  return invalidTerms(terms) ?? [{ type: 'PromotionCreated', identity, terms, at }];
};

/** Spending is stored in the budget's currency, so a budget can change its amount, but cannot be removed or change its currency. */
const keepsBudget = (before: Terms, after: Terms): boolean =>
  before.budget === undefined || before.budget.currency === after.budget?.currency;

const update = ({ terms, at }: On<'UpdatePromotion'>, promotion: Promotion): PromotionDecision => {
  if (hasEnded(promotion)) return refuse('promotion-ended');
  const refused = invalidTerms(terms);
  if (refused !== undefined) return refused;
  if (!keepsBudget(promotion.terms, terms)) return refuse('budget-fixed', { path: ['budget'] });
  return canonicalJson(terms) === canonicalJson(promotion.terms) ? [] : [{ type: 'PromotionUpdated', terms, at }];
};

const activate = ({ at }: On<'ActivatePromotion'>, promotion: Promotion): PromotionDecision => {
  if (promotion.status === 'ACTIVE') return [];
  if (hasEnded(promotion)) return refuse('promotion-ended');
  return isOver(promotion.terms, at) ? refuse('period-over', { path: ['endsAt'] }) : [{ type: 'PromotionActivated', at }];
};

const pause = ({ at }: On<'PausePromotion'>, promotion: Promotion): PromotionDecision => {
  switch (promotion.status) {
    case 'PAUSED':
      return [];
    case 'ACTIVE':
      return [{ type: 'PromotionPaused', at }];
    case 'DRAFT':
      return refuse('promotion-not-active');
    case 'EXPIRED':
    case 'ARCHIVED':
      return refuse('promotion-ended');
  }
};

const expire = ({ at }: On<'ExpirePromotion'>, promotion: Promotion): PromotionDecision => {
  if (hasEnded(promotion)) return [];
  return isOver(promotion.terms, at) ? [{ type: 'PromotionExpired', at }] : refuse('promotion-not-due');
};

const issue = ({ count, at }: On<'IssueCoupons'>, promotion: Promotion): PromotionDecision => {
  if (!promotion.needsCoupon) return refuse('promotion-needs-no-coupon', { path: ['promotionId'] });
  return hasEnded(promotion) ? refuse('promotion-ended') : [{ type: 'CouponsIssued', count, at }];
};

/** Decides on a command: returns events, nothing for a repeated command, or a refusal. */
export const decide = (command: PromotionCommand, promotion: Promotion | undefined): PromotionDecision => {
  if (command.type === 'CreatePromotion') return promotion === undefined ? create(command) : [];
  if (promotion === undefined) return refuse('promotion-not-found');
  switch (command.type) {
    case 'UpdatePromotion':
      return update(command, promotion);
    case 'ActivatePromotion':
      return activate(command, promotion);
    case 'PausePromotion':
      return pause(command, promotion);
    case 'ExpirePromotion':
      return expire(command, promotion);
    case 'ArchivePromotion':
      return promotion.status === 'ARCHIVED' ? [] : [{ type: 'PromotionArchived', at: command.at }];
    case 'ExhaustPromotion':
      return promotion.exhausted === undefined ? [{ type: 'PromotionExhausted', limit: command.limit, at: command.at }] : [];
    case 'IssueCoupons':
      return issue(command, promotion);
  }
};

export const promotionDecider: Decider<PromotionCommand, PromotionEvent, Promotion | undefined, PromotionRejection> = {
  initial: undefined,
  decide,
  evolve,
};
