import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Refusal } from '@marketplace/kernel';
import { command, toUserErrors, unauthenticated, type GraphContext, type Messages } from '@marketplace/platform/graphql';
import type { InventoryViews } from '../../application/ports';
import type { Stock } from '../../application/stock';
import type { StockItemId } from '../../domain/stock';
import {
  AvailabilityType,
  StockAdjustInput,
  StockAdjustPayload,
  toAvailabilityType,
  toVariantStockType,
  VariantStockType,
  VariantType,
} from './stock.types';

const messages: Messages = {
  'variant-not-found': 'There is no such variant among yours. A new product is known here a moment after it was saved.',
  'warehouse-not-found': 'There is no such warehouse.',
  'invalid-change': 'A change is a whole number other than 0, up to 1,000,000 either way.',
  'invalid-reason': 'A reason has 1 to 200 characters.',
  'insufficient-stock': 'So many cannot be taken away: the rest is promised to buyers.',
  'stock-limit-exceeded': 'One warehouse holds 10,000,000 of a variant at most.',
};

type Services = { readonly stock: Stock; readonly views: InventoryViews };

@Resolver(() => VariantType)
export class StockResolver {
  constructor(private readonly services: Services) {}

  /** Variants are products'; inventory adds to any that it is asked about. */
  reference(id: string): VariantType | null {
    return isId(id) ? { id } : null;
  }

  @FieldResolver(() => AvailabilityType, { nullable: true, description: 'What can be bought now, over all warehouses.' })
  async availability(@Root() variant: VariantType, @Ctx() context: GraphContext): Promise<AvailabilityType> {
    const loader = context.loaders.get('availability', (ids) => this.services.views.availability(ids.map((id) => idOf(id))));
    return toAvailabilityType((await loader.load(variant.id)) ?? 0);
  }

  @Query(() => [VariantStockType], {
    nullable: true,
    description:
      "The stock of a variant in each warehouse that keeps it; for its seller's staff and operators. Null when you have no such variant.",
  })
  async variantStock(
    @Arg('variantId', () => ID, { description: 'The variant.' }) variantId: string,
    @Ctx() context: GraphContext,
  ): Promise<readonly VariantStockType[] | null> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const places = isId(variantId) ? await this.services.stock.ofVariant(idOf(variantId), context.actor) : undefined;
    return places?.map(toVariantStockType) ?? null;
  }

  @Mutation(() => StockAdjustPayload, {
    description:
      "Adds to the stock of a variant in a warehouse, or takes from it; for its seller's staff and operators. Errors: VARIANT_NOT_FOUND, WAREHOUSE_NOT_FOUND, INSUFFICIENT_STOCK, INVALID_CHANGE, INVALID_REASON, STOCK_LIMIT_EXCEEDED.",
  })
  async stockAdjust(
    @Arg('input', () => StockAdjustInput, { description: 'The change.' }) input: StockAdjustInput,
    @Ctx() context: GraphContext,
  ): Promise<StockAdjustPayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const outcome = await this.adjust(input, context);
    if (isRefused(outcome)) return { variantStock: null, userErrors: toUserErrors(outcome, messages) };
    const placed = await this.services.views.stockItem(outcome);
    return { variantStock: placed === undefined ? null : toVariantStockType(placed), userErrors: [] };
  }

  private async adjust(input: StockAdjustInput, context: GraphContext): Promise<StockItemId | Refusal> {
    const { variantId, warehouseId, change, reason } = input;
    if (!isId(variantId)) return refuse('variant-not-found', { path: ['variantId'] });
    if (!isId(warehouseId)) return refuse('warehouse-not-found', { path: ['warehouseId'] });
    const request = { variantId: idOf<'Variant'>(variantId), warehouseId: idOf<'Warehouse'>(warehouseId), change, reason };
    return command<StockItemId>(context, {
      operation: 'stockAdjust',
      input,
      run: (cause) => this.services.stock.adjust(request, cause),
      replay: (id) => Promise.resolve(idOf(id)),
    });
  }
}
