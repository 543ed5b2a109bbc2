import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { perRequest, type GraphContext } from '@marketplace/platform/graphql';
import type { BackOfficeViews } from '../../application/ports';
import { mayManage } from '../../domain/policies';
import { PriceScheduleType, ProductPublicationType, toPublicationType, toScheduleType } from './price.types';
import { ProductType, VariantType } from './product.types';

/** Fields of a product for the seller's staff and operators; null for everyone else. */
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
    description: 'The changes of publication status, oldest first. Null unless you belong to the seller or are an operator.',
  })
  async publications(@Root() product: ProductType, @Ctx() context: GraphContext): Promise<readonly ProductPublicationType[] | null> {
    if (!mayManage(context.actor, product.sellerId)) return null;
    return ((await this.publicationsOf(context).load(product.id)) ?? []).map(toPublicationType);
  }

  @FieldResolver(() => [PriceScheduleType], {
    nullable: true,
    description:
      'The price schedules of its variants, by start date: all open ones and the last 100 closed ones. Null unless you belong to the seller or are an operator.',
  })
  async priceSchedules(@Root() product: ProductType, @Ctx() context: GraphContext): Promise<readonly PriceScheduleType[] | null> {
    if (!mayManage(context.actor, product.sellerId)) return null;
    return ((await this.schedulesOf(context).load(product.id)) ?? []).map((schedule) => toScheduleType(schedule, product));
  }
}

/** Fields of a variant for the seller's staff and operators. */
@Resolver(() => VariantType)
export class VariantResolver {
  @FieldResolver(() => String, {
    name: 'stockUnit',
    nullable: true,
    description:
      'The number that warehouses use for the variant: a GTIN or their own number. Null when warehouses use the SKU, and unless you belong to the seller or are an operator.',
  })
  stockUnitOf(@Root() { stockUnit, product }: VariantType, @Ctx() { actor }: GraphContext): string | null {
    return mayManage(actor, product.sellerId) ? stockUnit : null;
  }
}
