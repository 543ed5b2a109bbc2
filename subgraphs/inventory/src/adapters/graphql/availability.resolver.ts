import { Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { idOf } from '@marketplace/kernel';
import type { InventoryViews } from '../../application/inventory.view';
import { noAvailability } from '../../domain/availability';
import { AvailabilityType, ProductType, toAvailabilityType, VariantType } from './availability.types';

/** Variants are products'; inventory adds to any that it is asked about. */
@Resolver(() => VariantType)
export class VariantResolver {
  constructor(private readonly views: Pick<InventoryViews, 'availability'>) {}

  @FieldResolver(() => AvailabilityType, { nullable: true, description: 'What can be bought now, over all warehouses.' })
  async availability(@Root() { id }: VariantType): Promise<AvailabilityType> {
    return toAvailabilityType((await this.views.availability(idOf(id))) ?? noAvailability);
  }
}

@Resolver(() => ProductType)
export class ProductResolver {
  constructor(private readonly views: Pick<InventoryViews, 'isAvailable'>) {}

  @Directive('@shareable')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether any variant can be bought now, there or as a backorder; null when nothing is known of the product yet.',
  })
  async available(@Root() { id }: ProductType): Promise<boolean | null> {
    return (await this.views.isAvailable(idOf(id))) ?? null;
  }
}
