import type { Job } from '@marketplace/application';
import {
  defined,
  elapsed,
  isOperator,
  refuse,
  seconds,
  type Actor,
  type Clock,
  type Duration,
  type Instant,
  type Refusal,
} from '@marketplace/kernel';
import type { Quarantined, QuarantineStore } from './ports';
import type { ModelVersion, ReadModel } from './read-model';

/** The lag of a version behind published events. */
export type VersionLag = ModelVersion & {
  /** The number of stored facts that are not applied yet. */
  readonly waiting: number;
  /** The age of the oldest of them. */
  readonly delay: Duration;
  /** The number of items that could not be applied. */
  readonly quarantined: number;
};

export type Lag = {
  readonly versions: readonly VersionLag[];
  /** Events published and not handled yet, by producer; `waiting` is missing if the broker does not report it. */
  readonly producers: readonly { readonly producer: string; readonly waiting?: number }[];
  /** The time when an event was last handled. */
  readonly lastEventAt?: Instant;
};

/** The lag with details, for operators. */
export type LagReport = Lag & {
  /** The oldest quarantined items, up to a limit; the versions have the counts. */
  readonly quarantined: readonly Quarantined[];
};

export type LagDependencies = {
  readonly models: readonly ReadModel[];
  readonly builds: { readonly versions: () => Promise<readonly ModelVersion[]> };
  /** The number of messages of each producer that wait for this context. */
  readonly pendingMessages: (producers: readonly string[]) => Promise<Lag['producers']>;
  readonly lastEventAt: () => Promise<Instant | undefined>;
  readonly quarantine: QuarantineStore;
  readonly clock: Clock;
};

const none = seconds(0);
const maxListed = 50;

/** Measures the lag of the read models. */
export const createLag = ({ models, builds, pendingMessages, lastEventAt, quarantine, clock }: LagDependencies) => {
  const producers = [...new Set(models.flatMap(({ contracts }) => contracts.map(({ context }) => context)))].sort();

  const versionLag = async ({ model: name, version, status }: ModelVersion): Promise<VersionLag> => {
    const model = models.find((each) => each.name === name);
    const { rows, oldest, quarantined = 0 } = (await model?.backlog(version)) ?? { rows: 0 };
    return { model: name, version, status, waiting: rows, delay: oldest === undefined ? none : elapsed(oldest, clock()), quarantined };
  };

  const measure = async (): Promise<Lag> => {
    const kept = (await builds.versions()).filter(({ status }) => status !== 'RETIRED');
    const [versions, waiting, last] = await Promise.all([Promise.all(kept.map(versionLag)), pendingMessages(producers), lastEventAt()]);
    return { versions, producers: waiting, ...defined({ lastEventAt: last }) };
  };

  const report = async (): Promise<LagReport> => {
    const [lag, quarantined] = await Promise.all([measure(), quarantine.list(maxListed)]);
    return { ...lag, quarantined };
  };

  return {
    measure,
    read: async (actor: Actor): Promise<LagReport | Refusal<'forbidden'>> => (isOperator(actor) ? report() : refuse('forbidden')),
  };
};

export type LagReader = ReturnType<typeof createLag>;

/** The delay that raises an alert. */
const maxDelay = seconds(60);

export type LagMonitor = { readonly measure: () => Promise<Lag>; readonly report: (lag: Lag) => void };

/** The job that reports the lag as metrics, and raises an alert when the live version is more than a minute behind. */
export const detectProjectionLag = ({ measure, report }: LagMonitor): Job => ({
  name: 'detect-projection-lag',
  every: seconds(5),
  run: async ({ alert }) => {
    const lag = await measure();
    report(lag);
    const late = lag.versions.filter(({ status, delay }) => status === 'LIVE' && delay > maxDelay);
    for (const { model, version, delay, waiting } of late) alert('projection-lag', { model, version, seconds: delay / 1_000, waiting });
    return late.length;
  },
});
