import { enumOf, objectType, t } from '@marketplace/platform/graphql';
import { availabilityStatus, quantityOf, type Availability, type AvailabilityStatus } from '../../domain/availability';

const AvailabilityStatusType = enumOf<AvailabilityStatus>('AvailabilityStatus', 'How much there is of a variant, for a shop window.', {
  IN_STOCK: 'Plenty.',
  LOW_STOCK: 'A few are left.',
  BACKORDER: 'Nothing is there now, but it can be ordered and is sent once it has come.',
  OUT_OF_STOCK: 'Nothing can be bought now.',
});

export const AvailabilityType = objectType(
  'Availability',
  'What can be bought of a variant now, over all warehouses; a promise is made only when a checkout reserves.',
  {
    status: t.of(AvailabilityStatusType, 'How much there is, for a shop window.'),
    quantity: t.int('How many can be bought now.'),
    backorderQuantity: t.int('How many of them are not there yet, and would be sent later.'),
  },
);
export type AvailabilityType = InstanceType<typeof AvailabilityType>;

export const VariantType = objectType(
  'Variant',
  'What can be bought.',
  {
    id: t.id('The id of the variant.'),
    // Answered by the resolver, for all variants of a request at once.
    availability: t.hidden<AvailabilityType | null>().optional(),
  },
  { key: 'id' },
);
export type VariantType = InstanceType<typeof VariantType>;

export const ProductType = objectType(
  'Product',
  'What a seller offers, in one or more variants.',
  {
    id: t.id('The id of the product.'),
    // Answered by the resolver, for all products of a request at once.
    available: t.hidden<boolean | null>().optional(),
  },
  { key: 'id' },
);
export type ProductType = InstanceType<typeof ProductType>;

export const toAvailabilityType = (availability: Availability): AvailabilityType => ({
  status: availabilityStatus(availability),
  quantity: quantityOf(availability),
  backorderQuantity: availability.backorderable,
});
