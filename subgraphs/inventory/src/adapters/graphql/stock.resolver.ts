import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { VariantId } from '@marketplace/kernel';
import {
  pageFields,
  argsType,
  idKeyset,
  permitted,
  readConnection,
  t,
  textKeyset,
  type Connection,
  type Entity,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { WarehouseStock, RecordedMovement } from '../../application/inventory.view';
import type { StockPolicies } from '../../application/stock-policies';
import type { StockQueries } from '../../application/stock-queries';
import type { Warehouse } from '../../domain/warehouse';
import { StockPolicyType, toStockPolicyType } from './stock-policy.types';
import {
  StockMovementConnectionType,
  toStockMovementType,
  toVariantStockType,
  VariantStockConnectionType,
  VariantStockType,
  type StockMovementType,
} from './stock.types';
import { parseId, WarehouseType } from './warehouse.types';

const VariantStockArgs = argsType({
  ...pageFields({ size: 50 }),
  warehouseId: t.id('The ID of the warehouse.'),
});
type VariantStockArgs = InstanceType<typeof VariantStockArgs>;

const StockMovementArgs = argsType({
  ...pageFields({ size: 50 }),
  variantId: t.id('The ID of the variant.'),
});
type StockMovementArgs = InstanceType<typeof StockMovementArgs>;

const stockConnection = { keyset: idKeyset(({ item }: WarehouseStock): VariantId => item.variantId), toNode: toVariantStockType };
const movementConnection = { keyset: textKeyset(({ seq }: RecordedMovement) => seq.toString(), /^\d{1,18}$/), toNode: toStockMovementType };

type Dependencies = {
  readonly queries: StockQueries;
  readonly policies: Pick<StockPolicies, 'of'>;
  readonly warehouse: Entity<Warehouse, WarehouseType>;
};

/** The stock queries of sellers' staff and operators. */
@Resolver(() => StockPolicyType)
export class StockResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => [VariantStockType], {
    nullable: true,
    description: "The stock of a variant per warehouse. Null unless you are the seller's staff or an operator.",
  })
  async variantStock(
    @Arg('variantId', () => ID, { description: 'The ID of the variant.' }) variantId: string,
    @Ctx() context: GraphContext,
  ): Promise<readonly VariantStockType[] | null> {
    const stock = permitted(await this.dependencies.queries.ofVariant(parseId(variantId), context.actor), context);
    return stock?.map(toVariantStockType) ?? null;
  }

  @Query(() => VariantStockConnectionType, {
    nullable: true,
    description:
      "The stock in a warehouse: all of it for operators, only their own for sellers' staff. Null if the warehouse does not exist.",
  })
  warehouseStock(
    @Args(() => VariantStockArgs) args: VariantStockArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<VariantStockType> | null> {
    const { queries } = this.dependencies;
    return readConnection(args, context, {
      ...stockConnection,
      read: (page) => queries.inWarehouse(parseId(args.warehouseId), page, context.actor),
    });
  }

  @Query(() => StockMovementConnectionType, {
    nullable: true,
    description: "The stock history of a variant, newest first. Null unless you are the seller's staff or an operator.",
  })
  stockMovements(
    @Args(() => StockMovementArgs) args: StockMovementArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<StockMovementType> | null> {
    const { queries } = this.dependencies;
    return readConnection(args, context, {
      ...movementConnection,
      read: (page) => queries.movementsOf(parseId(args.variantId), page, context.actor),
    });
  }

  @Query(() => StockPolicyType, {
    nullable: true,
    description: "The stock policy of a variant. Null unless you are the seller's staff or an operator.",
  })
  async stockPolicy(
    @Arg('variantId', () => ID, { description: 'The ID of the variant.' }) variantId: string,
    @Ctx() context: GraphContext,
  ): Promise<StockPolicyType | null> {
    const policy = permitted(await this.dependencies.policies.of(parseId(variantId), context.actor), context);
    return policy === undefined ? null : toStockPolicyType(policy);
  }

  @FieldResolver(() => WarehouseType, {
    nullable: true,
    description: 'The warehouse where backordered units arrive; null if backorders are not allowed.',
  })
  async backorderWarehouse(@Root() policy: StockPolicyType, @Ctx() context: GraphContext): Promise<WarehouseType | null> {
    return policy.backorderWarehouseId === null ? null : this.dependencies.warehouse.show(policy.backorderWarehouseId, context);
  }
}
