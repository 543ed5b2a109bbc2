import type { Versioned } from '@marketplace/application';
import { isOperator, isSellerStaff, refuse, type Actor, type Refusal, type SellerId } from '@marketplace/kernel';
import type { Promotion, PromotionId } from '../domain/promotion';
import type { PromotionStore } from './ports';

/** Operators manage all promotions; a seller's staff manage those of the seller. To others, promotions do not exist. */
export const mayManage = (actor: Actor, sellerId: SellerId | undefined): boolean =>
  isOperator(actor) || (sellerId !== undefined && isSellerStaff(actor, sellerId));

export const managesAny = (actor: Actor): boolean => isOperator(actor) || (actor.kind === 'user' && actor.sellerIds.length > 0);

/** The promotion, if the actor manages it. */
export const managedPromotion = async (
  promotions: Pick<PromotionStore, 'find'>,
  id: PromotionId,
  actor: Actor,
): Promise<Versioned<Promotion> | Refusal<'promotion-not-found'>> => {
  const promotion = await promotions.find(id);
  return promotion !== undefined && mayManage(actor, promotion.state.sellerId)
    ? promotion
    : refuse('promotion-not-found', { path: ['promotionId'] });
};
