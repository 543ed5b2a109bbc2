import type { SellerId, UserId } from '@marketplace/kernel';
import { pageFields, argsType, connectionOf, enumOf, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { SellerView } from '../../application/ports';
import type { SellerStatus } from '../../domain/seller';

const SellerStatusType = enumOf<SellerStatus>('SellerStatus', 'Where a seller stands.', {
  APPLIED: 'An operator has to decide.',
  APPROVED: 'It sells, and everybody can see it.',
  REJECTED: 'The application was refused; the owner can apply again.',
});

export const SellerType = objectType(
  'Seller',
  'A business that sells on the marketplace.',
  {
    id: t.id('The id of the seller.'),
    name: t.string('The name of the business.').directive('@shareable'),
    countryCode: t.string('Where it is, ISO 3166-1 alpha-2.'),
    status: t.of(SellerStatusType, 'Where it stands; whoever does not belong to it sees approved sellers only.'),
    appliedAt: t.dateTime('When it applied; null unless you belong to it or are an operator.').nullable(),
    rejectionReason: t
      .string('Why the application was refused; null when it was not, or you neither belong to it nor are an operator.')
      .nullable(),
    /** Shown by the resolvers of `owner` and `staff`; null for those who may not see inside. */
    people: t.hidden<{ readonly ownerId: string; readonly staffIds: readonly string[] } | null>(),
  },
  { key: 'id' },
);
export type SellerType = InstanceType<typeof SellerType>;

/** A seller from the inside, or as everybody sees it. */
export const toSellerType = ({ state: seller, appliedAt }: SellerView, isInside: boolean): SellerType => {
  const { terms, status } = seller;
  return {
    id: terms.id,
    name: terms.name,
    countryCode: terms.countryCode,
    status,
    appliedAt: isInside ? appliedAt : null,
    rejectionReason: isInside && seller.status === 'REJECTED' ? seller.reason : null,
    people: isInside ? { ownerId: terms.ownerId, staffIds: seller.status === 'APPROVED' ? seller.staff : [] } : null,
  };
};

export const SellerConnectionType = connectionOf('Seller', SellerType);

export const SellersArgs = argsType({
  ...pageFields({ first: 'At most this many, up to 100.', after: 'A cursor: go on behind it.' }),
  status: t.of(SellerStatusType, 'Only those; other than APPROVED for operators.').optional(),
});
export type SellersArgs = InstanceType<typeof SellersArgs>;

export const SellerApplyInput = inputType('SellerApplyInput', 'Which business wants to sell.', {
  name: t.string("The name of the business, 1 to 100 characters, unlike every other seller's."),
  countryCode: t.string('Where it is, ISO 3166-1 alpha-2, such as "DE".'),
});

export const SellerApproveInput = inputType('SellerApproveInput', 'Which application to accept.', {
  sellerId: t.id<SellerId>('The seller.'),
});

export const SellerRejectInput = inputType('SellerRejectInput', 'Which application to refuse.', {
  sellerId: t.id<SellerId>('The seller.'),
  reason: t.string('Why, up to 500 characters; the applicant reads it.'),
});

export const SellerStaffAddInput = inputType('SellerStaffAddInput', 'Who may act for a seller from now on.', {
  sellerId: t.id<SellerId>('The seller.'),
  userId: t.id<UserId>('The user; people find their own id in `me`.'),
});

export const SellerStaffRemoveInput = inputType('SellerStaffRemoveInput', 'Who may no longer act for a seller.', {
  sellerId: t.id<SellerId>('The seller.'),
  // Any text will do: nobody is removed who is not on the staff.
  userId: t.id('The user.'),
});

export const SellerPayload = payloadOf('SellerPayload', 'The seller after the change, or why there was none.', {
  seller: t.of(SellerType, 'The seller after the change; null when it was refused.'),
});
