import type { Versioned } from '@marketplace/application';
import { isOperator, isSellerStaff, refuse, type Actor, type Refusal, type SellerId } from '@marketplace/kernel';
import type { Promotion, PromotionId } from '../domain/promotion';
import type { PromotionStore } from './ports';

/** Operators keep all promotions, a seller's staff its own. To everyone else none of them exists. */
export const mayKeep = (actor: Actor, sellerId: SellerId | undefined): boolean =>
  isOperator(actor) || (sellerId !== undefined && isSellerStaff(actor, sellerId));

export const keepsAny = (actor: Actor): boolean => isOperator(actor) || (actor.kind === 'user' && actor.sellerIds.length > 0);

/** The promotion, if the actor keeps it. */
export const keptPromotion = async (
  promotions: Pick<PromotionStore, 'find'>,
  id: PromotionId,
  actor: Actor,
): Promise<Versioned<Promotion> | Refusal<'promotion-not-found'>> => {
  const promotion = await promotions.find(id);
  return promotion !== undefined && mayKeep(actor, promotion.state.sellerId)
    ? promotion
    : refuse('promotion-not-found', { path: ['promotionId'] });
};
