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
import type { PlacedStock, RecordedMovement } from '../../application/inventory.view';
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
import { named, WarehouseType } from './warehouse.types';

const VariantStockArgs = argsType({
  ...pageFields({ size: 50 }),
  warehouseId: t.id('The warehouse.'),
});
type VariantStockArgs = InstanceType<typeof VariantStockArgs>;

const StockMovementArgs = argsType({
  ...pageFields({ size: 50 }),
  variantId: t.id('The variant.'),
});
type StockMovementArgs = InstanceType<typeof StockMovementArgs>;

const stock = { keyset: idKeyset(({ item }: PlacedStock): VariantId => item.variantId), toNode: toVariantStockType };
const movements = { keyset: textKeyset(({ seq }: RecordedMovement) => seq.toString(), /^\d{1,18}$/), toNode: toStockMovementType };

type Services = {
  readonly queries: StockQueries;
  readonly policies: Pick<StockPolicies, 'of'>;
  readonly warehouse: Entity<Warehouse, WarehouseType>;
};

/** What those who keep stock look up. */
@Resolver(() => StockPolicyType)
export class StockResolver {
  constructor(private readonly services: Services) {}

  @Query(() => [VariantStockType], {
    nullable: true,
    description:
      "The stock of a variant in each warehouse that keeps it; for its seller's staff and operators. Null when you have no such variant.",
  })
  async variantStock(
    @Arg('variantId', () => ID, { description: 'The variant.' }) variantId: string,
    @Ctx() context: GraphContext,
  ): Promise<readonly VariantStockType[] | null> {
    const places = permitted(await this.services.queries.ofVariant(named(variantId), context.actor), context);
    return places?.map(toVariantStockType) ?? null;
  }

  @Query(() => VariantStockConnectionType, {
    nullable: true,
    description:
      'What a warehouse keeps: all of it for operators, what is theirs for the staff of sellers. Null when there is no such warehouse.',
  })
  warehouseStock(
    @Args(() => VariantStockArgs) args: VariantStockArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<VariantStockType> | null> {
    const { queries } = this.services;
    return readConnection(args, context, {
      ...stock,
      read: (page) => queries.inWarehouse(named(args.warehouseId), page, context.actor),
    });
  }

  @Query(() => StockMovementConnectionType, {
    nullable: true,
    description:
      "The history of a variant's stock, newest first; for its seller's staff and operators. Null when you have no such variant.",
  })
  stockMovements(
    @Args(() => StockMovementArgs) args: StockMovementArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<StockMovementType> | null> {
    const { queries } = this.services;
    return readConnection(args, context, {
      ...movements,
      read: (page) => queries.movementsOf(named(args.variantId), page, context.actor),
    });
  }

  @Query(() => StockPolicyType, {
    nullable: true,
    description: "How a variant is sold; for its seller's staff and operators. Null when you have no such variant.",
  })
  async stockPolicy(
    @Arg('variantId', () => ID, { description: 'The variant.' }) variantId: string,
    @Ctx() context: GraphContext,
  ): Promise<StockPolicyType | null> {
    const policy = permitted(await this.services.policies.of(named(variantId), context.actor), context);
    return policy === undefined ? null : toStockPolicyType(policy);
  }

  @FieldResolver(() => WarehouseType, { nullable: true, description: 'Where they will arrive; null when none may be sold before.' })
  async backorderWarehouse(@Root() policy: StockPolicyType, @Ctx() context: GraphContext): Promise<WarehouseType | null> {
    return policy.backorderWarehouseId === null ? null : this.services.warehouse.show(policy.backorderWarehouseId, context);
  }
}
