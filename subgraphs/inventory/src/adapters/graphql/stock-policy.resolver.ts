import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Refusal } from '@marketplace/kernel';
import { command, toUserErrors, unauthenticated, type GraphContext, type Messages } from '@marketplace/platform/graphql';
import type { InventoryViews } from '../../application/inventory.view';
import type { StockPolicies } from '../../application/stock-policies';
import type { PolicyChange, StockPolicy } from '../../domain/policy';
import { StockPolicyType, StockPolicyUpdateInput, StockPolicyUpdatePayload, toStockPolicyType } from './stock-policy.types';
import { WarehouseType } from './warehouse.types';
import { warehouseLoader } from './warehouse-loader';

const messages: Messages = {
  'variant-not-found': 'There is no such variant among yours. A new product is known here a moment after it was saved.',
  'warehouse-not-found': 'There is no such warehouse.',
  'invalid-low-stock-threshold': 'A threshold is a whole number from 0 to 1,000,000.',
  'invalid-backorder-limit': 'A limit is a whole number from 0 to 1,000,000.',
  'backorder-warehouse-required': 'Say where the goods will arrive.',
  'backorders-waiting': 'Buyers wait for more than that, or somewhere else: what they were promised cannot be taken back.',
};

type Services = { readonly policies: StockPolicies; readonly views: InventoryViews };

/** Null says as little as nothing. */
const changeOf = (input: StockPolicyUpdateInput): PolicyChange => ({
  ...(typeof input.lowStockThreshold === 'number' ? { lowStockThreshold: input.lowStockThreshold } : {}),
  ...(typeof input.backorderLimit === 'number' ? { backorderLimit: input.backorderLimit } : {}),
  ...(typeof input.backorderWarehouseId === 'string' ? { backorderWarehouseId: idOf(input.backorderWarehouseId) } : {}),
});

@Resolver(() => StockPolicyType)
export class StockPolicyResolver {
  constructor(private readonly services: Services) {}

  @FieldResolver(() => WarehouseType, { nullable: true, description: 'Where they will arrive; null when none may be sold before.' })
  async backorderWarehouse(@Root() policy: StockPolicyType, @Ctx() context: GraphContext): Promise<WarehouseType | null> {
    if (policy.backorderWarehouseId === null) return null;
    return (await warehouseLoader(context, this.services.views).load(policy.backorderWarehouseId)) ?? null;
  }

  @Query(() => StockPolicyType, {
    nullable: true,
    description: "How a variant is sold; for its seller's staff and operators. Null when you have no such variant.",
  })
  async stockPolicy(
    @Arg('variantId', () => ID, { description: 'The variant.' }) variantId: string,
    @Ctx() context: GraphContext,
  ): Promise<StockPolicyType | null> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const policy = isId(variantId) ? await this.services.policies.of(idOf(variantId), context.actor) : undefined;
    return policy === undefined ? null : toStockPolicyType(policy);
  }

  @Mutation(() => StockPolicyUpdatePayload, {
    description:
      "Says when a variant counts as low, and how many may be sold before they are there; for its seller's staff and operators. Errors: VARIANT_NOT_FOUND, WAREHOUSE_NOT_FOUND, INVALID_LOW_STOCK_THRESHOLD, INVALID_BACKORDER_LIMIT, BACKORDER_WAREHOUSE_REQUIRED, BACKORDERS_WAITING.",
  })
  async stockPolicyUpdate(
    @Arg('input', () => StockPolicyUpdateInput, { description: 'What to change.' }) input: StockPolicyUpdateInput,
    @Ctx() context: GraphContext,
  ): Promise<StockPolicyUpdatePayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const outcome = await this.update(input, context);
    if (isRefused(outcome)) return { stockPolicy: null, userErrors: toUserErrors(outcome, messages) };
    return { stockPolicy: toStockPolicyType(outcome), userErrors: [] };
  }

  private async update(input: StockPolicyUpdateInput, context: GraphContext): Promise<StockPolicy | Refusal> {
    const { variantId, backorderWarehouseId } = input;
    if (!isId(variantId)) return refuse('variant-not-found', { path: ['variantId'] });
    if (typeof backorderWarehouseId === 'string' && !isId(backorderWarehouseId))
      return refuse('warehouse-not-found', { path: ['backorderWarehouseId'] });
    return command(context, {
      operation: 'stockPolicyUpdate',
      input: {},
      run: (cause) => this.services.policies.update(idOf(variantId), changeOf(input), cause),
    });
  }
}
