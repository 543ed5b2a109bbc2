import type { AggregateStore, Change, Compared, Save, Versioned } from '@marketplace/application';
import type { Cause, Id, Instant, ProductId, ReservationId, SellerId, VariantId, WarehouseId } from '@marketplace/kernel';
import type { Availability, AvailabilityNews, LastPublished } from '../domain/availability';
import type { ReservationCommand, ReservationRejection } from '../domain/decide';
import type { DifferenceId } from '../domain/difference';
import type { StockPolicy } from '../domain/policy';
import type { Reservation, ReservationEvent } from '../domain/reservation';
import type { AdjustmentCode, StockItem, StockItemId, StockLevel } from '../domain/stock';
import type { Warehouse } from '../domain/warehouse';

export type ReservationChange = Change<Reservation, ReservationEvent>;

/**
 * Keeps reservations. A save writes the reservation, what its events do to the stock, the movements and the announcements as
 * one. It throws StaleWrite when the reservation has moved on, or the stock that was allocated is no longer there.
 */
export type ReservationStore = Pick<
  AggregateStore<Reservation, ReservationCommand, ReservationEvent, ReservationRejection>,
  'find' | 'save'
> & {
  /** Several at once, by a read of its own. */
  readonly findAll: (ids: readonly ReservationId[]) => Promise<ReadonlyMap<string, Versioned<Reservation>>>;
  /** Saves all of them in one write; false when one of them cannot be written as it is, and none was. */
  readonly saveTogether: (saves: readonly Save<Reservation, ReservationEvent>[]) => Promise<boolean>;
};

/** A reservation that a job has to look at, and the flow it belongs to. */
export type WaitingReservation = { readonly id: ReservationId; readonly correlationId: string };

export type WaitingReservations = {
  readonly expiredAt: (at: Instant, limit: number) => Promise<readonly WaitingReservation[]>;
  /** Those that are paid and wait for stock, after this id in order of id: the oldest checkouts first. */
  readonly shortAfter: (id: string, limit: number) => Promise<readonly WaitingReservation[]>;
  /** Those with backorders that lie on the shelf by now, after this id in order of id. */
  readonly fillableAfter: (id: string, limit: number) => Promise<readonly WaitingReservation[]>;
};

export type KnownVariant = {
  readonly variantId: VariantId;
  readonly sellerId: SellerId;
  readonly productId: ProductId;
  readonly sku: string;
  /** What warehouses call it, where that is not the SKU. */
  readonly stockUnit: string | null;
};

/** An item whose movements do not add up to what it holds. */
export type StockDifference = {
  readonly item: StockItem;
  readonly movements: { readonly onHand: bigint; readonly reserved: bigint; readonly backordered: bigint };
};

/** A stock item as it was read; its version is 0 where nothing has been kept so far. */
export type KeptItem = StockItem & { readonly version: number };

/** A place for a variant in a warehouse, as far as there are such a variant, such a warehouse, and stock of it. */
export type Place = { readonly sellerId: SellerId | null; readonly warehouseId: WarehouseId | null; readonly item: KeptItem | undefined };

/** An item before and after somebody changed it by hand. */
export type ItemChange = { readonly before: KeptItem; readonly after: StockItem };

/** What somebody did by hand, for the history and for others. */
export type ManualStockChange =
  | { readonly type: 'StockAdjusted'; readonly at: ItemChange; readonly code: AdjustmentCode; readonly reason: string }
  /** The difference is that between a warehouse's own system and us, which the count settles. */
  | { readonly type: 'StockCounted'; readonly at: ItemChange; readonly reason: string; readonly difference?: DifferenceId }
  | {
      readonly type: 'StockTransferred';
      readonly transferId: Id<'StockTransfer'>;
      readonly from: ItemChange;
      readonly to: ItemChange;
      readonly reason: string;
    };

export type StockRepository = {
  /** What can be promised of these variants, in every warehouse where anything can. */
  readonly levels: (variantIds: readonly VariantId[]) => Promise<readonly StockLevel[]>;
  /** The pieces on each shelf that are promised to nobody, though backorders may wait for them. */
  readonly shelves: (ids: readonly StockItemId[]) => Promise<ReadonlyMap<StockItemId, number>>;
  readonly place: (variantId: VariantId, warehouseId: WarehouseId) => Promise<Place>;
  /** Writes the items as they are now; throws StaleWrite when their stock has moved meanwhile. */
  readonly record: (change: ManualStockChange, cause: Cause) => Promise<void>;
  readonly learnVariants: (variants: readonly KnownVariant[], cause: Cause) => Promise<void>;
  /** Compares items after this id, in order of id. */
  readonly compare: (afterId: string, limit: number) => Promise<Compared<StockDifference, string>>;
};

/** The policy of a variant, and everywhere that it is kept. */
export type PolicySetting = {
  readonly sellerId: SellerId;
  readonly policy: StockPolicy;
  /** 0 when it was never set. */
  readonly version: number;
  readonly items: readonly StockItem[];
};

export type PolicyRepository = {
  readonly find: (variantId: VariantId) => Promise<PolicySetting | undefined>;
  /** Throws StaleWrite when somebody else set it meanwhile, or more is waited for than it allows. */
  readonly save: (before: PolicySetting, after: StockPolicy, cause: Cause) => Promise<void>;
};

/** A variant whose stock has moved: what can be bought now, and what was published last. */
export type ChangedVariant = {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly marks: readonly bigint[];
  readonly availability: Availability;
  readonly published: (LastPublished & { readonly version: number }) | undefined;
};

export type Announcement = {
  readonly variant: ChangedVariant;
  readonly now: LastPublished;
  readonly news: readonly AvailabilityNews[];
};

export type AvailabilityRepository = {
  /** The variants that the oldest marks are for, at most `limit` marks together. */
  readonly changed: (limit: number) => Promise<readonly ChangedVariant[]>;
  /** Removes the marks of all of these, and publishes what is new. */
  readonly announce: (announcements: readonly Announcement[], cause: Cause) => Promise<void>;
};

export type WarehouseRepository = {
  readonly byCode: (code: string) => Promise<Warehouse | undefined>;
  readonly byId: (id: WarehouseId) => Promise<Warehouse | undefined>;
  readonly create: (warehouse: Warehouse, cause: Cause) => Promise<void>;
};
