import { isOperator, isRefused, refuse, type Actor, type Cause, type Instant, type Refusal, type SellerId } from '@marketplace/kernel';
import { decide, type PromotionCommand, type PromotionRejection } from '../domain/decide';
import type { Funding, PromotionId } from '../domain/promotion';
import type { Terms } from '../domain/terms';
import { keepsAny, mayKeep } from './access';
import type { Page, Ports, PromotionFilter, PromotionRow, Versioned } from './ports';
import type { Promotion } from '../domain/promotion';

export type NewPromotion = {
  readonly sellerId?: SellerId;
  readonly fundedBy: Funding;
  readonly needsCoupon: boolean;
  readonly terms: Terms;
};

/** Which promotion a command is for, and the version that its caller has seen. */
export type Target = { readonly promotionId: PromotionId; readonly expectedVersion: number };

export type PromotionRefusal = Refusal<PromotionRejection | 'seller-not-found' | 'version-conflict' | 'limit-below-uses'>;

export type Promotions = ReturnType<typeof createPromotions>;

type Needs = Pick<Ports, 'promotions' | 'views' | 'clock' | 'newId'>;

/** The use cases of those who keep promotions. */
export const createPromotions = ({ promotions, views, clock, newId }: Needs) => {
  const visible = async (promotionId: PromotionId, actor: Actor): Promise<Versioned<Promotion> | undefined> => {
    const promotion = await promotions.find(promotionId);
    return promotion !== undefined && mayKeep(actor, promotion.state.sellerId) ? promotion : undefined;
  };

  /** Decides and writes; a command that was carried out before, or is refused, writes nothing. */
  const onPromotion = async (
    { promotionId, expectedVersion }: Target,
    command: (at: Instant) => PromotionCommand,
    cause: Cause,
  ): Promise<PromotionId | PromotionRefusal> => {
    const before = await visible(promotionId, cause.actor);
    if (before === undefined) return refuse('promotion-not-found', { path: ['promotionId'] });
    if (before.version !== expectedVersion) return refuse('version-conflict', { currentVersion: before.version });
    const events = decide(command(clock()), before.state);
    if (isRefused(events)) return events;
    const saved = events.length === 0 ? 'saved' : await promotions.save({ before, events }, cause);
    return saved === 'saved' ? promotionId : refuse('limit-below-uses', { path: ['terms'] });
  };

  return {
    /** A draft: it applies to nothing before it is activated. */
    create: async ({ sellerId, fundedBy, needsCoupon, terms }: NewPromotion, cause: Cause): Promise<PromotionId | PromotionRefusal> => {
      if (!mayKeep(cause.actor, sellerId)) return refuse('seller-not-found', { path: ['sellerId'] });
      const id: PromotionId = newId();
      const identity = { id, ...(sellerId === undefined ? {} : { sellerId }), fundedBy, needsCoupon };
      const events = decide({ type: 'CreatePromotion', identity, terms, at: clock() }, undefined);
      if (isRefused(events)) return events;
      await promotions.save({ before: undefined, events }, cause);
      return id;
    },

    update: (target: Target, terms: Terms, cause: Cause) => onPromotion(target, (at) => ({ type: 'UpdatePromotion', terms, at }), cause),
    activate: (target: Target, cause: Cause) => onPromotion(target, (at) => ({ type: 'ActivatePromotion', at }), cause),
    pause: (target: Target, cause: Cause) => onPromotion(target, (at) => ({ type: 'PausePromotion', at }), cause),
    archive: (target: Target, cause: Cause) => onPromotion(target, (at) => ({ type: 'ArchivePromotion', at }), cause),

    /** The promotions that the actor keeps; of those of another seller there are none. */
    list: async (filter: PromotionFilter, page: Page, actor: Actor): Promise<readonly PromotionRow[] | Refusal<'forbidden'>> => {
      if (!keepsAny(actor)) return refuse('forbidden');
      if (isOperator(actor)) return views.page(filter, page);
      const own = actor.kind === 'user' ? actor.sellerIds : [];
      return views.page({ ...filter, sellerIds: filter.sellerIds?.filter((id) => own.includes(id)) ?? own }, page);
    },

    mayRead: (actor: Actor, sellerId: SellerId | undefined): boolean => mayKeep(actor, sellerId),
  };
};
