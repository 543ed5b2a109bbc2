import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { Actor } from '@marketplace/kernel';
import { connectionOf, DateTime, UserErrorType } from '@marketplace/platform/graphql';
import { maySeeInside } from '../../application/authorisation';
import type { SellerView } from '../../application/ports';

export const SellerStatusType = { APPLIED: 'APPLIED', APPROVED: 'APPROVED', REJECTED: 'REJECTED' } as const;

registerEnumType(SellerStatusType, {
  name: 'SellerStatus',
  description: 'Where a seller stands.',
  valuesConfig: {
    APPLIED: { description: 'An operator has to decide.' },
    APPROVED: { description: 'It sells, and everybody can see it.' },
    REJECTED: { description: 'The application was refused; the owner can apply again.' },
  },
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
  status!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it applied; null unless you belong to it or are an operator.' })
  appliedAt!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the application was refused; null when it was not, or you neither belong to it nor are an operator.',
  })
  rejectionReason!: string | null;

  /** Shown by the resolvers of `owner` and `staff`; empty for whoever may not see inside. */
  people!: { readonly ownerId: string; readonly staffIds: readonly string[] } | null;
}

/** Shows a seller as far as the one who asks may see. */
export const toSellerType = ({ seller, appliedAt }: SellerView, actor: Actor): SellerType => {
  const { terms, status } = seller;
  const isInside = maySeeInside(actor, seller);
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
  sellerId!: string;
}

@InputType('SellerRejectInput', { description: 'Which application to refuse.' })
export class SellerRejectInput {
  @Field(() => ID, { description: 'The seller.' })
  sellerId!: string;

  @Field(() => String, { description: 'Why, up to 500 characters; the applicant reads it.' })
  reason!: string;
}

@InputType('SellerStaffAddInput', { description: 'Who may act for a seller from now on.' })
export class SellerStaffAddInput {
  @Field(() => ID, { description: 'The seller.' })
  sellerId!: string;

  @Field(() => ID, { description: 'The user; people find their own id in `me`.' })
  userId!: string;
}

@InputType('SellerStaffRemoveInput', { description: 'Who may no longer act for a seller.' })
export class SellerStaffRemoveInput {
  @Field(() => ID, { description: 'The seller.' })
  sellerId!: string;

  @Field(() => ID, { description: 'The user.' })
  userId!: string;
}

@ObjectType('SellerPayload', { description: 'The seller after the change, or why there was none.' })
export class SellerPayload {
  @Field(() => SellerType, { nullable: true, description: 'The seller after the change; null when it was refused.' })
  seller!: SellerType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}
