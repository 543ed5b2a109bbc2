import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { UserErrorType } from '@marketplace/platform/graphql';
import type { PlacedStock } from '../../application/ports';
import { availabilityStatus, type AvailabilityStatus } from '../../domain/stock';
import { WarehouseType } from './warehouse.types';

export const AvailabilityStatusType = { IN_STOCK: 'IN_STOCK', LOW_STOCK: 'LOW_STOCK', OUT_OF_STOCK: 'OUT_OF_STOCK' } as const;

registerEnumType(AvailabilityStatusType, {
  name: 'AvailabilityStatus',
  description: 'How much there is of a variant, for a shop window.',
  valuesConfig: {
    IN_STOCK: { description: 'Plenty.' },
    LOW_STOCK: { description: 'A few are left.' },
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
}

@Directive('@key(fields: "id")')
@ObjectType('Variant', { description: 'What can be bought.' })
export class VariantType {
  @Field(() => ID, { description: 'The id of the variant.' })
  id!: string;

  // Answered by the resolver, for all variants of a request at once.
  availability?: AvailabilityType | null;
}

@ObjectType('VariantStock', { description: 'The stock of a variant in one warehouse, for those who keep it.' })
export class VariantStockType {
  @Field(() => ID, { description: 'The id of this place in the stock.' })
  id!: string;

  @Field(() => VariantType, { nullable: true, description: 'What is kept.' })
  variant!: VariantType | null;

  @Field(() => WarehouseType, { description: 'Where it is kept.' })
  warehouse!: WarehouseType;

  @Field(() => Int, { description: 'How many lie on the shelf.' })
  onHand!: number;

  @Field(() => Int, { description: 'How many of them are promised to checkouts.' })
  reserved!: number;

  @Field(() => Int, { description: 'How many of them can still be bought.' })
  available!: number;
}

@InputType('StockAdjustInput', { description: 'A change of stock by hand: a delivery, a count, damage.' })
export class StockAdjustInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => ID, { description: 'The warehouse.' })
  warehouseId!: string;

  @Field(() => Int, { description: 'How many more, or fewer when negative; up to 1,000,000 and not 0.' })
  change!: number;

  @Field(() => String, { description: 'Why, 1 to 200 characters; kept in the history of the stock.' })
  reason!: string;

  @Field(() => String, { description: 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.' })
  idempotencyKey!: string;
}

@ObjectType('StockAdjustPayload', { description: 'The stock after the change.' })
export class StockAdjustPayload {
  @Field(() => VariantStockType, { nullable: true, description: 'The stock as it is now; null when the change was refused.' })
  variantStock!: VariantStockType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing happened.' })
  userErrors!: readonly UserErrorType[];
}

export const toAvailabilityType = (available: number): AvailabilityType => ({ status: availabilityStatus(available), quantity: available });

export const toVariantStockType = ({ item, warehouse }: PlacedStock): VariantStockType => ({
  id: item.id,
  variant: { id: item.variantId },
  warehouse,
  onHand: item.onHand,
  reserved: item.reserved,
  available: item.onHand - item.reserved,
});
