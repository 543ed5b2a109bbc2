import type { Page } from '@marketplace/application';
import type { Cause, Instant, VariantId, WarehouseId } from '@marketplace/kernel';
import type { DifferenceId, FeedKind, WarehouseDifference } from '../domain/difference';

/** How many of a thing a warehouse's own system counts; the reference is a variant's id, its SKU, or what warehouses call it. */
export type FeedLine = { readonly reference: string; readonly quantity: number };

/** What a feed says. Lines that say nothing sensible are named by their number, never by their content. */
export type FeedReading = { readonly lines: readonly FeedLine[]; readonly unreadable: readonly number[] };

/** A warehouse's own system. Throws when it cannot be read in time, or is longer than it may be. */
export type WarehouseSystem = {
  /** The kinds of feed that are configured for the warehouse of this code. */
  readonly offers: (code: string) => readonly FeedKind[];
  readonly read: (code: string, kind: FeedKind) => Promise<FeedReading>;
};

export type WarehouseFeed = {
  readonly warehouseId: WarehouseId;
  readonly code: string;
  readonly kind: FeedKind;
  /** When it was read last; null when it never was. */
  readonly readAt: Instant | null;
  /** Why it could not be read the last time; null when it could. */
  readonly error: string | null;
  /** Lines that could not be read or belong to no variant, the last time. */
  readonly unreadable: number;
};

/** Lines with the variants that they speak of. */
export type CountedVariant = { readonly variantId: VariantId; readonly counted: number };

/** What became of a reading: the differences that there are now, and how many of them are new. */
export type ComparisonOutcome = { readonly differences: number; readonly news: number };

export type FeedRepository = {
  readonly all: () => Promise<readonly WarehouseFeed[]>;
  readonly byWarehouses: (ids: readonly WarehouseId[]) => Promise<ReadonlyMap<string, WarehouseFeed>>;
  readonly set: (warehouseId: WarehouseId, kind: FeedKind | undefined, cause: Cause) => Promise<void>;
  /** The variant of each reference that stands for exactly one, those that the warehouse keeps before others. */
  readonly variantsOf: (warehouseId: WarehouseId, references: readonly string[]) => Promise<ReadonlyMap<string, VariantId>>;
  /** Keeps where the warehouse differs from what we have on hand; a variant that it does not mention counts as none. */
  readonly compare: (
    reading: {
      readonly warehouseId: WarehouseId;
      readonly counted: readonly CountedVariant[];
      readonly unreadable: number;
      readonly at: Instant;
    },
    cause: Cause,
  ) => Promise<ComparisonOutcome>;
  readonly noteFailure: (warehouseId: WarehouseId, error: string, at: Instant) => Promise<void>;
  readonly differences: (warehouseId: WarehouseId, page: Page) => Promise<readonly WarehouseDifference[]>;
  readonly difference: (id: DifferenceId) => Promise<WarehouseDifference | undefined>;
};
