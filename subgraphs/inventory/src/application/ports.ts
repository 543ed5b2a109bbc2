import type { Cause, Instant, NewId, ProductId, ReservationId, SellerId, VariantId, WarehouseId } from '@marketplace/kernel';
import type { Availability, AvailabilityNews, Told } from '../domain/availability';
import type { DifferenceId } from '../domain/difference';
import type { StockPolicy } from '../domain/policy';
import type { Reservation, ReservationEvent } from '../domain/reservation';
import type { AdjustmentCode, StockItem, StockItemId, StockLevel } from '../domain/stock';
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
  readonly findAll: (ids: readonly ReservationId[]) => Promise<ReadonlyMap<string, Versioned<Reservation>>>;
  /**
   * Writes the reservation, what its events do to the stock, the movements and the announcements as one. Throws
   * StaleWrite when the reservation has moved on, or the stock that was allocated is no longer there.
   */
  readonly save: (change: ReservationChange, cause: Cause) => Promise<void>;
  /** As save, all of them in one write; false when one of them cannot be written as it is, and none was. */
  readonly saveTogether: (changes: readonly { readonly change: ReservationChange; readonly cause: Cause }[]) => Promise<boolean>;
  readonly expiredAt: (at: Instant, limit: number) => Promise<readonly WaitingReservation[]>;
  /** Those that are paid and wait for stock, after this id in order of id: the oldest checkouts first. */
  readonly shortAfter: (id: string, limit: number) => Promise<readonly WaitingReservation[]>;
  /** Those with backorders that lie on the shelf by now, after this id in order of id. */
  readonly fillableAfter: (id: string, limit: number) => Promise<readonly WaitingReservation[]>;
};

/** A place for a variant in a warehouse, as far as there are such a variant, such a warehouse, and stock of it. */
export type Place = { readonly sellerId?: SellerId; readonly warehouseId?: WarehouseId; readonly item?: Versioned<StockItem> };

export type KnownVariant = {
  readonly variantId: VariantId;
  readonly sellerId: SellerId;
  readonly productId: ProductId;
  readonly sku: string;
  /** What warehouses call it, where that is not the SKU. */
  readonly stockUnit?: string;
};

/** An item whose movements do not add up to what it holds. */
export type StockDifference = {
  readonly item: StockItem;
  readonly movements: { readonly onHand: bigint; readonly reserved: bigint; readonly backordered: bigint };
};

/** Stock that somebody changed by hand: before and after, of one item. */
export type HandChange = { readonly before: Versioned<StockItem>; readonly after: StockItem };

/** What was done by hand, for the history and for others. */
export type HandWork =
  | { readonly type: 'StockAdjusted'; readonly at: HandChange; readonly code: AdjustmentCode; readonly reason: string }
  /** The difference is that between a warehouse's own system and us, which the count settles. */
  | { readonly type: 'StockCounted'; readonly at: HandChange; readonly reason: string; readonly difference?: DifferenceId }
  | {
      readonly type: 'StockTransferred';
      readonly transferId: string;
      readonly from: HandChange;
      readonly to: HandChange;
      readonly reason: string;
    };

export type StockRepository = {
  /** What can be promised of these variants, in every warehouse where anything can. */
  readonly levels: (variantIds: readonly VariantId[]) => Promise<readonly StockLevel[]>;
  /** The pieces on each shelf that are promised to nobody, whoever waits for them. */
  readonly shelves: (ids: readonly StockItemId[]) => Promise<ReadonlyMap<StockItemId, number>>;
  readonly place: (variantId: VariantId, warehouseId: WarehouseId) => Promise<Place>;
  /** Writes the items as they are now; throws StaleWrite when their stock has moved meanwhile. */
  readonly record: (work: HandWork, cause: Cause) => Promise<void>;
  readonly learnVariants: (variants: readonly KnownVariant[], cause: Cause) => Promise<void>;
  /** Compares items after this id, in order of id; returns the differences and the last id looked at, if there was any. */
  readonly compare: (
    afterId: string,
    limit: number,
  ) => Promise<{ readonly differences: readonly StockDifference[]; readonly lastId?: string }>;
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

/** A variant whose stock has moved: what can be bought now, and what the others were told last. */
export type DirtyVariant = {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly marks: readonly bigint[];
  readonly availability: Availability;
  readonly told?: Told & { readonly version: number };
};

export type Announcement = { readonly variant: DirtyVariant; readonly now: Told; readonly news: readonly AvailabilityNews[] };

export type AvailabilityRepository = {
  readonly dirty: (limit: number) => Promise<readonly DirtyVariant[]>;
  /** Removes the marks of all of these, and announces what is news. */
  readonly announce: (announcements: readonly Announcement[], cause: Cause) => Promise<void>;
};

export type WarehouseRepository = {
  readonly byCode: (code: string) => Promise<Warehouse | undefined>;
  readonly byId: (id: WarehouseId) => Promise<Warehouse | undefined>;
  readonly create: (warehouse: Warehouse, cause: Cause) => Promise<void>;
};

/** Tells the people on duty what no retry will mend by itself. */
export type Alert = (name: string, facts: Readonly<Record<string, unknown>>) => void;

/** Runs work again while somebody else wins the race for its rows. */
export type Again = <T>(work: () => Promise<T>) => Promise<T>;

export type Ports = {
  readonly reservations: ReservationRepository;
  readonly stock: StockRepository;
  readonly policies: PolicyRepository;
  readonly availability: AvailabilityRepository;
  readonly warehouses: WarehouseRepository;
  readonly newId: NewId;
  readonly alert: Alert;
  readonly again: Again;
};
