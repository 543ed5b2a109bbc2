import { enumOf, objectType, t } from '@marketplace/platform/graphql';
import { availabilityStatus, quantityOf, type Availability, type AvailabilityStatus } from '../../domain/availability';

const AvailabilityStatusType = enumOf<AvailabilityStatus>('AvailabilityStatus', 'The stock status of a variant, for display.', {
  IN_STOCK: 'In stock, above the low stock threshold.',
  LOW_STOCK: 'In stock, at or below the low stock threshold.',
  BACKORDER: 'Not in stock, but can be ordered; ships when it arrives.',
  OUT_OF_STOCK: 'Not in stock and cannot be ordered.',
});

export const AvailabilityType = objectType(
  'Availability',
  'The availability of a variant in all warehouses. For display only: stock is not guaranteed until a checkout reserves it.',
  {
    status: t.of(AvailabilityStatusType, 'The stock status, for display.'),
    quantity: t.int('The number of units that can be bought now, including backorders.'),
    backorderQuantity: t.int('The number of units in `quantity` that are not in stock yet and ship later.'),
  },
);
export type AvailabilityType = InstanceType<typeof AvailabilityType>;

export const VariantType = objectType(
  'Variant',
  'A version of a product, such as one size and color. Buyers purchase variants.',
  {
    id: t.id('The ID of the variant.'),
    // Resolved with one query for all variants of a request.
    availability: t.hidden<AvailabilityType | null>().optional(),
  },
  { key: 'id' },
);
export type VariantType = InstanceType<typeof VariantType>;

export const ProductType = objectType(
  'Product',
  'A product that a seller offers, with one or more variants.',
  {
    id: t.id('The ID of the product.'),
    // Resolved with one query for all products of a request.
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
