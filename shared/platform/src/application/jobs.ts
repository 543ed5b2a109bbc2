import { systemCause, type Job, type JobRun } from '@marketplace/application';
import { milliseconds, type Duration } from '@marketplace/kernel';
import type { Database } from '../database/database';
import { retry } from '../database/faults';
import { newId, now } from '../core/ids';
import { createAlert, type Log } from '../core/log';
import { jobHandled, jobLastRun, jobRuns } from '../core/metrics';

/** What jobs, and all use cases that act for the context itself, get from the platform. */
export const toolsOf = ({ context, log }: { readonly context: string; readonly log: Log }): Omit<JobRun, 'now'> => ({
  systemCause: systemCause(context, newId),
  retry,
  alert: createAlert(context, log),
});

export type Jobs = { readonly runNow: (name: string) => Promise<number>; readonly stop: () => Promise<void> };

export type JobsOptions = {
  readonly context: string;
  readonly db: Database;
  readonly jobs: readonly Job[];
  readonly log: Log;
  /** For how long a claimed job is nobody else's, unless that is said again; at least the time between two runs. */
  readonly lease?: Duration;
};

const usualLease = milliseconds(2_000);

/**
 * One replica claims a due job by moving its due time on, and keeps moving it while it works; a crash in the middle only
 * delays the job to the next due time. Statements say "now" in the database's time: replicas need not agree on theirs.
 */
const moveDue = ({ db, lease = usualLease }: JobsOptions, job: Job, whichever: 'due' | 'mine'): Promise<readonly object[]> =>
  db.query(
    `UPDATE jobs SET due_at = now() + $2 * interval '1 millisecond', last_run_at = CASE WHEN $3 THEN now() ELSE last_run_at END
     WHERE name = $1 AND (due_at <= now() OR NOT $3) RETURNING name`,
    [job.name, Math.max(job.every, lease), whichever === 'due'],
  );

const release = async (db: Database, job: Job): Promise<void> => {
  await db.query(`UPDATE jobs SET due_at = last_run_at + $2 * interval '1 millisecond' WHERE name = $1`, [job.name, job.every]);
};

/** Holds the job while the work runs, so that no other replica starts it as well, however long it takes. */
const whileHeld = async (options: JobsOptions, job: Job, work: () => Promise<unknown>): Promise<void> => {
  const { db, lease = usualLease } = options;
  const held = { extended: false };
  const beat = setInterval(
    () => {
      held.extended = true;
      moveDue(options, job, 'mine').catch(() => undefined);
    },
    Math.max(job.every, lease) / 2,
  );
  try {
    await work();
  } finally {
    clearInterval(beat);
    if (held.extended || job.every < lease) await release(db, job);
  }
};

const isShared = ({ inEveryReplica = false }: Job): boolean => !inEveryReplica;

const noteOutcome = async (db: Database, job: Job, outcome: { readonly handled: number } | { readonly error: string }): Promise<void> => {
  if (!isShared(job)) return;
  const { name } = job;
  if ('error' in outcome) await db.query('UPDATE jobs SET last_error = $2 WHERE name = $1', [name, outcome.error]);
  else await db.query('UPDATE jobs SET last_handled = $2, last_error = NULL WHERE name = $1', [name, outcome.handled]);
};

const textOf = (error: unknown): string => String(error).replaceAll('\0', '').slice(0, 1_000);

/** `failing` holds the jobs whose last run failed as far as the table knows; a run that had nothing to do need not be noted otherwise. */
const runJob = async (options: JobsOptions, job: Job, failing: Set<string>): Promise<number> => {
  const { context, db, log } = options;
  const labels = { context, job: job.name };
  try {
    const handled = await job.run({ now: now(), ...toolsOf(options) });
    jobRuns.inc({ ...labels, outcome: 'done' });
    jobHandled.set(labels, handled);
    jobLastRun.setToCurrentTime(labels);
    if (handled > 0) log.info({ job: job.name, handled }, 'job');
    if (handled > 0 || failing.delete(job.name)) await noteOutcome(db, job, { handled });
    return handled;
  } catch (error) {
    failing.add(job.name);
    jobRuns.inc({ ...labels, outcome: 'failed' });
    log.error({ err: error, job: job.name }, 'job failed');
    await noteOutcome(db, job, { error: textOf(error) }).catch(() => undefined);
    return 0;
  }
};

export const startJobs = async (options: JobsOptions): Promise<Jobs> => {
  const { db, jobs, log } = options;
  await db.query('INSERT INTO jobs (name, due_at) SELECT name, now() FROM unnest($1::text[]) AS job (name) ON CONFLICT DO NOTHING', [
    jobs.filter(isShared).map((job) => job.name),
  ]);
  const state = { running: true };
  // What an earlier process has noted is not known here: the first good run clears it.
  const failing = new Set(jobs.map((job) => job.name));
  const underWay = new Map<string, Promise<unknown>>();
  const tick = (job: Job): void => {
    if (!state.running || underWay.has(job.name)) return;
    const work = (): Promise<number> => runJob(options, job, failing);
    const claimed = async (): Promise<void> => {
      if ((await moveDue(options, job, 'due')).length > 0) await whileHeld(options, job, work);
    };
    const turn = (isShared(job) ? claimed() : work())
      .catch((error: unknown) => {
        log.warn({ err: error, job: job.name }, 'job could not be claimed');
      })
      .finally(() => {
        underWay.delete(job.name);
      });
    underWay.set(job.name, turn);
  };
  // Looking more often than a job is due costs little and lets another replica take over soon after this one dies.
  const timers = jobs.map((job) =>
    setInterval(
      () => {
        tick(job);
      },
      Math.max(50, isShared(job) ? Math.min(job.every, 5_000) : job.every),
    ),
  );
  for (const job of jobs) if (!isShared(job)) tick(job);
  return {
    runNow: async (name) => {
      const job = jobs.find((each) => each.name === name);
      if (job === undefined) throw new Error(`there is no job ${name}`);
      return runJob(options, job, failing);
    },
    stop: async () => {
      state.running = false;
      timers.forEach((timer) => {
        clearInterval(timer);
      });
      await Promise.allSettled(underWay.values());
    },
  };
};
