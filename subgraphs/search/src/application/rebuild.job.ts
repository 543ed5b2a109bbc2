import type { Facts, Job, JobRun } from '@marketplace/application';
import { after, defined, seconds, type Clock, type Instant } from '@marketplace/kernel';
import type { Envelope } from '@marketplace/schema';
import { rangeOf, type Build, type BuildStore, type ReadHistory } from './builds';
import type { ReadModel } from './read-model';

/** The duration of one run of the job; the next run continues. */
const timeSlice = seconds(2);
const replayTimeout = seconds(2);
const catchUpLimit = seconds(10);

export type RebuildDependencies = {
  readonly models: readonly ReadModel[];
  readonly builds: BuildStore;
  readonly history: ReadHistory;
  readonly clock: Clock;
  readonly log: (message: string, facts: Facts) => void;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').slice(0, 500);

/**
 * The job that advances builds and removes retired versions. All state is in the row of the build: a crash loses at most one
 * page, and a page applied twice changes nothing. Only one replica runs it at a time, so no build writes to a version that is
 * being removed.
 */
export const advanceBuilds = ({ models, builds, history, clock, log }: RebuildDependencies): Job => {
  const modelOf = (name: string): ReadModel => {
    const model = models.find((each) => each.name === name);
    if (model === undefined) throw new Error(`unknown read model ${name}`);
    return model;
  };

  const apply = async (build: Build, events: readonly Envelope[], { retry, systemCause }: JobRun): Promise<void> => {
    const { goal } = build;
    const model = modelOf(build.model);
    const included = goal.kind === 'REBUILD' ? events : events.filter((event) => model.includes?.(goal.scope, event) ?? true);
    if (included.length === 0) return;
    await retry(() => model.apply(included, goal.kind === 'REBUILD' ? goal.version : 'kept', systemCause(build.id)));
  };

  /** Replays until the time is up. Returns undefined if the build was cancelled meanwhile. */
  const replay = async (started: Build, until: Instant, jobRun: JobRun): Promise<Build | undefined> => {
    let build = started;
    for (const [position, range] of started.plan.entries()) {
      if (range.isDone) continue;
      for await (const page of history({
        ...rangeOf(range, modelOf(build.model).contracts),
        ...defined({ after: range.after }),
        timeout: replayTimeout,
      })) {
        await apply(build, page.events, jobRun);
        const plan = build.plan.with(position, { ...range, after: page.after, isDone: page.isLast });
        const progress = { plan, events: build.events + page.events.length, skipped: build.skipped + page.skipped };
        const saved = await builds.saveProgress(build.id, progress);
        if (saved === undefined || clock() >= until) return saved;
        build = saved;
      }
    }
    return build;
  };

  /**
   * Events that arrived during the replay are in the backlog. When it is empty, the version is as current as the live one. Under
   * constant load it is never empty: then it is enough that every update from before the end of the replay is applied.
   */
  const goLive = async (build: Build, version: number): Promise<void> => {
    const model = modelOf(build.model);
    const { rows, oldest, quarantined = 0 } = await model.backlog(version);
    const replayedAt = build.replayedAt ?? clock();
    const isCaughtUp = oldest !== undefined && oldest > replayedAt && clock() > after(replayedAt, catchUpLimit);
    if (rows > 0 && !isCaughtUp) await model.processBacklog?.();
    else if (await builds.goLive(build.id)) log('read model is live', { model: build.model, version, events: build.events, quarantined });
  };

  const advance = async (build: Build, until: Instant, jobRun: JobRun): Promise<void> => {
    const { goal } = build;
    const replayed = build.phase === 'REPLAYING' ? await replay(build, until, jobRun) : build;
    if (replayed?.plan.every(({ isDone }) => isDone) !== true) return;
    if (goal.kind === 'REPLAY') return builds.finish(build.id);
    const drained = replayed.phase === 'REPLAYING' ? await builds.startDraining(build.id) : replayed;
    if (drained !== undefined) await goLive(drained, goal.version);
  };

  const drop = async (until: Instant): Promise<number> => {
    let handled = 0;
    for (const version of await builds.droppableVersions()) {
      let removed = 1;
      while (removed > 0 && clock() < until) {
        removed = await modelOf(version.model).drop(version.version);
        handled += removed;
      }
      if (removed > 0) return handled;
      await builds.markDropped(version);
      log('version of a read model is removed', { model: version.model, version: version.version });
    }
    return handled;
  };

  const run = async (jobRun: JobRun): Promise<number> => {
    const until = after(jobRun.now, timeSlice);
    const inProgress = await builds.inProgress();
    for (const build of inProgress) {
      try {
        await advance(build, until, jobRun);
      } catch (error) {
        log('build of a read model failed and will be retried', { model: build.model, build: build.id, error: messageOf(error) });
        await builds.recordError(build.id, messageOf(error));
      }
    }
    return inProgress.length + (await drop(until));
  };

  return { name: 'build-read-models', every: seconds(1), run };
};
