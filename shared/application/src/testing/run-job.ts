import { instant } from '@marketplace/kernel';
import type { Job, JobRun } from '../due-job';
import { StaleWrite, systemCause, type Retry } from '../ports';

const mostAttempts = 1_000;

/** Retries write conflicts without waiting. */
export const retryAtOnce: Retry = async (work) => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StaleWrite) || attempt >= mostAttempts) throw error;
    }
  }
};

/** Runs a job once, without the platform. */
export const runJob = (job: Job, run: Partial<JobRun> = {}): Promise<number> => {
  let flows = 0;
  return job.run({
    now: instant('2026-01-01T00:00:00Z'),
    systemCause: systemCause('spec', () => `flow-${(flows += 1)}`),
    retry: retryAtOnce,
    alert: () => undefined,
    ...run,
  });
};
