import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { enumOf } from '@marketplace/platform/graphql';
import { availabilityStatus, quantityOf, type Availability, type AvailabilityStatus } from '../../domain/availability';

const AvailabilityStatusType = enumOf<AvailabilityStatus>('AvailabilityStatus', 'How much there is of a variant, for a shop window.', {
  IN_STOCK: 'Plenty.',
  LOW_STOCK: 'A few are left.',
  BACKORDER: 'Nothing is there now, but it can be ordered and is sent once it has come.',
  OUT_OF_STOCK: 'Nothing can be bought now.',
});

@ObjectType('Availability', {
  description: 'What can be bought of a variant now, over all warehouses; a promise is made only when a checkout reserves.',
})
export class AvailabilityType {
  @Field(() => AvailabilityStatusType, { description: 'How much there is, for a shop window.' })
  status!: AvailabilityStatus;

  @Field(() => Int, { description: 'How many can be bought now.' })
  quantity!: number;

  @Field(() => Int, { description: 'How many of them are not there yet, and would be sent later.' })
  backorderQuantity!: number;
}

@Directive('@key(fields: "id")')
@ObjectType('Variant', { description: 'What can be bought.' })
export class VariantType {
  @Field(() => ID, { description: 'The id of the variant.' })
  id!: string;

  // Answered by the resolver, for all variants of a request at once.
  availability?: AvailabilityType | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Product', { description: 'What a seller offers, in one or more variants.' })
export class ProductType {
  @Field(() => ID, { description: 'The id of the product.' })
  id!: string;

  // Answered by the resolver, for all products of a request at once.
  available?: boolean | null;
}

export const toAvailabilityType = (availability: Availability): AvailabilityType => ({
  status: availabilityStatus(availability),
  quantity: quantityOf(availability),
  backorderQuantity: availability.backorderable,
});
