import {
  isOperator,
  isRefused,
  isSellerStaff,
  refuse,
  type Actor,
  type Cause,
  type Id,
  type NewId,
  type Refusal,
  type SellerId,
  type VariantId,
  type WarehouseId,
} from '@marketplace/kernel';
import {
  adjust,
  count,
  emptyItem,
  transfer,
  type AdjustRefusal,
  type Adjustment,
  type Count,
  type CountRefusal,
  type StockItemId,
  type Transfer,
  type TransferRefusal,
} from '../domain/stock';
import type { VersionedItem, KnownVariant, StockRepository } from './ports';

type ItemKey = { readonly variantId: VariantId; readonly warehouseId: WarehouseId };

export type AdjustRequest = Adjustment & ItemKey;
export type CountRequest = Count & ItemKey;
export type TransferRequest = Transfer & {
  readonly variantId: VariantId;
  readonly fromWarehouseId: WarehouseId;
  readonly toWarehouseId: WarehouseId;
};

type LookupRejection = Refusal<'variant-not-found' | 'warehouse-not-found'>;

export type Stock = ReturnType<typeof createStock>;

/** True for operators and the staff of the seller; for other actors the stock does not exist. */
export const mayManageStock = (actor: Actor, sellerId: SellerId | null | undefined): boolean =>
  sellerId !== null && sellerId !== undefined && (isOperator(actor) || isSellerStaff(actor, sellerId));

/** The use cases of stock: manual changes by sellers' staff and operators, and the variants received from products. */
export const createStock = ({ stock, newId }: { readonly stock: StockRepository; readonly newId: NewId }) => {
  /** The stock item to change; a new one if the warehouse has none of the variant. */
  const itemToChange = async (key: ItemKey, actor: Actor, field = 'warehouseId'): Promise<VersionedItem | LookupRejection> => {
    const found = await stock.lookUp(key.variantId, key.warehouseId);
    if (!mayManageStock(actor, found.sellerId)) return refuse('variant-not-found', { path: ['variantId'] });
    if (found.warehouseId === null) return refuse('warehouse-not-found', { path: [field] });
    return found.item ?? { version: 0, ...emptyItem(newId(), key.variantId, key.warehouseId) };
  };

  return {
    /** Increases or decreases the on-hand stock of a variant in a warehouse, never below the reserved quantity. */
    adjust: async (request: AdjustRequest, cause: Cause): Promise<StockItemId | AdjustRefusal | LookupRejection> => {
      const before = await itemToChange(request, cause.actor);
      if (isRefused(before)) return before;
      const after = adjust(before, request);
      if (isRefused(after)) return after;
      const { code, reason } = request;
      await stock.record({ type: 'StockAdjusted', at: { before, after }, code, reason }, cause);
      return after.id;
    },

    /** Sets on-hand stock to a counted quantity. A count without a difference is recorded as well. */
    count: async (request: CountRequest, cause: Cause): Promise<StockItemId | CountRefusal | LookupRejection> => {
      const before = await itemToChange(request, cause.actor);
      if (isRefused(before)) return before;
      const after = count(before, request);
      if (isRefused(after)) return after;
      await stock.record({ type: 'StockCounted', at: { before, after }, reason: request.reason }, cause);
      return after.id;
    },

    /** Moves units of a variant to another warehouse; returns the ID of the transfer. */
    transfer: async (request: TransferRequest, cause: Cause): Promise<Id<'StockTransfer'> | TransferRefusal | LookupRejection> => {
      const { variantId, fromWarehouseId, toWarehouseId, reason } = request;
      const [from, to] = await Promise.all([
        itemToChange({ variantId, warehouseId: fromWarehouseId }, cause.actor, 'fromWarehouseId'),
        itemToChange({ variantId, warehouseId: toWarehouseId }, cause.actor, 'toWarehouseId'),
      ]);
      if (isRefused(from)) return from;
      if (isRefused(to)) return to;
      const after = transfer({ from, to }, request);
      if (isRefused(after)) return after;
      const transferId = newId<'StockTransfer'>();
      const changes = { from: { before: from, after: after.from }, to: { before: to, after: after.to } };
      await stock.record({ type: 'StockTransferred', transferId, ...changes, reason }, cause);
      return transferId;
    },

    /** Records variants. The product and seller of a variant never change; its SKU and stock unit may. */
    saveVariants: (variants: readonly KnownVariant[], cause: Cause): Promise<void> => stock.saveVariants(variants, cause),
  };
};
