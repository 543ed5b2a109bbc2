import type { Page } from '@marketplace/application';
import { isOperator, refuse, type Actor, type Refusal, type SellerId, type VariantId, type WarehouseId } from '@marketplace/kernel';
import type { InventoryViews, PlacedStock, RecordedMovement } from './inventory.view';
import { mayKeep } from './stock';

/** Undefined when there is no such thing for the actor. */
type Found<T> = Promise<T | undefined | Refusal<'login-required'>>;

export type StockQueries = ReturnType<typeof createStockQueries>;

/** Whose stock an actor may look into. */
const sellersOf = (actor: Actor): readonly SellerId[] | 'all' | undefined => {
  if (isOperator(actor)) return 'all';
  return actor.kind === 'user' && actor.sellerIds.length > 0 ? actor.sellerIds : undefined;
};

/** What those who keep stock look up. */
export const createStockQueries = ({ views }: { readonly views: InventoryViews }) => {
  /** Reads what is for a variant's seller's staff and for operators. */
  const ofKept = async <T>(variantId: VariantId, actor: Actor, read: () => Promise<T>): Found<T> => {
    if (actor.kind === 'guest') return refuse('login-required');
    return mayKeep(actor, await views.sellerOf(variantId)) ? read() : undefined;
  };

  return {
    /** The stock of a variant in each warehouse. */
    ofVariant: (variantId: VariantId, actor: Actor): Found<readonly PlacedStock[]> =>
      ofKept(variantId, actor, () => views.stockOf(variantId)),

    /** The history of a variant's stock, newest first. */
    movementsOf: (variantId: VariantId, page: Page, actor: Actor): Found<readonly RecordedMovement[]> =>
      ofKept(variantId, actor, () => views.movementsOf(variantId, page)),

    /** What a warehouse keeps: all of it for operators, what is theirs for a seller's staff. */
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
  };
};
