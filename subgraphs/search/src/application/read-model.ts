import type { Cause, Instant } from '@marketplace/kernel';
import type { Envelope, EventContract } from '@marketplace/schema';

/** What is built from events, version by version: the names are rows of `read_model_versions`. */
export type ModelName = 'product_index' | 'order_list' | 'seller_dashboard';

export type VersionStatus = 'BUILDING' | 'LIVE' | 'PREVIOUS' | 'RETIRED';

/** A version of a read model. One is live; others are being built, kept to go back to, or gone. */
export type ModelVersion = { readonly model: ModelName; readonly version: number; readonly status: VersionStatus };

/** Reads events in the words of a model: nothing of those that it does not listen to. */
export type EventReader<News> = { readonly contracts: readonly EventContract[]; readonly read: (event: Envelope) => readonly News[] };

/** Which versions a write goes to: one of them, or every one that is not retired at that very moment. */
export type Target = 'kept' | number;

/**
 * How much of a version is known but not worked in yet; `oldest` is when the first of it became known. What could not be
 * worked in is set aside: it does not wait any more.
 */
export type Backlog = { readonly rows: number; readonly oldest?: Instant; readonly setAside?: number };

/** Whose events a partial replay brings. */
export type ReplayScope = { readonly kind: 'product' | 'seller' | 'order'; readonly id: string };

/** Some history of one producer: all events of these contracts, or those of these aggregates only. */
export type ReplayRange = {
  readonly producer: string;
  readonly contracts: readonly EventContract[];
  readonly aggregateIds?: readonly string[];
};

/**
 * A read model as the rebuild sees it. The live path of a model writes to every version that is not retired. An event
 * reaches a version more than once and in any order, by the stream and by a replay; a version must not change by what it
 * has seen, nor by what is older than what it has seen.
 */
export type ReadModel = {
  readonly name: ModelName;
  /** All that its versions are made of. */
  readonly contracts: readonly EventContract[];
  /** Applies events. What is there already of the very same event may be written again, never of a later one. */
  readonly apply: (events: readonly Envelope[], target: Target, cause: Cause) => Promise<void>;
  /** Which history concerns one thing; undefined where such a thing means nothing to the model. */
  readonly historyOf: (scope: ReplayScope) => Promise<readonly ReplayRange[] | undefined>;
  /** Which events of that history to apply; all of them where it is left out. */
  readonly concerns?: (scope: ReplayScope, event: Envelope) => boolean;
  /** Makes room for a version before anything can be written to it. Repeatable. */
  readonly prepare: (version: number) => Promise<void>;
  /** Removes a bite of what is left of a retired version. Repeatable; returns how many rows it removed, 0 when nothing is left. */
  readonly drop: (version: number) => Promise<number>;
  /** What is applied but not visible to queries yet; nothing for models whose rows are visible at once. */
  readonly backlog: (version: number) => Promise<Backlog>;
  /** Works a backlog in, for models that have one; returns how many rows it handled. */
  readonly assemble?: () => Promise<number>;
};

/** All history of a model: every producer of its contracts. */
export const wholeHistory = ({ contracts }: Pick<ReadModel, 'contracts'>): readonly ReplayRange[] =>
  [...new Set(contracts.map(({ context }) => context))]
    .sort()
    .map((producer) => ({ producer, contracts: contracts.filter(({ context }) => context === producer) }));

const mostIds = 500;

/** Some history of aggregates that may be many, in ranges that a producer answers one by one. */
export const historyOfAggregates = (contracts: readonly EventContract[], aggregateIds: readonly string[]): readonly ReplayRange[] =>
  wholeHistory({ contracts }).flatMap((range) =>
    Array.from({ length: Math.ceil(aggregateIds.length / mostIds) }, (_, position) => ({
      ...range,
      aggregateIds: aggregateIds.slice(position * mostIds, (position + 1) * mostIds),
    })),
  );
