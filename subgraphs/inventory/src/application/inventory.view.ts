import type { Instant, ProductId, SellerId, VariantId, WarehouseId } from '@marketplace/kernel';
import type { Availability } from '../domain/availability';
import type { MovementKind } from '../domain/movements';
import type { AdjustmentCode, StockItem } from '../domain/stock';
import type { Warehouse } from '../domain/warehouse';

export type PlacedStock = { readonly item: StockItem; readonly warehouse: Warehouse };

/** An entry of the stock's history, for those who keep it. */
export type RecordedMovement = {
  /** Its place in the history. */
  readonly seq: string;
  readonly kind: MovementKind;
  readonly onHandChange: number;
  readonly reservedChange: number;
  readonly backorderedChange: number;
  readonly code?: AdjustmentCode;
  readonly reason: string;
  /** The reservation or transfer that it is part of. */
  readonly referenceId?: string;
  readonly changedBy: string;
  readonly at: Instant;
  readonly warehouse: Warehouse;
};

/** A page of a list in order of a key; "" is before all. */
export type Page = { readonly limit: number; readonly after: string };

/** Reads for the graph; never for decisions. */
export type InventoryViews = {
  /** What can be bought of a variant; those that are asked for in the same moment are read together. */
  readonly availability: (variantId: VariantId) => Promise<Availability | undefined>;
  /** Whether any variant of a product can be bought; undefined when no variant of it is known. Read together as well. */
  readonly isAvailable: (productId: ProductId) => Promise<boolean | undefined>;
  readonly sellerOf: (variantId: VariantId) => Promise<SellerId | undefined>;
  readonly stockOf: (variantId: VariantId) => Promise<readonly PlacedStock[]>;
  readonly stockItem: (id: string) => Promise<PlacedStock | undefined>;
  /** Both ends of a transfer: where it came from, then where it went. */
  readonly transferred: (transferId: string) => Promise<readonly PlacedStock[]>;
  /** What a warehouse keeps, in order of variant; of these sellers, or of all. */
  readonly stockIn: (warehouseId: WarehouseId, sellerIds: readonly SellerId[] | 'all', page: Page) => Promise<readonly PlacedStock[]>;
  /** The history of a variant's stock, newest first. */
  readonly movementsOf: (variantId: VariantId, page: Page) => Promise<readonly RecordedMovement[]>;
  readonly warehousesByIds: (ids: readonly WarehouseId[]) => Promise<ReadonlyMap<string, Warehouse>>;
  readonly warehouses: (page: Page) => Promise<readonly Warehouse[]>;
};
