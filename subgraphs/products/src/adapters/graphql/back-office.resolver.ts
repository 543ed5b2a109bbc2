import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { perRequest, type GraphContext } from '@marketplace/platform/graphql';
import type { BackOfficeViews } from '../../application/ports';
import { mayManage } from '../../domain/policies';
import { PriceScheduleType, ProductPublicationType, toPublicationType, toScheduleType } from './price.types';
import { ProductType, VariantType } from './product.types';

/** What of a product is for its seller's staff and operators; to everybody else it is null. */
@Resolver(() => ProductType)
export class BackOfficeResolver {
  private readonly publicationsOf;
  private readonly schedulesOf;

  constructor(views: BackOfficeViews) {
    this.publicationsOf = perRequest('publications', views.publications);
    this.schedulesOf = perRequest('price-schedules', views.schedules);
  }

  @FieldResolver(() => [ProductPublicationType], {
    nullable: true,
    description: 'When it came on show and went off, oldest first; null for who does not work for the seller.',
  })
  async publications(@Root() product: ProductType, @Ctx() context: GraphContext): Promise<readonly ProductPublicationType[] | null> {
    if (!mayManage(context.actor, product.sellerId)) return null;
    return ((await this.publicationsOf(context).load(product.id)) ?? []).map(toPublicationType);
  }

  @FieldResolver(() => [PriceScheduleType], {
    nullable: true,
    description:
      'Prices planned for its variants, by the time from which they hold: all that are open, and the last hundred that are over; null for who does not work for the seller.',
  })
  async priceSchedules(@Root() product: ProductType, @Ctx() context: GraphContext): Promise<readonly PriceScheduleType[] | null> {
    if (!mayManage(context.actor, product.sellerId)) return null;
    return ((await this.schedulesOf(context).load(product.id)) ?? []).map((planned) => toScheduleType(planned, product));
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
