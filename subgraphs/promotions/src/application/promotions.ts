import type { Page } from '@marketplace/application';
import {
  isOperator,
  isRefused,
  narrowRefusal,
  refuse,
  type Actor,
  type Cause,
  type Instant,
  type Refusal,
  type SellerId,
} from '@marketplace/kernel';
import { decide, type PromotionCommand } from '../domain/decide';
import { defaultFunding, type Funding, type PromotionId } from '../domain/promotion';
import type { Terms } from '../domain/terms';
import { termsRejections, type TermsRejection } from '../domain/terms-validity';
import { managesAny, managedPromotion, mayManage } from './access';
import type { Ports, PromotionFilter, PromotionRefusal, PromotionRow, PublicPromotion } from './ports';

export type NewPromotion = {
  readonly sellerId?: SellerId;
  /** Default: the owner funds it. */
  readonly fundedBy?: Funding;
  readonly needsCoupon: boolean;
  readonly terms: Terms;
};

/** The promotion that a command changes, and the version that the caller expects. */
export type Target = { readonly promotionId: PromotionId; readonly expectedVersion: number };

/** The reasons why a promotion cannot be created. */
export type CreateRefusal = Refusal<'seller-not-found' | 'funding-invalid' | TermsRejection>;

/** The events of creating a promotion. */
export const creationOf = (
  { terms, fundedBy, ...promotion }: NewPromotion,
  { id, at }: { readonly id: PromotionId; readonly at: Instant },
) => {
  const identity = { ...promotion, id, fundedBy: fundedBy ?? defaultFunding(promotion.sellerId) };
  const events = decide({ type: 'CreatePromotion', identity, terms, at }, undefined);
  return isRefused(events) ? narrowRefusal(events, 'funding-invalid', ...termsRejections) : events;
};

type ChangeRefusal<Reason extends string> = Refusal<'promotion-not-found' | 'version-conflict' | Reason>;

export type Promotions = ReturnType<typeof createPromotions>;

type Dependencies = Pick<Ports, 'promotions' | 'views' | 'clock' | 'newId'>;

/** The use cases of promotions, for operators and for the staff of the owning seller. */
export const createPromotions = ({ promotions, views, clock, newId }: Dependencies) => {
  /** Carries out a command that can be refused for the given reasons. */
  const change = async <Reason extends PromotionRefusal>(
    { promotionId, expectedVersion, cause }: Target & { readonly cause: Cause },
    command: PromotionCommand,
    ...reasons: readonly Reason[]
  ): Promise<PromotionId | ChangeRefusal<Reason>> => {
    const before = await managedPromotion(promotions, promotionId, cause.actor);
    if (isRefused(before)) return before;
    if (before.version !== expectedVersion) return refuse('version-conflict', { currentVersion: before.version });
    const outcome = await promotions.execute(before, command, cause);
    return isRefused(outcome) ? narrowRefusal(outcome, ...reasons) : promotionId;
  };

  return {
    /** Creates a draft, which does not apply until it is activated. */
    create: async (promotion: NewPromotion, cause: Cause): Promise<PromotionId | CreateRefusal> => {
      if (!mayManage(cause.actor, promotion.sellerId)) return refuse('seller-not-found', { path: ['sellerId'] });
      const id: PromotionId = newId();
      const events = creationOf(promotion, { id, at: clock() });
      if (isRefused(events)) return events;
      await promotions.save([{ before: undefined, events }], cause);
      return id;
    },

    update: (target: Target, terms: Terms, cause: Cause) =>
      change(
        { ...target, cause },
        { type: 'UpdatePromotion', terms, at: clock() },
        ...([...termsRejections, 'promotion-ended', 'budget-fixed', 'limit-below-uses'] as const),
      ),
    activate: (target: Target, cause: Cause) =>
      change({ ...target, cause }, { type: 'ActivatePromotion', at: clock() }, 'promotion-ended', 'period-over'),
    pause: (target: Target, cause: Cause) =>
      change({ ...target, cause }, { type: 'PausePromotion', at: clock() }, 'promotion-ended', 'promotion-not-active'),
    archive: (target: Target, cause: Cause) => change<never>({ ...target, cause }, { type: 'ArchivePromotion', at: clock() }),

    /** The promotions that the actor manages. Promotions of other sellers are left out. */
    list: async (filter: PromotionFilter, page: Page, actor: Actor): Promise<readonly PromotionRow[] | Refusal<'forbidden'>> => {
      if (!managesAny(actor)) return refuse('forbidden');
      if (isOperator(actor)) return views.page(filter, page);
      const own = actor.kind === 'user' ? actor.sellerIds : [];
      return views.page({ ...filter, sellerIds: filter.sellerIds?.filter((id) => own.includes(id)) ?? own }, page);
    },

    /** The promotions that apply now for all buyers. */
    listActive: (page: Page): Promise<readonly PublicPromotion[]> => views.publicPage(clock(), page),
  };
};
