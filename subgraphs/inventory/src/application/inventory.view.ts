import type { Page } from '@marketplace/application';
import type { Instant, ProductId, SellerId, VariantId, WarehouseId } from '@marketplace/kernel';
import type { Availability } from '../domain/availability';
import type { MovementKind } from '../domain/movements';
import type { AdjustmentCode, StockItem } from '../domain/stock';
import type { Warehouse } from '../domain/warehouse';

export type WarehouseStock = { readonly item: StockItem; readonly warehouse: Warehouse };

/** An entry of the stock history. */
export type RecordedMovement = {
  /** The sequence number of the entry. */
  readonly seq: bigint;
  readonly kind: MovementKind;
  readonly onHandChange: number;
  readonly reservedChange: number;
  readonly backorderedChange: number;
  /** The category of a manual change; null for other movements. */
  readonly reasonCode: AdjustmentCode | null;
  readonly reason: string;
  /** The reservation or transfer that the movement belongs to. */
  readonly referenceId: string | null;
  readonly changedBy: string;
  readonly createdAt: Instant;
  readonly warehouse: Warehouse;
};

/** Reads for the graph; never for decisions. */
export type InventoryViews = {
  /** The availability of a variant. Concurrent requests share one query. */
  readonly availability: (variantId: VariantId) => Promise<Availability | undefined>;
  /** True when a variant of the product can be bought; undefined for an unknown product. Concurrent requests share one query. */
  readonly isAvailable: (productId: ProductId) => Promise<boolean | undefined>;
  readonly sellerOf: (variantId: VariantId) => Promise<SellerId | undefined>;
  readonly stockOf: (variantId: VariantId) => Promise<readonly WarehouseStock[]>;
  readonly stockItem: (id: string) => Promise<WarehouseStock | undefined>;
  /** The stock of the source and of the destination of a transfer, in this order. */
  readonly transferred: (transferId: string) => Promise<readonly WarehouseStock[]>;
  /** The stock of a warehouse in order of variant: that of these sellers, or all of it. */
  readonly stockIn: (warehouseId: WarehouseId, sellerIds: readonly SellerId[] | 'all', page: Page) => Promise<readonly WarehouseStock[]>;
  /** The history of a variant's stock, newest first. */
  readonly movementsOf: (variantId: VariantId, page: Page) => Promise<readonly RecordedMovement[]>;
  readonly warehousesByIds: (ids: readonly WarehouseId[]) => Promise<ReadonlyMap<string, Warehouse>>;
  readonly warehouses: (page: Page) => Promise<readonly Warehouse[]>;
};
