import type { Facts, Job, JobRun } from '@marketplace/application';
import { after, seconds, type Clock, type Instant } from '@marketplace/kernel';
import type { Envelope } from '@marketplace/schema';
import { rangeOf, type Build, type BuildStore, type ReadHistory } from './builds';
import type { ReadModel } from './read-model';

/** How long one run of the job goes on; what is not done then goes on with the next. */
const slice = seconds(2);
const patience = seconds(2);
const catchingUp = seconds(10);

export type RebuildParts = {
  readonly models: readonly ReadModel[];
  readonly builds: BuildStore;
  readonly history: ReadHistory;
  readonly clock: Clock;
  readonly tell: (what: string, facts: Facts) => void;
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').slice(0, 500);

/**
 * Brings builds forward, and removes what was retired. All state is in the build's row: a crash loses no more than a page,
 * and a page that is applied twice changes nothing. Run by one replica at a time, so nobody writes to a version while it is
 * being dropped.
 */
export const bringBuildsForward = ({ models, builds, history, clock, tell }: RebuildParts): Job => {
  const modelOf = (name: string): ReadModel => {
    const model = models.find((each) => each.name === name);
    if (model === undefined) throw new Error(`there is no model ${name}`);
    return model;
  };

  const apply = async (build: Build, events: readonly Envelope[], { retry, systemCause }: JobRun): Promise<void> => {
    const { goal } = build;
    const model = modelOf(build.model);
    const wanted = goal.kind === 'REBUILD' ? events : events.filter((event) => model.concerns?.(goal.scope, event) ?? true);
    if (wanted.length === 0) return;
    await retry(() => model.apply(wanted, goal.kind === 'REBUILD' ? goal.version : 'kept', systemCause(build.id)));
  };

  /** Replays until the time is up. Undefined when the build was cancelled meanwhile. */
  const replay = async (begun: Build, until: Instant, jobRun: JobRun): Promise<Build | undefined> => {
    let build = begun;
    for (const [position, range] of begun.plan.entries()) {
      if (range.isDone) continue;
      const from = range.after === undefined ? {} : { after: range.after };
      for await (const page of history({ ...rangeOf(range, modelOf(build.model).contracts), ...from, patience })) {
        await apply(build, page.events, jobRun);
        const plan = build.plan.with(position, { ...range, after: page.after, isDone: page.isLast });
        const step = { plan, events: build.events + page.events.length, skipped: build.skipped + page.skipped };
        const saved = await builds.progress(build.id, step);
        if (saved === undefined || clock() >= until) return saved;
        build = saved;
      }
    }
    return build;
  };

  /**
   * What came while history was read waits behind it. Where nothing waits any more, the version is as new as the live one;
   * where something always does, because much is written all the time, it is enough that nothing waits from before.
   */
  const goLive = async (build: Build, version: number): Promise<void> => {
    const model = modelOf(build.model);
    const { rows, oldest, setAside = 0 } = await model.backlog(version);
    const replayedAt = build.replayedAt ?? clock();
    const isFresh = oldest !== undefined && oldest > replayedAt && clock() > after(replayedAt, catchingUp);
    if (rows > 0 && !isFresh) await model.assemble?.();
    else if (await builds.goLive(build.id)) tell('read model is live', { model: build.model, version, events: build.events, setAside });
  };

  const advance = async (build: Build, until: Instant, jobRun: JobRun): Promise<void> => {
    const { goal } = build;
    const replayed = build.phase === 'REPLAYING' ? await replay(build, until, jobRun) : build;
    if (replayed?.plan.every(({ isDone }) => isDone) !== true) return;
    if (goal.kind === 'REPLAY') return builds.finish(build.id);
    const drained = replayed.phase === 'REPLAYING' ? await builds.drain(build.id) : replayed;
    if (drained !== undefined) await goLive(drained, goal.version);
  };

  const drop = async (until: Instant): Promise<number> => {
    let handled = 0;
    for (const version of await builds.droppable()) {
      let bite = 1;
      while (bite > 0 && clock() < until) {
        bite = await modelOf(version.model).drop(version.version);
        handled += bite;
      }
      if (bite > 0) return handled;
      await builds.noteDropped(version);
      tell('version of a read model is removed', { model: version.model, version: version.version });
    }
    return handled;
  };

  const run = async (jobRun: JobRun): Promise<number> => {
    const until = after(jobRun.now, slice);
    const underWay = await builds.underWay();
    for (const build of underWay) {
      try {
        await advance(build, until, jobRun);
      } catch (error) {
        tell('build does not get on', { model: build.model, build: build.id, error: textOf(error) });
        await builds.noteError(build.id, textOf(error));
      }
    }
    return underWay.length + (await drop(until));
  };

  return { name: 'build-read-models', every: seconds(1), run };
};
