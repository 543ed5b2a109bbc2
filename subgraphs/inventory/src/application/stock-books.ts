import { isOperator, refuse, type Actor, type Refusal, type SellerId, type VariantId, type WarehouseId } from '@marketplace/kernel';
import type { InventoryViews, Page, PlacedStock, RecordedMovement } from './inventory.view';
import { mayKeep } from './stock';

export type StockBooks = ReturnType<typeof createStockBooks>;

/** Whose stock an actor may look into. */
const sellersOf = (actor: Actor): readonly SellerId[] | 'all' | undefined => {
  if (isOperator(actor)) return 'all';
  return actor.kind === 'user' && actor.sellerIds.length > 0 ? actor.sellerIds : undefined;
};

/** What those who keep stock look up. */
export const createStockBooks = ({ views }: { readonly views: InventoryViews }) => ({
  /** The stock of a variant in each warehouse, for its seller's staff and operators; undefined when there is none such for the actor. */
  ofVariant: async (variantId: VariantId, actor: Actor): Promise<readonly PlacedStock[] | undefined> => {
    const sellerId = await views.sellerOf(variantId);
    return mayKeep(actor, sellerId) ? views.stockOf(variantId) : undefined;
  },

  /** What a warehouse keeps: to operators all of it, to a seller's staff what is theirs. */
  inWarehouse: async (
    warehouseId: WarehouseId,
    page: Page,
    actor: Actor,
  ): Promise<readonly PlacedStock[] | undefined | Refusal<'forbidden'>> => {
    const sellers = sellersOf(actor);
    if (sellers === undefined) return refuse('forbidden');
    const known = await views.warehousesByIds([warehouseId]);
    return known.has(warehouseId) ? views.stockIn(warehouseId, sellers, page) : undefined;
  },

  /** The history of a variant's stock, newest first; undefined when there is no such variant for the actor. */
  movementsOf: async (variantId: VariantId, page: Page, actor: Actor): Promise<readonly RecordedMovement[] | undefined> => {
    const sellerId = await views.sellerOf(variantId);
    return mayKeep(actor, sellerId) ? views.movementsOf(variantId, page) : undefined;
  },
});
