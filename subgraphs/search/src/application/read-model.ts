import type { Cause, Instant } from '@marketplace/kernel';
import type { Envelope, EventContract } from '@marketplace/schema';

/** The name of a read model, as in `read_model_versions`. */
export type ModelName = 'product_index' | 'order_list' | 'seller_dashboard';

export type VersionStatus = 'BUILDING' | 'LIVE' | 'PREVIOUS' | 'RETIRED';

/** A version of a read model. One is live; others are being built, kept for a rollback, or retired. */
export type ModelVersion = { readonly model: ModelName; readonly version: number; readonly status: VersionStatus };

/** Translates events into the updates of a model. Returns nothing for events that the model does not use. */
export type EventReader<Update> = { readonly contracts: readonly EventContract[]; readonly read: (event: Envelope) => readonly Update[] };

/** The versions that a write goes to: one version, or all versions that are not retired at the time of the write. */
export type Target = 'kept' | number;

/**
 * The updates of a version that are stored but not applied yet; `oldest` is the time of the first. Quarantined items are not
 * part of the backlog.
 */
export type Backlog = { readonly rows: number; readonly oldest?: Instant; readonly quarantined?: number };

/** The product, seller or order whose events are replayed. */
export type ReplayScope = { readonly kind: 'product' | 'seller' | 'order'; readonly id: string };

/** A range of one producer's past events: all events of these contracts, or only those of these aggregates. */
export type ReplayRange = {
  readonly producer: string;
  readonly contracts: readonly EventContract[];
  readonly aggregateIds?: readonly string[];
};

/**
 * A read model that can be rebuilt. New events are written to every version that is not retired. A version can receive an
 * event several times and in any order, from the stream and from a replay. Neither a repeated event nor one older than the
 * stored state may change it.
 */
export type ReadModel = {
  readonly name: ModelName;
  /** The contracts of all events that the model is built from. */
  readonly contracts: readonly EventContract[];
  /** Applies events. May overwrite the data of the same event, never that of a later one. */
  readonly apply: (events: readonly Envelope[], target: Target, cause: Cause) => Promise<void>;
  /** The past events to replay for a scope; undefined if the model does not support the scope. */
  readonly historyOf: (scope: ReplayScope) => Promise<readonly ReplayRange[] | undefined>;
  /** True for the events of `historyOf` to apply. Without it, all are applied. */
  readonly includes?: (scope: ReplayScope, event: Envelope) => boolean;
  /** Creates the storage of a version before the first write. Idempotent. */
  readonly prepare: (version: number) => Promise<void>;
  /** Removes a batch of the rows of a retired version. Returns the number of rows removed, 0 if none are left. */
  readonly drop: (version: number) => Promise<number>;
  /** The updates that queries do not see yet; none for models whose rows are visible immediately. */
  readonly backlog: (version: number) => Promise<Backlog>;
  /** Processes a batch of the backlog, for models that have one; returns the number of rows handled. */
  readonly processBacklog?: () => Promise<number>;
};

/** All past events of a model, by producer. */
export const wholeHistory = ({ contracts }: Pick<ReadModel, 'contracts'>): readonly ReplayRange[] =>
  [...new Set(contracts.map(({ context }) => context))]
    .sort()
    .map((producer) => ({ producer, contracts: contracts.filter(({ context }) => context === producer) }));

const maxIdsPerRange = 500;

/** The past events of many aggregates, split into ranges of limited size. */
export const historyOfAggregates = (contracts: readonly EventContract[], aggregateIds: readonly string[]): readonly ReplayRange[] =>
  wholeHistory({ contracts }).flatMap((range) =>
    Array.from({ length: Math.ceil(aggregateIds.length / maxIdsPerRange) }, (_, position) => ({
      ...range,
      aggregateIds: aggregateIds.slice(position * maxIdsPerRange, (position + 1) * maxIdsPerRange),
    })),
  );
