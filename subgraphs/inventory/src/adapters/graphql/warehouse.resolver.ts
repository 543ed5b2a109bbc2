import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { VariantId } from '@marketplace/kernel';
import {
  pageFields,
  argsType,
  entity,
  idKeyset,
  perRequest,
  readConnection,
  t,
  textKeyset,
  type Connection,
  type Entity,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { InventoryViews } from '../../application/inventory.view';
import type { WarehouseFeeds } from '../../application/warehouse-feeds';
import type { Warehouses } from '../../application/warehouses';
import type { WarehouseDifference } from '../../domain/difference';
import type { Warehouse } from '../../domain/warehouse';
import {
  toWarehouseDifferenceType,
  WarehouseDifferenceConnectionType,
  WarehouseDifferenceType,
  WarehouseFeedType,
} from './warehouse-feed.types';
import { parseId, WarehouseConnectionType, WarehouseType } from './warehouse.types';

const toWarehouseType = ({ id, code, name, countryCode }: Warehouse): WarehouseType => ({ id, code, name, countryCode });

/** Warehouses are public. */
export const warehouseEntity = (views: Pick<InventoryViews, 'warehousesByIds'>): Entity<Warehouse, WarehouseType> =>
  entity('Warehouse', { load: views.warehousesByIds, toType: toWarehouseType });

const WarehouseArgs = argsType({
  ...pageFields({ size: 50 }),
});
type WarehouseArgs = InstanceType<typeof WarehouseArgs>;

const WarehouseDifferenceArgs = argsType({
  ...pageFields({ size: 50 }),
  warehouseId: t.id('The ID of the warehouse.'),
});
type WarehouseDifferenceArgs = InstanceType<typeof WarehouseDifferenceArgs>;

const list = { keyset: textKeyset(({ code }: Warehouse) => code), toNode: toWarehouseType };
const differences = {
  keyset: idKeyset(({ variantId }: WarehouseDifference): VariantId => variantId),
  toNode: toWarehouseDifferenceType,
};

type Dependencies = { readonly warehouses: Pick<Warehouses, 'list'>; readonly feeds: Pick<WarehouseFeeds, 'differences' | 'ofWarehouses'> };

@Resolver(() => WarehouseType)
export class WarehouseResolver {
  private readonly feeds;

  constructor(private readonly dependencies: Dependencies) {
    this.feeds = perRequest('warehouse-feed', (ids: Parameters<WarehouseFeeds['ofWarehouses']>[0], { actor }) =>
      dependencies.feeds.ofWarehouses(ids, actor),
    );
  }

  @FieldResolver(() => WarehouseFeedType, {
    nullable: true,
    description: 'The stock feed of the warehouse. Null if there is none, or if you are not an operator.',
  })
  async feed(@Root() { id }: WarehouseType, @Ctx() context: GraphContext): Promise<WarehouseFeedType | null> {
    return (await this.feeds(context).load(id)) ?? null;
  }

  @Query(() => WarehouseConnectionType, { description: "All warehouses in order of code. Only for sellers' staff and operators." })
  warehouses(@Args(() => WarehouseArgs) args: WarehouseArgs, @Ctx() context: GraphContext): Promise<Connection<WarehouseType>> {
    return readConnection(args, context, { ...list, read: (page) => this.dependencies.warehouses.list(page, context.actor) });
  }

  @Query(() => WarehouseDifferenceConnectionType, {
    nullable: true,
    description:
      'The differences between the last count of a warehouse and the stock on hand. Null if the warehouse does not exist. Operators only.',
  })
  warehouseDifferences(
    @Args(() => WarehouseDifferenceArgs) args: WarehouseDifferenceArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<WarehouseDifferenceType> | null> {
    const { feeds } = this.dependencies;
    return readConnection(args, context, {
      ...differences,
      read: (page) => feeds.differences(parseId(args.warehouseId), page, context.actor),
    });
  }
}

@Resolver(() => WarehouseDifferenceType)
export class WarehouseDifferenceResolver {
  constructor(private readonly entity: Entity<Warehouse, WarehouseType>) {}

  @FieldResolver(() => WarehouseType, { nullable: true, description: 'The warehouse.' })
  warehouse(@Root() { warehouseId }: WarehouseDifferenceType, @Ctx() context: GraphContext): Promise<WarehouseType | null> {
    return this.entity.show(warehouseId, context);
  }
}
