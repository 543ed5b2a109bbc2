import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ProductId } from '@marketplace/kernel';
import type { GraphContext } from '@marketplace/platform/graphql';
import type { BackOfficeViews } from '../../application/ports';
import { mayManage } from '../../domain/policies';
import { PriceScheduleType, ProductPublicationType, toPublicationType, toScheduleType } from './price.types';
import { ProductType, VariantType } from './product.types';

const asProducts = (ids: readonly string[]): readonly ProductId[] => ids as readonly ProductId[];

/** What of a product is for its seller's staff and operators; to everybody else it is null. */
@Resolver(() => ProductType)
export class BackOfficeResolver {
  constructor(private readonly views: BackOfficeViews) {}

  @FieldResolver(() => [ProductPublicationType], {
    nullable: true,
    description: 'When it came on show and went off, oldest first; null for who does not work for the seller.',
  })
  async publications(
    @Root() product: ProductType,
    @Ctx() { actor, loaders }: GraphContext,
  ): Promise<readonly ProductPublicationType[] | null> {
    if (!mayManage(actor, product.sellerId)) return null;
    const found = await loaders.get('publications', (ids) => this.views.publications(asProducts(ids))).load(product.id);
    return (found ?? []).map(toPublicationType);
  }

  @FieldResolver(() => [PriceScheduleType], {
    nullable: true,
    description:
      'Prices planned for its variants, by the time from which they hold: all that are open, and the last hundred that are over; null for who does not work for the seller.',
  })
  async priceSchedules(
    @Root() product: ProductType,
    @Ctx() { actor, loaders }: GraphContext,
  ): Promise<readonly PriceScheduleType[] | null> {
    if (!mayManage(actor, product.sellerId)) return null;
    const found = await loaders.get('price-schedules', (ids) => this.views.schedules(asProducts(ids))).load(product.id);
    return (found ?? []).map((row) => toScheduleType(row, product));
  }
}

/** What of a variant is for its seller's staff and operators. */
@Resolver(() => VariantType)
export class VariantResolver {
  @FieldResolver(() => String, {
    name: 'stockUnit',
    nullable: true,
    description:
      'What warehouses call it: a GTIN or a number of their own; null when that is the SKU, and for who does not work for the seller.',
  })
  stockUnitOf(@Root() { stockUnit, product }: VariantType, @Ctx() { actor }: GraphContext): string | null {
    return mayManage(actor, product.sellerId) ? stockUnit : null;
  }
}
