import type { Job } from '@marketplace/application';
import {
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
import type { SetAside, SetAsideStore } from './ports';
import type { ModelVersion, ReadModel } from './read-model';

/** How far a version is behind what has been announced. */
export type VersionLag = ModelVersion & {
  /** Facts that are stored and not worked in. */
  readonly waiting: number;
  /** Since when the oldest of them waits. */
  readonly behind: Duration;
  /** What could not be worked in, and waits for news. */
  readonly setAside: number;
};

export type Lag = {
  readonly versions: readonly VersionLag[];
  /** Announced and not heard yet, by producer; nothing where the broker cannot say. */
  readonly producers: readonly { readonly producer: string; readonly waiting?: number }[];
  /** When an event was last taken note of. */
  readonly lastEventAt?: Instant;
};

/** The lag as operators ask for it. */
export type LagReport = Lag & {
  /** What was set aside first, and no more than some of it: the versions have the counts. */
  readonly setAside: readonly SetAside[];
};

export type LagParts = {
  readonly models: readonly ReadModel[];
  readonly builds: { readonly versions: () => Promise<readonly ModelVersion[]> };
  /** How many messages of a producer wait for this context. */
  readonly waitingFrom: (producers: readonly string[]) => Promise<Lag['producers']>;
  readonly lastEventAt: () => Promise<Instant | undefined>;
  readonly setAside: SetAsideStore;
  readonly clock: Clock;
};

const none = seconds(0);
const mostListed = 50;

/** How far the read models are behind. */
export const createLag = ({ models, builds, waitingFrom, lastEventAt, setAside: aside, clock }: LagParts) => {
  const producers = [...new Set(models.flatMap(({ contracts }) => contracts.map(({ context }) => context)))].sort();

  const versionLag = async ({ model: name, version, status }: ModelVersion): Promise<VersionLag> => {
    const model = models.find((each) => each.name === name);
    const { rows, oldest, setAside = 0 } = (await model?.backlog(version)) ?? { rows: 0 };
    return { model: name, version, status, waiting: rows, behind: oldest === undefined ? none : elapsed(oldest, clock()), setAside };
  };

  const measure = async (): Promise<Lag> => {
    const kept = (await builds.versions()).filter(({ status }) => status !== 'RETIRED');
    const [versions, waiting, last] = await Promise.all([Promise.all(kept.map(versionLag)), waitingFrom(producers), lastEventAt()]);
    return { versions, producers: waiting, ...(last === undefined ? {} : { lastEventAt: last }) };
  };

  const report = async (): Promise<LagReport> => {
    const [lag, setAside] = await Promise.all([measure(), aside.list(mostListed)]);
    return { ...lag, setAside };
  };

  return {
    measure,
    read: async (actor: Actor): Promise<LagReport | Refusal<'forbidden'>> => (isOperator(actor) ? report() : refuse('forbidden')),
  };
};

export type LagReader = ReturnType<typeof createLag>;

/** Later than this, somebody should know. */
const tolerated = seconds(60);

export type LagWatch = { readonly measure: () => Promise<Lag>; readonly show: (lag: Lag) => void };

/** The job that shows the lag as figures, and raises an alert when buyers have been searching in the past for a minute. */
export const detectProjectionLag = ({ measure, show }: LagWatch): Job => ({
  name: 'detect-projection-lag',
  every: seconds(5),
  run: async ({ alert }) => {
    const lag = await measure();
    show(lag);
    const late = lag.versions.filter(({ status, behind }) => status === 'LIVE' && behind > tolerated);
    for (const { model, version, behind, waiting } of late) alert('projection-lag', { model, version, seconds: behind / 1_000, waiting });
    return late.length;
  },
});
