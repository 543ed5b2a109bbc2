import { idOf, refuse, type SellerId } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import type { Sellers } from '../../application/sellers';
import { messages } from './messages';
import {
  SellerApplyInput,
  SellerApproveInput,
  SellerPayload,
  SellerRejectInput,
  SellerStaffAddInput,
  SellerStaffRemoveInput,
  type SellerType,
} from './seller.types';

type Services = { readonly sellers: Sellers; readonly seller: Entity<unknown, SellerType> };

/** Sellers from application to staff. */
export const sellerMutations = ({ sellers, seller }: Services): object => {
  const answer = async (id: SellerId, context: GraphContext) => ({ seller: await seller.showChanged(id, context) });
  // A malformed id is answered like an unknown one.
  const ids = { sellerId: refuse('seller-not-found') };
  return mutations({
    sellerApply: mutation({
      description: 'Asks to sell under a business name.',
      input: SellerApplyInput,
      inputDescription: 'Which business.',
      payload: SellerPayload,
      errors: pick(messages, 'seller-name-invalid', 'seller-name-taken', 'country-unknown', 'application-pending'),
      run: (application, { cause }) => sellers.apply(application, cause),
      answer,
    }),
    sellerApprove: mutation({
      description: 'Accepts an application; for operators.',
      input: SellerApproveInput,
      inputDescription: 'Which one.',
      payload: SellerPayload,
      ids,
      errors: pick(messages, 'seller-not-found', 'seller-already-rejected'),
      run: ({ sellerId }, { cause }) => sellers.approve(sellerId, cause),
      answer,
    }),
    sellerReject: mutation({
      description: 'Refuses an application; for operators.',
      input: SellerRejectInput,
      inputDescription: 'Which one, and why.',
      payload: SellerPayload,
      ids,
      errors: pick(messages, 'seller-not-found', 'seller-already-approved', 'reason-invalid'),
      run: ({ sellerId, reason }, { cause }) => sellers.reject(sellerId, reason, cause),
      answer,
    }),
    sellerStaffAdd: mutation({
      description: 'Lets a user act for a seller; for its owner and operators.',
      input: SellerStaffAddInput,
      inputDescription: 'Who, and for which seller.',
      payload: SellerPayload,
      ids: { ...ids, userId: 'user-not-found' },
      errors: pick(messages, 'seller-not-found', 'user-not-found', 'seller-not-approved', 'too-many-staff'),
      run: ({ sellerId, userId }, { cause }) => sellers.addStaff(sellerId, userId, cause),
      answer,
    }),
    sellerStaffRemove: mutation({
      description: 'Ends that a user may act for a seller; for its owner and operators. Access tokens run out within five minutes.',
      input: SellerStaffRemoveInput,
      inputDescription: 'Who, and of which seller.',
      payload: SellerPayload,
      ids,
      errors: pick(messages, 'seller-not-found', 'seller-not-approved', 'owner-stays'),
      run: ({ sellerId, userId }, { cause }) => sellers.removeStaff(sellerId, idOf(userId), cause),
      answer,
    }),
  });
};
