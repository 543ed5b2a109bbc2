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
import { usualFunding, type Funding, type PromotionId } from '../domain/promotion';
import type { Terms } from '../domain/terms';
import { termsRejections, type TermsRejection } from '../domain/terms-validity';
import { keepsAny, keptPromotion, mayKeep } from './access';
import type { Ports, PromotionFilter, PromotionRefusal, PromotionRow, PublicPromotion } from './ports';

export type NewPromotion = {
  readonly sellerId?: SellerId;
  /** As usual where it is not said. */
  readonly fundedBy?: Funding;
  readonly needsCoupon: boolean;
  readonly terms: Terms;
};

/** Which promotion a command is for, and the version that its caller has seen. */
export type Target = { readonly promotionId: PromotionId; readonly expectedVersion: number };

/** Why nothing is made of a new promotion. */
export type CreateRefusal = Refusal<'seller-not-found' | 'funding-invalid' | TermsRejection>;

/** What happens when a promotion is made. */
export const creationOf = (
  { terms, fundedBy, ...promotion }: NewPromotion,
  { id, at }: { readonly id: PromotionId; readonly at: Instant },
) => {
  const identity = { ...promotion, id, fundedBy: fundedBy ?? usualFunding(promotion.sellerId) };
  const events = decide({ type: 'CreatePromotion', identity, terms, at }, undefined);
  return isRefused(events) ? narrowRefusal(events, 'funding-invalid', ...termsRejections) : events;
};

type ChangeRefusal<Reason extends string> = Refusal<'promotion-not-found' | 'version-conflict' | Reason>;

export type Promotions = ReturnType<typeof createPromotions>;

type Dependencies = Pick<Ports, 'promotions' | 'views' | 'clock' | 'newId'>;

/** The use cases of those who keep promotions. */
export const createPromotions = ({ promotions, views, clock, newId }: Dependencies) => {
  /** Carries a command out, which may be refused for some reasons. */
  const change = async <Reason extends PromotionRefusal>(
    { promotionId, expectedVersion, cause }: Target & { readonly cause: Cause },
    command: PromotionCommand,
    ...reasons: readonly Reason[]
  ): Promise<PromotionId | ChangeRefusal<Reason>> => {
    const before = await keptPromotion(promotions, promotionId, cause.actor);
    if (isRefused(before)) return before;
    if (before.version !== expectedVersion) return refuse('version-conflict', { currentVersion: before.version });
    const outcome = await promotions.carryOut(before, command, cause);
    return isRefused(outcome) ? narrowRefusal(outcome, ...reasons) : promotionId;
  };

  return {
    /** A draft: it applies to nothing before it is activated. */
    create: async (promotion: NewPromotion, cause: Cause): Promise<PromotionId | CreateRefusal> => {
      if (!mayKeep(cause.actor, promotion.sellerId)) return refuse('seller-not-found', { path: ['sellerId'] });
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

    /** The promotions that the actor keeps; of those of another seller there are none. */
    list: async (filter: PromotionFilter, page: Page, actor: Actor): Promise<readonly PromotionRow[] | Refusal<'forbidden'>> => {
      if (!keepsAny(actor)) return refuse('forbidden');
      if (isOperator(actor)) return views.page(filter, page);
      const own = actor.kind === 'user' ? actor.sellerIds : [];
      return views.page({ ...filter, sellerIds: filter.sellerIds?.filter((id) => own.includes(id)) ?? own }, page);
    },

    /** What applies now for everybody. */
    listActive: (page: Page): Promise<readonly PublicPromotion[]> => views.publicPage(clock(), page),
  };
};
