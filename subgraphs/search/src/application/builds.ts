import type { Cause, Duration, Id, Instant } from '@marketplace/kernel';
import type { Envelope, EventContract } from '@marketplace/schema';
import type { ModelName, ModelVersion, ReplayRange, ReplayScope } from './read-model';

/** A version with its life. RETIRED ones are gone, or about to be. */
export type VersionRow = ModelVersion & {
  readonly createdAt: Instant;
  readonly liveAt: Instant | null;
  readonly retiredAt: Instant | null;
};

/** Some history to bring, and how far it is in. */
export type PlannedRange = {
  readonly producer: string;
  /** Of the contracts: OrderPaid.v1. */
  readonly types: readonly string[];
  readonly aggregateIds?: readonly string[];
  /** The place in the producer's outbox up to which it is in. */
  readonly after?: string;
  readonly isDone: boolean;
};

export type BuildPhase = 'REPLAYING' | 'DRAINING' | 'DONE' | 'CANCELLED';

/** History on its way into a model: into a version that is being made, or, for one thing, into all versions that are kept. */
export type Build = {
  readonly id: Id<'Build'>;
  readonly model: ModelName;
  readonly goal: { readonly kind: 'REBUILD'; readonly version: number } | { readonly kind: 'REPLAY'; readonly scope: ReplayScope };
  readonly phase: BuildPhase;
  readonly plan: readonly PlannedRange[];
  readonly events: number;
  /** Events that could not be read again. */
  readonly skipped: number;
  /** What of the version that it makes is set aside now. */
  readonly setAside: number;
  readonly lastError: string | null;
  readonly startedAt: Instant;
  /** When all history was in. */
  readonly replayedAt: Instant | null;
  readonly finishedAt: Instant | null;
};

export type NewBuild = Pick<Build, 'id' | 'model' | 'goal' | 'plan'>;

export type BuildStore = {
  readonly versions: () => Promise<readonly VersionRow[]>;
  readonly nextVersion: (model: ModelName) => Promise<number>;
  /** Those that are not over, oldest first. */
  readonly underWay: () => Promise<readonly Build[]>;
  readonly find: (id: string) => Promise<Build | undefined>;
  readonly latest: (limit: number) => Promise<readonly Build[]>;
  /** Makes the row of the version, too, for a rebuild. Another rebuild of the model makes it a lost race. */
  readonly begin: (builds: readonly NewBuild[], cause: Cause) => Promise<void>;
  /** Undefined where the build is not being replayed any more: it was cancelled. */
  readonly progress: (id: string, step: Pick<Build, 'plan' | 'events' | 'skipped'>) => Promise<Build | undefined>;
  /** All history of a rebuild is in. */
  readonly drain: (id: string) => Promise<Build | undefined>;
  /** A replay is over. */
  readonly finish: (id: string) => Promise<void>;
  /** In one statement: what was built is live, what was live is kept to go back to, what was kept is retired. */
  readonly goLive: (id: string) => Promise<boolean>;
  /** The version that was being built, or undefined when there is none. */
  readonly cancel: (model: ModelName) => Promise<number | undefined>;
  /** In one statement: live and previous change places. False where there is no previous one. */
  readonly rollBack: (model: ModelName) => Promise<boolean>;
  readonly noteError: (id: string, error: string) => Promise<void>;
  /** Retired versions that no statement under way can write to any more. */
  readonly droppable: () => Promise<readonly VersionRow[]>;
  readonly noteDropped: (version: Pick<VersionRow, 'model' | 'version'>) => Promise<void>;
};

/** What a producer has announced, from its outbox, page by page. Throws when it has been silent for longer than the patience. */
export type ReadHistory = (
  history: ReplayRange & { readonly after?: string; readonly patience?: Duration },
) => AsyncIterable<{ readonly events: readonly Envelope[]; readonly after: string; readonly isLast: boolean; readonly skipped: number }>;

const typeOf = ({ type, version }: EventContract): string => `${type}.v${version.toString()}`;

export const planOf = (history: readonly ReplayRange[]): readonly PlannedRange[] =>
  history.map(({ producer, contracts, aggregateIds }) => ({
    producer,
    types: contracts.map(typeOf),
    ...(aggregateIds === undefined ? {} : { aggregateIds }),
    isDone: false,
  }));

/** A range as it was planned; a contract that the model has dropped since is left out. */
export const rangeOf = (planned: PlannedRange, contracts: readonly EventContract[]): ReplayRange => ({
  producer: planned.producer,
  contracts: contracts.filter((contract) => contract.context === planned.producer && planned.types.includes(typeOf(contract))),
  ...(planned.aggregateIds === undefined ? {} : { aggregateIds: planned.aggregateIds }),
});
