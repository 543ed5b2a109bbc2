import { hours, instant, refuse, systemOf, type Cause } from '@marketplace/kernel';
import { dueJob, type DueWork, type Job } from './due-job';
import { StaleWrite } from './ports';
import { runJob } from './testing/run-job';

type Work = Omit<DueWork<number>, 'name' | 'every'>;

/** The job under test. `given` contains the options that matter in a test. */
const job = (given: Pick<Work, 'handle'> & Partial<DueWork<number>>): Job =>
  dueJob<number>({ name: 'spec', every: hours(1), due: () => Promise.resolve([]), ...given });

const waiting = (count: number): Set<number> => new Set(Array.from({ length: count }, (_, number) => number));
const oldest = (items: Set<number>) => (limit: number) => Promise.resolve([...items].slice(0, limit));

describe('a due job', () => {
  it('continues until nothing is due', async () => {
    const items = waiting(250);
    expect(await runJob(job({ due: oldest(items), handle: (item) => Promise.resolve(items.delete(item)) }))).toBe(250);
    expect(items.size).toBe(0);
  });

  it('leaves the rest to the next run at the maximum number of batches', async () => {
    const items = waiting(2_050);
    expect(await runJob(job({ due: oldest(items), handle: (item) => Promise.resolve(items.delete(item)) }))).toBe(2_000);
    expect(items.size).toBe(50);
  });

  it('uses the batch size and maximum number of batches of the job', async () => {
    const items = waiting(10);
    const limits: number[] = [];
    const due = (limit: number) => oldest(items)(limits.push(limit) && limit);
    expect(await runJob(job({ batch: 3, batches: 2, due, handle: (item) => Promise.resolve(items.delete(item)) }))).toBe(6);
    expect(limits).toEqual([3, 3]);
  });

  it('finds items that are due at the start of the run', async () => {
    const moments: unknown[] = [];
    const at = instant('2026-11-21T08:30:00Z');
    const due = (_limit: number, now: unknown) => Promise.resolve(moments.push(now) === 1 ? [1] : []);
    await runJob(job({ due, handle: (_item, _cause, { now }) => Promise.resolve(moments.push(now)) }), { now: at });
    expect(moments).toEqual([at, at]);
  });

  it('retries an item that another writer has just changed', async () => {
    const items = waiting(3);
    const raced = new Set<number>();
    const handle = (item: number): Promise<unknown> => {
      if (raced.has(item)) return Promise.resolve(items.delete(item));
      raced.add(item);
      return Promise.reject(new StaleWrite('another writer was first'));
    };
    expect(await runJob(job({ due: oldest(items), handle }))).toBe(3);
    expect(items.size).toBe(0);
  });

  it('skips such an item if the job says so, and does not count it', async () => {
    const items = waiting(3);
    const asked: number[] = [];
    const handle = (item: number): Promise<unknown> => {
      asked.push(item);
      return item === 1 ? Promise.reject(new StaleWrite('another writer was first')) : Promise.resolve(items.delete(item));
    };
    expect(await runJob(job({ due: oldest(items), handle, onConflict: 'skip' }))).toBe(2);
    expect(asked).toEqual([0, 1, 2]);
  });

  it('does not read the same items again when all of them are refused', async () => {
    const asked: number[] = [];
    const handle = (item: number) => {
      asked.push(item);
      return Promise.resolve(refuse('no-longer-possible'));
    };
    expect(await runJob(job({ due: oldest(waiting(150)), handle }))).toBe(0);
    expect(asked).toHaveLength(100);
  });

  it('counts changes: none for a refusal, otherwise the number that the handler returns', async () => {
    const outcomes: unknown[] = [refuse('not-now'), 0, 5, undefined, 'done'];
    const handle = (item: number) => Promise.resolve(outcomes[item]);
    expect(await runJob(job({ due: oldest(waiting(5)), handle }))).toBe(7);
  });
});

describe('items that stay due', () => {
  it('are handled once per run in the order of their keys, even if none of them changes', async () => {
    const asked: number[] = [];
    const dueAfter = (last: number | undefined, limit: number) =>
      Promise.resolve([...waiting(5)].filter((item) => item > (last ?? -1)).slice(0, limit));
    const handle = (item: number) => Promise.resolve(asked.push(item) && refuse('not-yet'));
    const work: DueWork<number> = { name: 'spec', every: hours(1), dueAfter, handle, batch: 2 };
    expect(await runJob(dueJob(work))).toBe(0);
    expect(asked).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('the items of a batch', () => {
  const order = async (concurrent: boolean): Promise<readonly string[]> => {
    const log: string[] = [];
    const handle = async (item: number): Promise<void> => {
      log.push(`${item} begins`);
      await Promise.resolve();
      log.push(`${item} ends`);
    };
    await runJob(job({ due: oldest(waiting(2)), handle, concurrent, batches: 1 }));
    return log;
  };

  it('are handled sequentially', async () => {
    expect(await order(false)).toEqual(['0 begins', '0 ends', '1 begins', '1 ends']);
  });

  it('are handled concurrently if the job says so', async () => {
    expect(await order(true)).toEqual(['0 begins', '1 begins', '0 ends', '1 ends']);
  });

  it.each([false, true])('are all counted (concurrent: %s)', async (concurrent) => {
    const items = waiting(50);
    const handle = async (item: number): Promise<void> => {
      await Promise.resolve();
      items.delete(item);
    };
    expect(await runJob(job({ due: oldest(items), handle, concurrent }))).toBe(50);
  });

  it('have their own causes and correlation IDs', async () => {
    const causes: Cause[] = [];
    await runJob(job({ due: oldest(waiting(2)), handle: (_item, cause) => Promise.resolve(causes.push(cause)), batches: 1 }));
    expect(causes).toEqual([
      { actor: systemOf('spec'), correlationId: 'flow-1' },
      { actor: systemOf('spec'), correlationId: 'flow-2' },
    ]);
  });

  it('have the correlation ID of the item, if there is one', async () => {
    const causes: Cause[] = [];
    const correlationIdOf = (item: number): string => `order ${item}`;
    const handle = (_item: number, cause: Cause) => Promise.resolve(causes.push(cause));
    await runJob(job({ due: oldest(waiting(2)), handle, correlationIdOf, batches: 1 }));
    expect(causes.map(({ correlationId }) => correlationId)).toEqual(['order 0', 'order 1']);
  });
});

describe('an item that fails', () => {
  const failing = (...bad: readonly number[]) => {
    const items = waiting(250);
    const handle = (item: number): Promise<unknown> =>
      bad.includes(item) ? Promise.reject(new Error(`item ${item} is broken`)) : Promise.resolve(items.delete(item));
    return { items, handle };
  };

  it.each([false, true])('does not stop the rest of its batch, and then fails the run (concurrent: %s)', async (concurrent) => {
    const { items, handle } = failing(0);
    await expect(runJob(job({ due: oldest(items), handle, concurrent }))).rejects.toThrow('item 0 is broken');
    expect(items.size).toBe(250 - 99);
  });

  it('is reported with the number of failures when several fail', async () => {
    const { items, handle } = failing(3, 7);
    const run = runJob(job({ due: oldest(items), handle }));
    await expect(run).rejects.toThrow('2 of 100 items failed, the first with: Error: item 3 is broken');
    await expect(run).rejects.toMatchObject({ errors: [new Error('item 3 is broken'), new Error('item 7 is broken')] });
  });

  it('is passed to the failure handler of the job, is not counted, and the run continues', async () => {
    const { items, handle } = failing(3);
    const alerts: unknown[] = [];
    const onFailure: DueWork<number>['onFailure'] = (error, item, { alert }) => {
      alert('item-failed', { item, error: String(error) });
    };
    const run = runJob(job({ due: oldest(items), handle, onFailure }), { alert: (...alert) => alerts.push(alert) });
    expect(await run).toBe(249);
    expect(new Set(alerts.map((alert) => JSON.stringify(alert)))).toEqual(
      new Set([JSON.stringify(['item-failed', { item: 3, error: 'Error: item 3 is broken' }])]),
    );
    expect([...items]).toEqual([3]);
  });
});
