import { ArgsType, Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { SellerId, UserId } from '@marketplace/kernel';
import { connectionOf, DateTime, enumOf, field, pageArgs, payloadOf } from '@marketplace/platform/graphql';
import type { SellerView } from '../../application/ports';
import type { SellerStatus } from '../../domain/seller';

const SellerStatusType = enumOf<SellerStatus>('SellerStatus', 'Where a seller stands.', {
  APPLIED: 'An operator has to decide.',
  APPROVED: 'It sells, and everybody can see it.',
  REJECTED: 'The application was refused; the owner can apply again.',
});

@Directive('@key(fields: "id")')
@ObjectType('Seller', { description: 'A business that sells on the marketplace.' })
export class SellerType {
  @Field(() => ID, { description: 'The id of the seller.' })
  id!: string;

  @Directive('@shareable')
  @Field(() => String, { description: 'The name of the business.' })
  name!: string;

  @Field(() => String, { description: 'Where it is, ISO 3166-1 alpha-2.' })
  countryCode!: string;

  @Field(() => SellerStatusType, { description: 'Where it stands; whoever does not belong to it sees approved sellers only.' })
  status!: SellerStatus;

  @Field(() => DateTime, { nullable: true, description: 'When it applied; null unless you belong to it or are an operator.' })
  appliedAt!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the application was refused; null when it was not, or you neither belong to it nor are an operator.',
  })
  rejectionReason!: string | null;

  /** Shown by the resolvers of `owner` and `staff`; null for those who may not see inside. */
  people!: { readonly ownerId: string; readonly staffIds: readonly string[] } | null;
}

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

@ArgsType()
export class SellersArgs extends pageArgs({ first: 'At most this many, up to 100.', after: 'A cursor: go on behind it.' }) {
  @Field(() => SellerStatusType, { nullable: true, description: 'Only those; other than APPROVED for operators.' })
  status?: SellerStatus;
}

@InputType('SellerApplyInput', { description: 'Which business wants to sell.' })
export class SellerApplyInput {
  @Field(() => String, { description: "The name of the business, 1 to 100 characters, unlike every other seller's." })
  name!: string;

  @Field(() => String, { description: 'Where it is, ISO 3166-1 alpha-2, such as "DE".' })
  countryCode!: string;
}

@InputType('SellerApproveInput', { description: 'Which application to accept.' })
export class SellerApproveInput {
  @Field(() => ID, { description: 'The seller.' })
  sellerId!: SellerId;
}

@InputType('SellerRejectInput', { description: 'Which application to refuse.' })
export class SellerRejectInput {
  @Field(() => ID, { description: 'The seller.' })
  sellerId!: SellerId;

  @Field(() => String, { description: 'Why, up to 500 characters; the applicant reads it.' })
  reason!: string;
}

@InputType('SellerStaffAddInput', { description: 'Who may act for a seller from now on.' })
export class SellerStaffAddInput {
  @Field(() => ID, { description: 'The seller.' })
  sellerId!: SellerId;

  @Field(() => ID, { description: 'The user; people find their own id in `me`.' })
  userId!: UserId;
}

@InputType('SellerStaffRemoveInput', { description: 'Who may no longer act for a seller.' })
export class SellerStaffRemoveInput {
  @Field(() => ID, { description: 'The seller.' })
  sellerId!: SellerId;

  // Any text will do: nobody is removed who is not on the staff.
  @Field(() => ID, { description: 'The user.' })
  userId!: string;
}

export const SellerPayload = payloadOf('SellerPayload', 'The seller after the change, or why there was none.', {
  seller: field(() => SellerType, 'The seller after the change; null when it was refused.'),
});
