import { FieldResolver, Resolver, Root } from 'type-graphql';
import { idOf, isId } from '@marketplace/kernel';
import type { InventoryViews } from '../../application/inventory.view';
import { noAvailability } from '../../domain/availability';
import { AvailabilityType, toAvailabilityType, VariantType } from './availability.types';

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
