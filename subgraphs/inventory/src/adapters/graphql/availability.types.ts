import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { availabilityStatus, quantityOf, type Availability, type AvailabilityStatus } from '../../domain/availability';

export const AvailabilityStatusType = {
  IN_STOCK: 'IN_STOCK',
  LOW_STOCK: 'LOW_STOCK',
  BACKORDER: 'BACKORDER',
  OUT_OF_STOCK: 'OUT_OF_STOCK',
} as const;

registerEnumType(AvailabilityStatusType, {
  name: 'AvailabilityStatus',
  description: 'How much there is of a variant, for a shop window.',
  valuesConfig: {
    IN_STOCK: { description: 'Plenty.' },
    LOW_STOCK: { description: 'A few are left.' },
    BACKORDER: { description: 'Nothing is there now, but it can be ordered and is sent once it has come.' },
    OUT_OF_STOCK: { description: 'Nothing can be bought now.' },
  },
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
