import type { Cause, Instant, NewId, ProductId, ReservationId, SellerId, VariantId, WarehouseId } from '@marketplace/kernel';
import type { Reservation, ReservationEvent } from '../domain/reservation';
import type { Adjustment, StockItem, StockLevel } from '../domain/stock';
import type { Warehouse } from '../domain/warehouse';

/** A thing as it was read; a write is accepted only while nobody else has written since. */
export type Versioned<T> = { readonly version: number; readonly state: T };

export type ReservationChange = {
  readonly id: ReservationId;
  /** Undefined when there was none. */
  readonly before: Versioned<Reservation> | undefined;
  readonly events: readonly ReservationEvent[];
};

/** A reservation that a job has to look at, and the flow it belongs to. */
export type WaitingReservation = { readonly id: ReservationId; readonly correlationId: string };

export type ReservationRepository = {
  readonly find: (id: ReservationId) => Promise<Versioned<Reservation> | undefined>;
  /**
   * Writes the reservation, what its events do to the stock, the movements and the announcements as one. Throws
   * StaleWrite when the reservation has moved on, or the stock that was allocated is no longer there.
   */
  readonly save: (change: ReservationChange, cause: Cause) => Promise<void>;
  readonly expiredAt: (at: Instant, limit: number) => Promise<readonly WaitingReservation[]>;
  /** Those that are paid and wait for stock, after this id in order of id: the oldest checkouts first. */
  readonly shortAfter: (id: string, limit: number) => Promise<readonly WaitingReservation[]>;
};

/** A place for a variant in a warehouse, as far as there are such a variant, such a warehouse, and stock of it. */
export type Place = { readonly sellerId?: SellerId; readonly warehouseId?: WarehouseId; readonly item?: Versioned<StockItem> };

export type KnownVariant = { readonly variantId: VariantId; readonly sellerId: SellerId; readonly productId: ProductId };

/** An item whose movements do not add up to what it holds. */
export type StockDifference = {
  readonly item: StockItem;
  readonly movements: { readonly onHand: bigint; readonly reserved: bigint };
};

export type StockRepository = {
  /** What is free of these variants, in every warehouse that has any. */
  readonly levels: (variantIds: readonly VariantId[]) => Promise<readonly StockLevel[]>;
  readonly place: (variantId: VariantId, warehouseId: WarehouseId) => Promise<Place>;
  /** Writes the item as adjusted; throws StaleWrite when its stock has moved meanwhile. */
  readonly adjust: (before: Versioned<StockItem>, after: StockItem, adjustment: Adjustment & { readonly cause: Cause }) => Promise<void>;
  readonly learnVariants: (variants: readonly KnownVariant[], cause: Cause) => Promise<void>;
  /** Compares items after this id, in order of id; returns the differences and the last id looked at, if there was any. */
  readonly compare: (
    afterId: string,
    limit: number,
  ) => Promise<{ readonly differences: readonly StockDifference[]; readonly lastId?: string }>;
};

/** A variant whose stock has moved: what is free now, and what the others were told last. */
export type DirtyVariant = {
  readonly variantId: VariantId;
  readonly marks: readonly bigint[];
  readonly available: number;
  readonly announced?: { readonly available: number; readonly version: number };
};

export type AvailabilityRepository = {
  readonly dirty: (limit: number) => Promise<readonly DirtyVariant[]>;
  /** Removes the marks of all of these, and announces those that differ from what was told. */
  readonly announce: (variants: readonly DirtyVariant[], cause: Cause) => Promise<void>;
};

export type WarehouseRepository = {
  readonly byCode: (code: string) => Promise<Warehouse | undefined>;
  readonly create: (warehouse: Warehouse, cause: Cause) => Promise<void>;
};

export type PlacedStock = { readonly item: StockItem; readonly warehouse: Warehouse };

/** Reads for the graph; never for decisions. */
export type InventoryViews = {
  readonly availability: (variantIds: readonly VariantId[]) => Promise<ReadonlyMap<string, number>>;
  readonly sellerOf: (variantId: VariantId) => Promise<SellerId | undefined>;
  readonly stockOf: (variantId: VariantId) => Promise<readonly PlacedStock[]>;
  readonly stockItem: (id: string) => Promise<PlacedStock | undefined>;
  readonly warehousesByIds: (ids: readonly WarehouseId[]) => Promise<ReadonlyMap<string, Warehouse>>;
  readonly warehouses: (page: { readonly limit: number; readonly afterCode: string }) => Promise<readonly Warehouse[]>;
};

/** Tells the people on duty what no retry will mend by itself. */
export type Alert = (name: string, facts: Readonly<Record<string, unknown>>) => void;

/** Runs work again while somebody else wins the race for its rows. */
export type Again = (work: () => Promise<unknown>) => Promise<unknown>;

export type Ports = {
  readonly reservations: ReservationRepository;
  readonly stock: StockRepository;
  readonly availability: AvailabilityRepository;
  readonly warehouses: WarehouseRepository;
  readonly views: InventoryViews;
  readonly newId: NewId;
  readonly alert: Alert;
  readonly again: Again;
};
