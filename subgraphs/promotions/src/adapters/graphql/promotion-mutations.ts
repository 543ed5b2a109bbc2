import { isRefused } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import type { Promotions } from '../../application/promotions';
import type { PromotionId } from '../../domain/promotion';
import { termsRejections } from '../../domain/terms-validity';
import { messages } from './messages';
import { PromotionCreateInput, PromotionPayload, PromotionStatusInput, PromotionUpdateInput, type PromotionType } from './promotion.types';
import { readPromotion, readTerms } from './read-terms';

type Services = { readonly promotions: Promotions; readonly promotion: Entity<unknown, PromotionType> };

const ids = { promotionId: 'promotion-not-found' } as const;

/** What those who keep promotions do with them. */
export const promotionMutations = ({ promotions, promotion }: Services): object => {
  const answer = async (id: PromotionId, context: GraphContext) => ({ promotion: await promotion.showChanged(id, context) });
  return mutations({
    promotionCreate: mutation({
      description: 'Makes a draft.',
      input: PromotionCreateInput,
      inputDescription: 'The promotion.',
      payload: PromotionPayload,
      ids: { sellerId: 'seller-not-found' },
      errors: pick(messages, 'seller-not-found', 'funding-invalid', ...termsRejections),
      run: async (input, { cause }) => {
        const wanted = readPromotion(input);
        return isRefused(wanted) ? wanted : promotions.create(wanted, cause);
      },
      answer,
    }),
    promotionUpdate: mutation({
      description: 'Replaces the terms of a promotion; checkouts under way keep their price.',
      input: PromotionUpdateInput,
      inputDescription: 'The promotion and its terms.',
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
      description: 'Lets a promotion apply.',
      input: PromotionStatusInput,
      inputDescription: 'Which promotion.',
      payload: PromotionPayload,
      ids,
      errors: pick(messages, 'promotion-not-found', 'version-conflict', 'promotion-ended', 'period-over'),
      run: (target, { cause }) => promotions.activate(target, cause),
      answer,
    }),
    promotionPause: mutation({
      description: 'Stops a promotion for now.',
      input: PromotionStatusInput,
      inputDescription: 'Which promotion.',
      payload: PromotionPayload,
      ids,
      errors: pick(messages, 'promotion-not-found', 'version-conflict', 'promotion-not-active', 'promotion-ended'),
      run: (target, { cause }) => promotions.pause(target, cause),
      answer,
    }),
    promotionArchive: mutation({
      description: 'Takes a promotion out of use for good, and its coupons with it.',
      input: PromotionStatusInput,
      inputDescription: 'Which promotion.',
      payload: PromotionPayload,
      ids,
      errors: pick(messages, 'promotion-not-found', 'version-conflict'),
      run: (target, { cause }) => promotions.archive(target, cause),
      answer,
    }),
  });
};
