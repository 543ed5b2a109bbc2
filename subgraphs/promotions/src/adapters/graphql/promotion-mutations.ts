import { isRefused } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import type { Promotions } from '../../application/promotions';
import type { PromotionId } from '../../domain/promotion';
import { termsRejections } from '../../domain/terms-validity';
import { messages } from './messages';
import { PromotionCreateInput, PromotionPayload, PromotionStatusInput, PromotionUpdateInput, type PromotionType } from './promotion.types';
import { readPromotion, readTerms } from './read-terms';

type Dependencies = { readonly promotions: Promotions; readonly promotion: Entity<unknown, PromotionType> };

const ids = { promotionId: 'promotion-not-found' } as const;

/** Mutations on promotions, for operators and for the staff of the owning seller. */
export const promotionMutations = ({ promotions, promotion }: Dependencies): object => {
  const answer = async (id: PromotionId, context: GraphContext) => ({ promotion: await promotion.showChanged(id, context) });
  return mutations({
    promotionCreate: mutation({
      description: 'Creates a promotion as a draft.',
      input: PromotionCreateInput,
      inputDescription: 'The promotion to create.',
      payload: PromotionPayload,
      ids: { sellerId: 'seller-not-found' },
      errors: pick(messages, 'seller-not-found', 'funding-invalid', ...termsRejections),
      run: async (input, { cause }) => {
        const newPromotion = readPromotion(input);
        return isRefused(newPromotion) ? newPromotion : promotions.create(newPromotion, cause);
      },
      answer,
    }),
    promotionUpdate: mutation({
      description: 'Replaces the terms of a promotion. Checkouts in progress keep their price.',
      input: PromotionUpdateInput,
      inputDescription: 'The promotion and its new terms.',
      payload: PromotionPayload,
      ids,
      errors: pick(
        messages,
        'promotion-not-found',
        'version-conflict',
        'promotion-ended',
        'budget-fixed',
        'limit-below-uses',
        ...termsRejections,
      ),
      run: async ({ terms: given, ...target }, { cause }) => {
        const terms = readTerms(given);
        return isRefused(terms) ? terms : promotions.update(target, terms, cause);
      },
      answer,
    }),
    promotionActivate: mutation({
      description: 'Activates a promotion that is a draft or paused.',
      input: PromotionStatusInput,
      inputDescription: 'The promotion.',
      payload: PromotionPayload,
      ids,
      errors: pick(messages, 'promotion-not-found', 'version-conflict', 'promotion-ended', 'period-over'),
      run: (target, { cause }) => promotions.activate(target, cause),
      answer,
    }),
    promotionPause: mutation({
      description: 'Pauses an active promotion.',
      input: PromotionStatusInput,
      inputDescription: 'The promotion.',
      payload: PromotionPayload,
      ids,
      errors: pick(messages, 'promotion-not-found', 'version-conflict', 'promotion-not-active', 'promotion-ended'),
      run: (target, { cause }) => promotions.pause(target, cause),
      answer,
    }),
    promotionArchive: mutation({
      description: 'Archives a promotion permanently, together with its coupons.',
      input: PromotionStatusInput,
      inputDescription: 'The promotion.',
      payload: PromotionPayload,
      ids,
      errors: pick(messages, 'promotion-not-found', 'version-conflict'),
      run: (target, { cause }) => promotions.archive(target, cause),
      answer,
    }),
  });
};
