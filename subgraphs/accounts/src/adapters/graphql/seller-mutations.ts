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

type Dependencies = { readonly sellers: Sellers; readonly seller: Entity<unknown, SellerType> };

/** The mutations of sellers: applications and staff. */
export const sellerMutations = ({ sellers, seller }: Dependencies): object => {
  const answer = async (id: SellerId, context: GraphContext) => ({ seller: await seller.showChanged(id, context) });
  // A malformed ID gets the same error as an unknown one.
  const ids = { sellerId: refuse('seller-not-found') };
  return mutations({
    sellerApply: mutation({
      description: 'Submits an application to sell under a business name.',
      input: SellerApplyInput,
      inputDescription: 'The application.',
      payload: SellerPayload,
      errors: pick(messages, 'seller-name-invalid', 'seller-name-taken', 'country-unknown', 'application-pending'),
      run: (application, { cause }) => sellers.apply(application, cause),
      answer,
    }),
    sellerApprove: mutation({
      description: 'Approves an application. Operators only.',
      input: SellerApproveInput,
      inputDescription: 'The application to approve.',
      payload: SellerPayload,
      ids,
      errors: pick(messages, 'seller-not-found', 'seller-already-rejected'),
      run: ({ sellerId }, { cause }) => sellers.approve(sellerId, cause),
      answer,
    }),
    sellerReject: mutation({
      description: 'Rejects an application. Operators only.',
      input: SellerRejectInput,
      inputDescription: 'The application to reject, with the reason.',
      payload: SellerPayload,
      ids,
      errors: pick(messages, 'seller-not-found', 'seller-already-approved', 'reason-invalid'),
      run: ({ sellerId, reason }, { cause }) => sellers.reject(sellerId, reason, cause),
      answer,
    }),
    sellerStaffAdd: mutation({
      description: "Adds a user to the staff of a seller. Seller's owner and operators only.",
      input: SellerStaffAddInput,
      inputDescription: 'The seller and the user to add.',
      payload: SellerPayload,
      ids: { ...ids, userId: 'user-not-found' },
      errors: pick(messages, 'seller-not-found', 'user-not-found', 'seller-not-approved', 'too-many-staff'),
      run: ({ sellerId, userId }, { cause }) => sellers.addStaff(sellerId, userId, cause),
      answer,
    }),
    sellerStaffRemove: mutation({
      description:
        "Removes a user from the staff of a seller. Seller's owner and operators only. The user's access tokens expire within five minutes.",
      input: SellerStaffRemoveInput,
      inputDescription: 'The seller and the user to remove.',
      payload: SellerPayload,
      ids,
      errors: pick(messages, 'seller-not-found', 'seller-not-approved', 'owner-stays'),
      run: ({ sellerId, userId }, { cause }) => sellers.removeStaff(sellerId, idOf(userId), cause),
      answer,
    }),
  });
};
