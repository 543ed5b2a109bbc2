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
import type { KeptItem, KnownVariant, StockRepository } from './ports';

type Where = { readonly variantId: VariantId; readonly warehouseId: WarehouseId };

export type AdjustRequest = Adjustment & Where;
export type CountRequest = Count & Where;
export type TransferRequest = Transfer & {
  readonly variantId: VariantId;
  readonly fromWarehouseId: WarehouseId;
  readonly toWarehouseId: WarehouseId;
};

type PlaceRejection = Refusal<'variant-not-found' | 'warehouse-not-found'>;

export type Stock = ReturnType<typeof createStock>;

/** To everyone else the stock of a variant does not exist. */
export const mayKeep = (actor: Actor, sellerId: SellerId | null | undefined): boolean =>
  sellerId !== null && sellerId !== undefined && (isOperator(actor) || isSellerStaff(actor, sellerId));

/** The use cases of stock: what sellers and operators do by hand, and what is learned of variants. */
export const createStock = ({ stock, newId }: { readonly stock: StockRepository; readonly newId: NewId }) => {
  /** The stock that is to be changed, which may be none so far. */
  const placeOf = async (where: Where, actor: Actor, field = 'warehouseId'): Promise<KeptItem | PlaceRejection> => {
    const place = await stock.place(where.variantId, where.warehouseId);
    if (!mayKeep(actor, place.sellerId)) return refuse('variant-not-found', { path: ['variantId'] });
    if (place.warehouseId === null) return refuse('warehouse-not-found', { path: [field] });
    return place.item ?? { version: 0, ...emptyItem(newId(), where.variantId, where.warehouseId) };
  };

  return {
    /** Adds to the stock of a variant in a warehouse, or takes from it, never below what is reserved. */
    adjust: async (request: AdjustRequest, cause: Cause): Promise<StockItemId | AdjustRefusal | PlaceRejection> => {
      const before = await placeOf(request, cause.actor);
      if (isRefused(before)) return before;
      const after = adjust(before, request);
      if (isRefused(after)) return after;
      const { code, reason } = request;
      await stock.record({ type: 'StockAdjusted', at: { before, after }, code, reason }, cause);
      return after.id;
    },

    /** Sets the stock to what was counted. A count that finds what was expected is history, too. */
    count: async (request: CountRequest, cause: Cause): Promise<StockItemId | CountRefusal | PlaceRejection> => {
      const before = await placeOf(request, cause.actor);
      if (isRefused(before)) return before;
      const after = count(before, request);
      if (isRefused(after)) return after;
      await stock.record({ type: 'StockCounted', at: { before, after }, reason: request.reason }, cause);
      return after.id;
    },

    /** Moves pieces of a variant to another warehouse; returns the id of the transfer. */
    transfer: async (request: TransferRequest, cause: Cause): Promise<Id<'StockTransfer'> | TransferRefusal | PlaceRejection> => {
      const { variantId, fromWarehouseId, toWarehouseId, reason } = request;
      const [from, to] = await Promise.all([
        placeOf({ variantId, warehouseId: fromWarehouseId }, cause.actor, 'fromWarehouseId'),
        placeOf({ variantId, warehouseId: toWarehouseId }, cause.actor, 'toWarehouseId'),
      ]);
      if (isRefused(from)) return from;
      if (isRefused(to)) return to;
      const after = transfer({ from, to }, request);
      if (isRefused(after)) return after;
      const transferId = newId<'StockTransfer'>();
      const ends = { from: { before: from, after: after.from }, to: { before: to, after: after.to } };
      await stock.record({ type: 'StockTransferred', transferId, ...ends, reason }, cause);
      return transferId;
    },

    /** Remembers whose variants these are. A variant never changes its product or seller; what it is called may change. */
    learnVariants: (variants: readonly KnownVariant[], cause: Cause): Promise<void> => stock.learnVariants(variants, cause),
  };
};
