import type { SellerId, UserId } from '@marketplace/kernel';
import { argsType, connectionOf, enumOf, inputType, objectType, pageFields, payloadOf, t } from '@marketplace/platform/graphql';
import type { SellerView } from '../../application/ports';
import type { SellerStatus } from '../../domain/seller';

const SellerStatusType = enumOf<SellerStatus>('SellerStatus', 'The status of a seller.', {
  APPLIED: 'The application is waiting for the decision of an operator.',
  APPROVED: 'The seller can sell and is public.',
  REJECTED: 'The application was rejected; the owner can apply again.',
});

export const SellerType = objectType(
  'Seller',
  'A business that sells on the marketplace.',
  {
    id: t.id('The ID of the seller.'),
    name: t.string('The business name of the seller.').directive('@shareable'),
    countryCode: t.string('The country code of the seller, ISO 3166-1 alpha-2, such as "DE".'),
    status: t.of(SellerStatusType, 'The status of the seller. APPROVED unless you belong to the seller or are an operator.'),
    appliedAt: t
      .dateTime('The date and time when the application was submitted; null unless you belong to the seller or are an operator.')
      .nullable(),
    rejectionReason: t
      .string('The reason for the rejection; null if it was not rejected, or unless you belong to the seller or are an operator.')
      .nullable(),
    /** The source of `owner` and `staff`; null if the actor may not see the details. */
    members: t.hidden<{ readonly ownerId: string; readonly staffIds: readonly string[] } | null>(),
  },
  { key: 'id' },
);
export type SellerType = InstanceType<typeof SellerType>;

/** A seller with its details, or its public part only. */
export const toSellerType = ({ state: seller, appliedAt }: SellerView, showsDetails: boolean): SellerType => {
  const { terms, status } = seller;
  return {
    id: terms.id,
    name: terms.name,
    countryCode: terms.countryCode,
    status,
    appliedAt: showsDetails ? appliedAt : null,
    rejectionReason: showsDetails && seller.status === 'REJECTED' ? seller.reason : null,
    members: showsDetails ? { ownerId: terms.ownerId, staffIds: seller.status === 'APPROVED' ? seller.staff : [] } : null,
  };
};

export const SellerConnectionType = connectionOf('Seller', SellerType);

export const SellersArgs = argsType({
  ...pageFields({ first: 'The number of items to return, from 1 to 100.', after: 'Returns items after this cursor.' }),
  status: t.of(SellerStatusType, 'Returns only sellers with this status. Values other than APPROVED require an operator.').optional(),
});
export type SellersArgs = InstanceType<typeof SellersArgs>;

export const SellerApplyInput = inputType('SellerApplyInput', 'The input for applying as a seller.', {
  name: t.string('The business name, 1 to 100 characters. It must be unique among sellers.'),
  countryCode: t.string('The country code of the business, ISO 3166-1 alpha-2, such as "DE".'),
});

export const SellerApproveInput = inputType('SellerApproveInput', 'The input for approving an application.', {
  sellerId: t.id<SellerId>('The ID of the seller.'),
});

export const SellerRejectInput = inputType('SellerRejectInput', 'The input for rejecting an application.', {
  sellerId: t.id<SellerId>('The ID of the seller.'),
  reason: t.string('The reason, 1 to 500 characters. The applicant can read it.'),
});

export const SellerStaffAddInput = inputType('SellerStaffAddInput', 'The input for adding a staff member.', {
  sellerId: t.id<SellerId>('The ID of the seller.'),
  userId: t.id<UserId>('The ID of the user. Users find their own ID in `me`.'),
});

export const SellerStaffRemoveInput = inputType('SellerStaffRemoveInput', 'The input for removing a staff member.', {
  sellerId: t.id<SellerId>('The ID of the seller.'),
  // Not validated: an unknown ID is not on the staff, so nothing is removed.
  userId: t.id('The ID of the user.'),
});

export const SellerPayload = payloadOf('SellerPayload', 'The result of changing a seller.', {
  seller: t.of(SellerType, 'The seller after the change; null if it did not succeed.'),
});
