import { Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { idOf, isId } from '@marketplace/kernel';
import type { InventoryViews } from '../../application/inventory.view';
import { noAvailability } from '../../domain/availability';
import { AvailabilityType, ProductType, toAvailabilityType, VariantType } from './availability.types';

@Resolver(() => VariantType)
export class AvailabilityResolver {
  constructor(private readonly services: { readonly views: InventoryViews }) {}

  /** Variants are products'; inventory adds to any that it is asked about. */
  reference(id: string): VariantType | null {
    return isId(id) ? { id } : null;
  }

  @FieldResolver(() => AvailabilityType, { nullable: true, description: 'What can be bought now, over all warehouses.' })
  async availability(@Root() variant: VariantType): Promise<AvailabilityType> {
    return toAvailabilityType((await this.services.views.availability(idOf(variant.id))) ?? noAvailability);
  }
}

@Resolver(() => ProductType)
export class ProductAvailabilityResolver {
  constructor(private readonly services: { readonly views: InventoryViews }) {}

  /** Products are products', too. */
  reference(id: string): ProductType | null {
    return isId(id) ? { id } : null;
  }

  @Directive('@shareable')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether any variant can be bought now, there or as a backorder; null when nothing is known of the product yet.',
  })
  async available(@Root() product: ProductType): Promise<boolean | null> {
    return (await this.services.views.isAvailable(idOf(product.id))) ?? null;
  }
}
