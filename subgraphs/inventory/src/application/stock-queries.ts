import type { Page } from '@marketplace/application';
import { isOperator, refuse, type Actor, type Refusal, type SellerId, type VariantId, type WarehouseId } from '@marketplace/kernel';
import type { InventoryViews, WarehouseStock, RecordedMovement } from './inventory.view';
import { mayManageStock } from './stock';

/** Undefined when it does not exist or the actor may not see it. */
type Found<T> = Promise<T | undefined | Refusal<'login-required'>>;

export type StockQueries = ReturnType<typeof createStockQueries>;

/** The sellers whose stock an actor may see. */
const sellersOf = (actor: Actor): readonly SellerId[] | 'all' | undefined => {
  if (isOperator(actor)) return 'all';
  return actor.kind === 'user' && actor.sellerIds.length > 0 ? actor.sellerIds : undefined;
};

/** The stock queries of sellers' staff and operators. */
export const createStockQueries = ({ views }: { readonly views: InventoryViews }) => {
  /** Reads only for the staff of the variant's seller and for operators. */
  const forManagers = async <T>(variantId: VariantId, actor: Actor, read: () => Promise<T>): Found<T> => {
    if (actor.kind === 'guest') return refuse('login-required');
    return mayManageStock(actor, await views.sellerOf(variantId)) ? read() : undefined;
  };

  return {
    /** The stock of a variant in each warehouse. */
    ofVariant: (variantId: VariantId, actor: Actor): Found<readonly WarehouseStock[]> =>
      forManagers(variantId, actor, () => views.stockOf(variantId)),

    /** The history of a variant's stock, newest first. */
    movementsOf: (variantId: VariantId, page: Page, actor: Actor): Found<readonly RecordedMovement[]> =>
      forManagers(variantId, actor, () => views.movementsOf(variantId, page)),

    /** The stock of a warehouse: all of it for operators, their own for a seller's staff. */
    inWarehouse: async (
      warehouseId: WarehouseId,
      page: Page,
      actor: Actor,
    ): Promise<readonly WarehouseStock[] | undefined | Refusal<'forbidden'>> => {
      const sellers = sellersOf(actor);
      if (sellers === undefined) return refuse('forbidden');
      const known = await views.warehousesByIds([warehouseId]);
      return known.has(warehouseId) ? views.stockIn(warehouseId, sellers, page) : undefined;
    },
  };
};
