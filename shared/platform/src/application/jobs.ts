import { systemCause, type Job, type JobRun } from '@marketplace/application';
import { milliseconds, type Duration } from '@marketplace/kernel';
import type { Database } from '../database/database';
import { retry } from '../database/faults';
import { newId, now } from '../core/ids';
import { createAlert, type Log } from '../core/log';
import { jobHandled, jobLastRun, jobRuns } from '../core/metrics';

/** The tools of jobs and other use cases without a user: retries, alerts, causes. */
export const useCaseTools = ({ context, log }: { readonly context: string; readonly log: Log }): Omit<JobRun, 'now'> => ({
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
  /** The lease of a claimed job, which is extended while it runs; at least the interval of the job. */
  readonly lease?: Duration;
};

const defaultLease = milliseconds(2_000);

/**
 * Claims a due job, or extends the lease, by postponing its due time. After a crash, the job is due again when the lease expires. Uses the
 * database time, because clocks of replicas differ.
 */
const postponeDue = ({ db, lease = defaultLease }: JobsOptions, job: Job, claim: 'due' | 'mine'): Promise<readonly object[]> =>
  db.query(
    `UPDATE jobs SET due_at = now() + $2 * interval '1 millisecond', last_run_at = CASE WHEN $3 THEN now() ELSE last_run_at END
     WHERE name = $1 AND (due_at <= now() OR NOT $3) RETURNING name`,
    [job.name, Math.max(job.every, lease), claim === 'due'],
  );

const release = async (db: Database, job: Job): Promise<void> => {
  await db.query(`UPDATE jobs SET due_at = last_run_at + $2 * interval '1 millisecond' WHERE name = $1`, [job.name, job.every]);
};

/** Extends the lease while the job runs, so that no other replica starts it. */
const withLease = async (options: JobsOptions, job: Job, work: () => Promise<unknown>): Promise<void> => {
  const { db, lease = defaultLease } = options;
  const state = { isExtended: false };
  const heartbeat = setInterval(
    () => {
      state.isExtended = true;
      postponeDue(options, job, 'mine').catch(() => undefined);
    },
    Math.max(job.every, lease) / 2,
  );
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
    if (state.isExtended || job.every < lease) await release(db, job);
  }
};

const isShared = ({ inEveryReplica = false }: Job): boolean => !inEveryReplica;

const recordOutcome = async (db: Database, job: Job, outcome: { readonly handled: number } | { readonly error: string }): Promise<void> => {
  if (!isShared(job)) return;
  const { name } = job;
  if ('error' in outcome) await db.query('UPDATE jobs SET last_error = $2 WHERE name = $1', [name, outcome.error]);
  else await db.query('UPDATE jobs SET last_handled = $2, last_error = NULL WHERE name = $1', [name, outcome.handled]);
};

const textOf = (error: unknown): string => String(error).replaceAll('\0', '').slice(0, 1_000);

/** `failing` contains the jobs whose last recorded run failed. A successful run without changes is recorded only for these. */
const runJob = async (options: JobsOptions, job: Job, failing: Set<string>): Promise<number> => {
  const { context, db, log } = options;
  const labels = { context, job: job.name };
  try {
    const handled = await job.run({ now: now(), ...useCaseTools(options) });
    jobRuns.inc({ ...labels, outcome: 'done' });
    jobHandled.set(labels, handled);
    jobLastRun.setToCurrentTime(labels);
    if (handled > 0) log.info({ job: job.name, handled }, 'job');
    if (handled > 0 || failing.delete(job.name)) await recordOutcome(db, job, { handled });
    return handled;
  } catch (error) {
    failing.add(job.name);
    jobRuns.inc({ ...labels, outcome: 'failed' });
    log.error({ err: error, job: job.name }, 'job failed');
    await recordOutcome(db, job, { error: textOf(error) }).catch(() => undefined);
    return 0;
  }
};

export const startJobs = async (options: JobsOptions): Promise<Jobs> => {
  const { db, jobs, log } = options;
  await db.query('INSERT INTO jobs (name, due_at) SELECT name, now() FROM unnest($1::text[]) AS job (name) ON CONFLICT DO NOTHING', [
    jobs.filter(isShared).map((job) => job.name),
  ]);
  const state = { running: true };
  // Outcomes from before the start are unknown, so the first successful run is recorded.
  const failing = new Set(jobs.map((job) => job.name));
  const inProgress = new Map<string, Promise<unknown>>();
  const tick = (job: Job): void => {
    if (!state.running || inProgress.has(job.name)) return;
    const work = (): Promise<number> => runJob(options, job, failing);
    const claimed = async (): Promise<void> => {
      if ((await postponeDue(options, job, 'due')).length > 0) await withLease(options, job, work);
    };
    const run = (isShared(job) ? claimed() : work())
      .catch((error: unknown) => {
        log.warn({ err: error, job: job.name }, 'job could not be claimed');
      })
      .finally(() => {
        inProgress.delete(job.name);
      });
    inProgress.set(job.name, run);
  };
  // Polling more often than the interval of a job is cheap, and lets another replica take over soon after a crash.
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
      await Promise.allSettled(inProgress.values());
    },
  };
};
