import type { AggregateStore, Change, ComparisonPage, Save, Versioned } from '@marketplace/application';
import type { Cause, Id, Instant, ProductId, ReservationId, SellerId, VariantId, WarehouseId } from '@marketplace/kernel';
import type { Availability, AvailabilityEventType, LastPublished } from '../domain/availability';
import type { ReservationCommand, ReservationRejection } from '../domain/decide';
import type { DifferenceId } from '../domain/difference';
import type { StockPolicy } from '../domain/policy';
import type { Reservation, ReservationEvent } from '../domain/reservation';
import type { AdjustmentCode, StockItem, StockItemId, StockLevel } from '../domain/stock';
import type { Warehouse } from '../domain/warehouse';

export type ReservationChange = Change<Reservation, ReservationEvent>;

/**
 * The store of reservations. A save writes the reservation, its stock changes, movements and events in one transaction. It throws
 * StaleWrite when the reservation has changed, or when the allocated stock is no longer available.
 */
export type ReservationStore = Pick<
  AggregateStore<Reservation, ReservationCommand, ReservationEvent, ReservationRejection>,
  'find' | 'save'
> & {
  /** Reads several reservations with one query. */
  readonly findAll: (ids: readonly ReservationId[]) => Promise<ReadonlyMap<string, Versioned<Reservation>>>;
  /** Saves all or none in one transaction; returns false if a save is stale or a duplicate. */
  readonly saveBatch: (saves: readonly Save<Reservation, ReservationEvent>[]) => Promise<boolean>;
};

/** A reservation that a job has to process, with the correlation ID of its flow. */
export type WaitingReservation = { readonly id: ReservationId; readonly correlationId: string };

export type WaitingReservations = {
  readonly expiredAt: (at: Instant, limit: number) => Promise<readonly WaitingReservation[]>;
  /** The paid reservations without stock, after this ID in order of ID: oldest checkouts first. */
  readonly shortAfter: (id: string, limit: number) => Promise<readonly WaitingReservation[]>;
  /** The reservations whose backordered units have arrived, after this ID in order of ID. */
  readonly fillableAfter: (id: string, limit: number) => Promise<readonly WaitingReservation[]>;
};

export type KnownVariant = {
  readonly variantId: VariantId;
  readonly sellerId: SellerId;
  readonly productId: ProductId;
  readonly sku: string;
  /** The name that warehouses use for the variant, if it is not the SKU. */
  readonly stockUnit: string | null;
};

/** A stock item whose quantities differ from the sum of its movements. */
export type StockDifference = {
  readonly item: StockItem;
  readonly movements: { readonly onHand: bigint; readonly reserved: bigint; readonly backordered: bigint };
};

/** A stock item as it was read; the version of a new item is 0. */
export type VersionedItem = StockItem & { readonly version: number };

/** The result of looking up the stock of a variant in a warehouse: each part is absent if it does not exist. */
export type ItemLookup = {
  readonly sellerId: SellerId | null;
  readonly warehouseId: WarehouseId | null;
  readonly item: VersionedItem | undefined;
};

/** A stock item before and after a manual change. */
export type ItemChange = { readonly before: VersionedItem; readonly after: StockItem };

/** A manual stock change, for the history and for the published event. */
export type ManualStockChange =
  | { readonly type: 'StockAdjusted'; readonly at: ItemChange; readonly code: AdjustmentCode; readonly reason: string }
  /** `difference` is the warehouse difference that the count resolves. */
  | { readonly type: 'StockCounted'; readonly at: ItemChange; readonly reason: string; readonly difference?: DifferenceId }
  | {
      readonly type: 'StockTransferred';
      readonly transferId: Id<'StockTransfer'>;
      readonly from: ItemChange;
      readonly to: ItemChange;
      readonly reason: string;
    };

export type StockRepository = {
  /** The stock of these variants that can be reserved or backordered, per warehouse. */
  readonly levels: (variantIds: readonly VariantId[]) => Promise<readonly StockLevel[]>;
  /** The unreserved on-hand quantity of each item, including units that backorders wait for. */
  readonly unreserved: (ids: readonly StockItemId[]) => Promise<ReadonlyMap<StockItemId, number>>;
  readonly lookUp: (variantId: VariantId, warehouseId: WarehouseId) => Promise<ItemLookup>;
  /** Writes a manual change; throws StaleWrite when the stock has changed meanwhile. */
  readonly record: (change: ManualStockChange, cause: Cause) => Promise<void>;
  readonly saveVariants: (variants: readonly KnownVariant[], cause: Cause) => Promise<void>;
  /** Compares items with their movements, after this ID in order of ID. */
  readonly compare: (afterId: string, limit: number) => Promise<ComparisonPage<StockDifference, string>>;
};

/** The policy of a variant, with its stock items. */
export type CurrentPolicy = {
  readonly sellerId: SellerId;
  readonly policy: StockPolicy;
  /** 0 when it was never set. */
  readonly version: number;
  readonly items: readonly StockItem[];
};

export type PolicyRepository = {
  readonly find: (variantId: VariantId) => Promise<CurrentPolicy | undefined>;
  /** Throws StaleWrite when the policy has changed meanwhile, or when more units are backordered than it allows. */
  readonly save: (before: CurrentPolicy, after: StockPolicy, cause: Cause) => Promise<void>;
};

/** A variant whose stock has changed: its availability now, and the last published one. */
export type ChangedVariant = {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly marks: readonly bigint[];
  readonly availability: Availability;
  readonly published: (LastPublished & { readonly version: number }) | undefined;
};

export type AvailabilityUpdate = {
  readonly variant: ChangedVariant;
  readonly now: LastPublished;
  readonly events: readonly AvailabilityEventType[];
};

export type AvailabilityRepository = {
  /** The variants of the oldest pending changes, at most `limit` changes in total. */
  readonly changed: (limit: number) => Promise<readonly ChangedVariant[]>;
  /** Deletes the pending changes of these variants and publishes their events. */
  readonly publish: (updates: readonly AvailabilityUpdate[], cause: Cause) => Promise<void>;
};

export type WarehouseRepository = {
  readonly byCode: (code: string) => Promise<Warehouse | undefined>;
  readonly byId: (id: WarehouseId) => Promise<Warehouse | undefined>;
  readonly create: (warehouse: Warehouse, cause: Cause) => Promise<void>;
};
