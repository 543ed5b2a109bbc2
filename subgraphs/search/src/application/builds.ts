import { defined, type Cause, type Duration, type Id, type Instant } from '@marketplace/kernel';
import type { Envelope, EventContract } from '@marketplace/schema';
import type { ModelName, ModelVersion, ReplayRange, ReplayScope } from './read-model';

/** A version of a read model and its history. The rows of a RETIRED version are removed, or will be soon. */
export type VersionRow = ModelVersion & {
  readonly createdAt: Instant;
  readonly liveAt: Instant | null;
  readonly retiredAt: Instant | null;
};

/** A range of past events to replay, and the progress of the replay. */
export type PlannedRange = {
  readonly producer: string;
  /** The names of the contracts, such as OrderPaid.v1. */
  readonly types: readonly string[];
  readonly aggregateIds?: readonly string[];
  /** The position in the producer's outbox up to which events are applied. */
  readonly after?: string;
  readonly isDone: boolean;
};

export type BuildPhase = 'REPLAYING' | 'DRAINING' | 'DONE' | 'CANCELLED';

/** A rebuild of a version, or a replay of one product, seller or order into all retained versions. */
export type Build = {
  readonly id: Id<'Build'>;
  readonly model: ModelName;
  readonly goal: { readonly kind: 'REBUILD'; readonly version: number } | { readonly kind: 'REPLAY'; readonly scope: ReplayScope };
  readonly phase: BuildPhase;
  readonly plan: readonly PlannedRange[];
  readonly events: number;
  /** The number of events that could not be read. */
  readonly skipped: number;
  /** The number of items of the new version that are quarantined now. */
  readonly quarantined: number;
  readonly lastError: string | null;
  readonly startedAt: Instant;
  /** The time when all past events were applied. */
  readonly replayedAt: Instant | null;
  readonly finishedAt: Instant | null;
};

export type NewBuild = Pick<Build, 'id' | 'model' | 'goal' | 'plan'>;

export type BuildStore = {
  readonly versions: () => Promise<readonly VersionRow[]>;
  readonly nextVersion: (model: ModelName) => Promise<number>;
  /** The builds in progress, oldest first. */
  readonly inProgress: () => Promise<readonly Build[]>;
  readonly find: (id: string) => Promise<Build | undefined>;
  readonly latest: (limit: number) => Promise<readonly Build[]>;
  /** For a rebuild, also inserts the row of the version. Fails with a conflict if another rebuild of the model has started. */
  readonly start: (builds: readonly NewBuild[], cause: Cause) => Promise<void>;
  /** Returns undefined if the build was cancelled meanwhile. */
  readonly saveProgress: (id: string, progress: Pick<Build, 'plan' | 'events' | 'skipped'>) => Promise<Build | undefined>;
  /** Records that all past events of a rebuild are applied. */
  readonly startDraining: (id: string) => Promise<Build | undefined>;
  /** Completes a replay. */
  readonly finish: (id: string) => Promise<void>;
  /** In one statement, makes the new version live, the live one previous, and the previous one retired. */
  readonly goLive: (id: string) => Promise<boolean>;
  /** Returns the version that was being built, or undefined if there was none. */
  readonly cancel: (model: ModelName) => Promise<number | undefined>;
  /** In one statement, swaps the live and the previous version. Returns false if there is no previous version. */
  readonly rollBack: (model: ModelName) => Promise<boolean>;
  readonly recordError: (id: string, error: string) => Promise<void>;
  /** Retired versions that no running statement can still write to. */
  readonly droppableVersions: () => Promise<readonly VersionRow[]>;
  readonly markDropped: (version: Pick<VersionRow, 'model' | 'version'>) => Promise<void>;
};

/** Reads the published events of a producer from its outbox, page by page. Throws if the producer does not answer in time. */
export type ReadHistory = (
  history: ReplayRange & { readonly after?: string; readonly timeout?: Duration },
) => AsyncIterable<{ readonly events: readonly Envelope[]; readonly after: string; readonly isLast: boolean; readonly skipped: number }>;

const typeOf = ({ type, version }: EventContract): string => `${type}.v${version.toString()}`;

export const planOf = (history: readonly ReplayRange[]): readonly PlannedRange[] =>
  history.map(({ producer, contracts, aggregateIds }) => ({
    producer,
    types: contracts.map(typeOf),
    ...defined({ aggregateIds }),
    isDone: false,
  }));

/** The planned range, without contracts that the model no longer uses. */
export const rangeOf = (planned: PlannedRange, contracts: readonly EventContract[]): ReplayRange => ({
  producer: planned.producer,
  contracts: contracts.filter((contract) => contract.context === planned.producer && planned.types.includes(typeOf(contract))),
  ...defined({ aggregateIds: planned.aggregateIds }),
});
