import {
  isOperator,
  isRefused,
  isSellerStaff,
  refuse,
  type Actor,
  type Cause,
  type Refusal,
  type SellerId,
  type VariantId,
  type WarehouseId,
} from '@marketplace/kernel';
import { adjust, type AdjustRefusal, type Adjustment, type StockItem, type StockItemId } from '../domain/stock';
import type { KnownVariant, PlacedStock, Ports, Versioned } from './ports';

export type AdjustRequest = Adjustment & { readonly variantId: VariantId; readonly warehouseId: WarehouseId };

type AdjustRejection = AdjustRefusal | Refusal<'variant-not-found' | 'warehouse-not-found'>;

export type Stock = ReturnType<typeof createStock>;

/** To everyone else the stock of a variant does not exist. */
const mayKeep = (actor: Actor, sellerId: SellerId | undefined): boolean =>
  sellerId !== undefined && (isOperator(actor) || isSellerStaff(actor, sellerId));

/** The use cases of stock: what sellers and operators do by hand, and what is learnt of variants. */
export const createStock = ({ stock, views, newId }: Pick<Ports, 'stock' | 'views' | 'newId'>) => {
  const empty = (request: AdjustRequest): Versioned<StockItem> => {
    const id: StockItemId = newId<'StockItem'>();
    return { version: 0, state: { id, variantId: request.variantId, warehouseId: request.warehouseId, onHand: 0, reserved: 0 } };
  };

  return {
    /** Adds to the stock of a variant in a warehouse, or takes from it, never below what is reserved. */
    adjust: async (request: AdjustRequest, cause: Cause): Promise<StockItemId | AdjustRejection> => {
      const place = await stock.place(request.variantId, request.warehouseId);
      if (!mayKeep(cause.actor, place.sellerId)) return refuse('variant-not-found', { path: ['variantId'] });
      if (place.warehouseId === undefined) return refuse('warehouse-not-found', { path: ['warehouseId'] });
      const before = place.item ?? empty(request);
      const after = adjust(before.state, request);
      if (isRefused(after)) return after;
      await stock.adjust(before, after, { change: request.change, reason: request.reason, cause });
      return after.id;
    },

    /** Remembers whose variants these are. A variant never changes its product or seller, so the first news is as good as the last. */
    learnVariants: (variants: readonly KnownVariant[], cause: Cause): Promise<void> => stock.learnVariants(variants, cause),

    /** The stock of a variant in each warehouse, for its seller's staff and operators; undefined when there is none such for the actor. */
    ofVariant: async (variantId: VariantId, actor: Actor): Promise<readonly PlacedStock[] | undefined> => {
      const sellerId = await views.sellerOf(variantId);
      return mayKeep(actor, sellerId) ? views.stockOf(variantId) : undefined;
    },
  };
};
