import { isOperator, isRefused, isSellerStaff, refuse, type Actor, type Cause, type Refusal, type SellerId } from '@marketplace/kernel';
import type { VariantId, WarehouseId } from '@marketplace/kernel';
import {
  adjust,
  count,
  emptyItem,
  transfer,
  type AdjustRefusal,
  type Adjustment,
  type Count,
  type CountRefusal,
  type StockItem,
  type StockItemId,
  type Transfer,
  type TransferRefusal,
} from '../domain/stock';
import type { KnownVariant, Ports, Versioned } from './ports';

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
export const mayKeep = (actor: Actor, sellerId: SellerId | undefined): sellerId is SellerId =>
  sellerId !== undefined && (isOperator(actor) || isSellerStaff(actor, sellerId));

/** The use cases of stock: what sellers and operators do by hand, and what is learnt of variants. */
export const createStock = ({ stock, newId }: Pick<Ports, 'stock' | 'newId'>) => {
  /** The stock that is to be worked on; nothing yet is as good as something. */
  const placeOf = async (where: Where, actor: Actor, field = 'warehouseId'): Promise<Versioned<StockItem> | PlaceRejection> => {
    const place = await stock.place(where.variantId, where.warehouseId);
    if (!mayKeep(actor, place.sellerId)) return refuse('variant-not-found', { path: ['variantId'] });
    if (place.warehouseId === undefined) return refuse('warehouse-not-found', { path: [field] });
    return place.item ?? { version: 0, state: emptyItem(newId(), where.variantId, where.warehouseId) };
  };

  return {
    /** Adds to the stock of a variant in a warehouse, or takes from it, never below what is reserved. */
    adjust: async (request: AdjustRequest, cause: Cause): Promise<StockItemId | AdjustRefusal | PlaceRejection> => {
      const before = await placeOf(request, cause.actor);
      if (isRefused(before)) return before;
      const after = adjust(before.state, request);
      if (isRefused(after)) return after;
      const { code, reason } = request;
      await stock.record({ type: 'StockAdjusted', at: { before, after }, code, reason }, cause);
      return after.id;
    },

    /** Takes what was counted for what there is. A count that finds what was expected is history, too. */
    count: async (request: CountRequest, cause: Cause): Promise<StockItemId | CountRefusal | PlaceRejection> => {
      const before = await placeOf(request, cause.actor);
      if (isRefused(before)) return before;
      const after = count(before.state, request);
      if (isRefused(after)) return after;
      await stock.record({ type: 'StockCounted', at: { before, after }, reason: request.reason }, cause);
      return after.id;
    },

    /** Moves pieces of a variant to another warehouse; returns the id of the transfer. */
    transfer: async (request: TransferRequest, cause: Cause): Promise<string | TransferRefusal | PlaceRejection> => {
      const { variantId, fromWarehouseId, toWarehouseId, reason } = request;
      const [from, to] = await Promise.all([
        placeOf({ variantId, warehouseId: fromWarehouseId }, cause.actor, 'fromWarehouseId'),
        placeOf({ variantId, warehouseId: toWarehouseId }, cause.actor, 'toWarehouseId'),
      ]);
      if (isRefused(from)) return from;
      if (isRefused(to)) return to;
      const after = transfer({ from: from.state, to: to.state }, request);
      if (isRefused(after)) return after;
      const transferId = newId<'StockTransfer'>();
      const work = { from: { before: from, after: after.from }, to: { before: to, after: after.to } };
      await stock.record({ type: 'StockTransferred', transferId, ...work, reason }, cause);
      return transferId;
    },

    /** Remembers whose variants these are. A variant never changes its product or seller; what it is called may change. */
    learnVariants: (variants: readonly KnownVariant[], cause: Cause): Promise<void> => stock.learnVariants(variants, cause),
  };
};
