import { Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { idOf } from '@marketplace/kernel';
import type { InventoryViews } from '../../application/inventory.view';
import { noAvailability } from '../../domain/availability';
import { AvailabilityType, ProductType, toAvailabilityType, VariantType } from './availability.types';

/** Variants belong to products; inventory adds their availability. */
@Resolver(() => VariantType)
export class VariantResolver {
  constructor(private readonly views: Pick<InventoryViews, 'availability'>) {}

  @FieldResolver(() => AvailabilityType, { nullable: true, description: 'The availability of the variant in all warehouses.' })
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
    description:
      'True when at least one variant can be bought now, in stock or on backorder. Null while the stock of a new product is unknown.',
  })
  async available(@Root() { id }: ProductType): Promise<boolean | null> {
    return (await this.views.isAvailable(idOf(id))) ?? null;
  }
}
