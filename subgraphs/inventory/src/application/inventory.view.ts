import type { Page } from '@marketplace/application';
import type { Instant, ProductId, SellerId, VariantId, WarehouseId } from '@marketplace/kernel';
import type { Availability } from '../domain/availability';
import type { MovementKind } from '../domain/movements';
import type { AdjustmentCode, StockItem } from '../domain/stock';
import type { Warehouse } from '../domain/warehouse';

export type PlacedStock = { readonly item: StockItem; readonly warehouse: Warehouse };

/** An entry of the stock's history, for those who keep it. */
export type RecordedMovement = {
  /** Its place in the history. */
  readonly seq: bigint;
  readonly kind: MovementKind;
  readonly onHandChange: number;
  readonly reservedChange: number;
  readonly backorderedChange: number;
  /** What kind of change by hand it was. */
  readonly reasonCode: AdjustmentCode | null;
  readonly reason: string;
  /** The reservation or transfer that it is part of. */
  readonly referenceId: string | null;
  readonly changedBy: string;
  readonly createdAt: Instant;
  readonly warehouse: Warehouse;
};

/** Reads for the graph; never for decisions. */
export type InventoryViews = {
  /** What can be bought of a variant; variants that are asked for at the same moment are read together. */
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
