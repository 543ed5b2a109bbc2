import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Refusal, type VariantId, type WarehouseId } from '@marketplace/kernel';
import { command, toUserErrors, unauthenticated, type GraphContext, type Messages } from '@marketplace/platform/graphql';
import type { InventoryViews } from '../../application/inventory.view';
import type { Stock } from '../../application/stock';
import type { StockItemId } from '../../domain/stock';
import { StockAdjustInput, StockCountInput, StockTransferInput } from './stock.inputs';
import { StockAdjustPayload, StockCountPayload, StockTransferPayload, toVariantStockType, type VariantStockType } from './stock.types';

const messages: Messages = {
  'variant-not-found': 'There is no such variant among yours. A new product is known here a moment after it was saved.',
  'warehouse-not-found': 'There is no such warehouse.',
  'invalid-change': 'A change is a whole number other than 0, up to 1,000,000 either way, and in the direction that its kind says.',
  'invalid-count': 'A count is a whole number from 0 to 10,000,000.',
  'invalid-quantity': 'A quantity is a whole number from 1 to 1,000,000.',
  'invalid-reason': 'A reason has 1 to 200 characters, all of which can be printed.',
  'same-warehouse': 'The goods are there already.',
  'insufficient-stock': 'So many cannot be taken away: the rest is promised to buyers.',
  'stock-limit-exceeded': 'One warehouse holds 10,000,000 of a variant at most.',
};

type Services = { readonly stock: Stock; readonly views: InventoryViews };

type Place = { readonly variantId: VariantId; readonly warehouseId: WarehouseId };

/** A place that a client names; ids that are none name nothing. */
const placeOf = (input: { readonly variantId: string; readonly warehouseId: string }): Place | Refusal => {
  if (!isId(input.variantId)) return refuse('variant-not-found', { path: ['variantId'] });
  if (!isId(input.warehouseId)) return refuse('warehouse-not-found', { path: ['warehouseId'] });
  return { variantId: idOf(input.variantId), warehouseId: idOf(input.warehouseId) };
};

const toStockItemId = (id: string): Promise<StockItemId> => Promise.resolve(idOf(id));

@Resolver()
export class StockResolver {
  constructor(private readonly services: Services) {}

  @Mutation(() => StockAdjustPayload, {
    description:
      "Adds to the stock of a variant in a warehouse, or takes from it; for its seller's staff and operators. Errors: VARIANT_NOT_FOUND, WAREHOUSE_NOT_FOUND, INSUFFICIENT_STOCK, INVALID_CHANGE, INVALID_REASON, STOCK_LIMIT_EXCEEDED.",
  })
  async stockAdjust(
    @Arg('input', () => StockAdjustInput, { description: 'The change.' }) input: StockAdjustInput,
    @Ctx() context: GraphContext,
  ): Promise<StockAdjustPayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const { change, reasonCode: code, reason } = input;
    const place = placeOf(input);
    if (isRefused(place)) return { variantStock: null, userErrors: toUserErrors(place, messages) };
    const outcome = await command<StockItemId>(context, {
      operation: 'stockAdjust',
      input,
      run: (cause) => this.services.stock.adjust({ ...place, change, code, reason }, cause),
      replay: toStockItemId,
    });
    return this.stockAfter(outcome);
  }

  @Mutation(() => StockCountPayload, {
    description:
      "Takes what was counted for what there is of a variant in a warehouse; for its seller's staff and operators. Errors: VARIANT_NOT_FOUND, WAREHOUSE_NOT_FOUND, INSUFFICIENT_STOCK, INVALID_COUNT, INVALID_REASON.",
  })
  async stockCount(
    @Arg('input', () => StockCountInput, { description: 'The count.' }) input: StockCountInput,
    @Ctx() context: GraphContext,
  ): Promise<StockCountPayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const { counted, reason } = input;
    const place = placeOf(input);
    if (isRefused(place)) return { variantStock: null, userErrors: toUserErrors(place, messages) };
    const outcome = await command<StockItemId>(context, {
      operation: 'stockCount',
      input,
      run: (cause) => this.services.stock.count({ ...place, counted, reason }, cause),
      replay: toStockItemId,
    });
    return this.stockAfter(outcome);
  }

  @Mutation(() => StockTransferPayload, {
    description:
      "Moves pieces of a variant from one warehouse to another; for its seller's staff and operators. Errors: VARIANT_NOT_FOUND, WAREHOUSE_NOT_FOUND, SAME_WAREHOUSE, INSUFFICIENT_STOCK, INVALID_QUANTITY, INVALID_REASON, STOCK_LIMIT_EXCEEDED.",
  })
  async stockTransfer(
    @Arg('input', () => StockTransferInput, { description: 'The transfer.' }) input: StockTransferInput,
    @Ctx() context: GraphContext,
  ): Promise<StockTransferPayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const outcome = await this.transfer(input, context);
    if (isRefused(outcome)) return { from: null, to: null, userErrors: toUserErrors(outcome, messages) };
    const [from, to] = (await this.services.views.transferred(outcome)).map(toVariantStockType);
    return { from: from ?? null, to: to ?? null, userErrors: [] };
  }

  private async transfer(input: StockTransferInput, context: GraphContext): Promise<string | Refusal> {
    const { variantId, fromWarehouseId, toWarehouseId, quantity, reason } = input;
    if (!isId(variantId)) return refuse('variant-not-found', { path: ['variantId'] });
    if (!isId(fromWarehouseId)) return refuse('warehouse-not-found', { path: ['fromWarehouseId'] });
    if (!isId(toWarehouseId)) return refuse('warehouse-not-found', { path: ['toWarehouseId'] });
    const ids = { variantId: idOf<'Variant'>(variantId), fromWarehouseId: idOf<'Warehouse'>(fromWarehouseId) };
    const request = { ...ids, toWarehouseId: idOf<'Warehouse'>(toWarehouseId), quantity, reason };
    return command<string>(context, {
      operation: 'stockTransfer',
      input,
      run: (cause) => this.services.stock.transfer(request, cause),
      replay: (transferId) => Promise.resolve(transferId),
    });
  }

  private async stockAfter(
    outcome: StockItemId | Refusal,
  ): Promise<{ variantStock: VariantStockType | null; userErrors: StockAdjustPayload['userErrors'] }> {
    if (isRefused(outcome)) return { variantStock: null, userErrors: toUserErrors(outcome, messages) };
    const placed = await this.services.views.stockItem(outcome);
    return { variantStock: placed === undefined ? null : toVariantStockType(placed), userErrors: [] };
  }
}
