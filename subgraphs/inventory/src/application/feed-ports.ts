import type { Page } from '@marketplace/application';
import type { Cause, Instant, VariantId, WarehouseId } from '@marketplace/kernel';
import type { DifferenceId, FeedKind, WarehouseDifference } from '../domain/difference';

/** A quantity that a warehouse counted. The reference is a variant's ID, its SKU or its stock unit. */
export type FeedLine = { readonly reference: string; readonly quantity: number };

/** The content of a feed. Unreadable lines are reported by number, never by content. */
export type FeedReading = { readonly lines: readonly FeedLine[]; readonly unreadable: readonly number[] };

/** The stock feeds of warehouses. Reading throws on a timeout, and when the feed is too long. */
export type WarehouseSystem = {
  /** The kinds of feed that are configured for the warehouse of this code. */
  readonly offers: (code: string) => readonly FeedKind[];
  readonly read: (code: string, kind: FeedKind) => Promise<FeedReading>;
};

export type WarehouseFeed = {
  readonly warehouseId: WarehouseId;
  readonly code: string;
  readonly kind: FeedKind;
  /** The time of the last read; null if it was never read. */
  readonly readAt: Instant | null;
  /** The error of the last read; null if it succeeded. */
  readonly error: string | null;
  /** The number of lines in the last read that were unreadable or matched no variant. */
  readonly unreadable: number;
};

/** The counted quantity of a variant: the sum of its lines. */
export type CountedVariant = { readonly variantId: VariantId; readonly counted: number };

/** The result of a comparison: the number of current differences, and how many of them are new. */
export type ComparisonOutcome = { readonly differences: number; readonly newDifferences: number };

export type FeedRepository = {
  readonly all: () => Promise<readonly WarehouseFeed[]>;
  readonly byWarehouses: (ids: readonly WarehouseId[]) => Promise<ReadonlyMap<string, WarehouseFeed>>;
  readonly set: (warehouseId: WarehouseId, kind: FeedKind | undefined, cause: Cause) => Promise<void>;
  /** The variant of each reference that matches exactly one. Variants that the warehouse stocks take precedence. */
  readonly variantsOf: (warehouseId: WarehouseId, references: readonly string[]) => Promise<ReadonlyMap<string, VariantId>>;
  /** Records where the count differs from stock on hand. A variant that the feed does not list counts as 0. */
  readonly compare: (
    reading: {
      readonly warehouseId: WarehouseId;
      readonly counted: readonly CountedVariant[];
      readonly unreadable: number;
      readonly at: Instant;
    },
    cause: Cause,
  ) => Promise<ComparisonOutcome>;
  readonly recordFailure: (warehouseId: WarehouseId, error: string, at: Instant) => Promise<void>;
  readonly differences: (warehouseId: WarehouseId, page: Page) => Promise<readonly WarehouseDifference[]>;
  readonly difference: (id: DifferenceId) => Promise<WarehouseDifference | undefined>;
};
