import { runJob } from '@marketplace/application/testing';
import { instant, minutes, seconds } from '@marketplace/kernel';
import { createLag, detectProjectionLag, type Lag } from './lag';
import type { Backlog, ReadModel } from './read-model';

const noon = instant('2026-11-21T12:00:00.000Z');

const modelWith = (backlog: Backlog): ReadModel => ({
  name: 'product_index',
  contracts: [],
  apply: () => Promise.resolve(),
  historyOf: () => Promise.resolve(undefined),
  prepare: () => Promise.resolve(),
  drop: () => Promise.resolve(0),
  backlog: () => Promise.resolve(backlog),
});

const lagOf = (backlog: Backlog) =>
  createLag({
    models: [modelWith(backlog)],
    builds: {
      versions: () =>
        Promise.resolve([
          { model: 'product_index', version: 2, status: 'LIVE', createdAt: noon },
          { model: 'product_index', version: 1, status: 'RETIRED', createdAt: noon },
        ]),
    },
    pendingMessages: () => Promise.resolve([{ producer: 'products', waiting: 3 }]),
    lastEventAt: () => Promise.resolve(noon),
    quarantine: { list: () => Promise.resolve([]) },
    clock: () => noon,
  });

const watch = async (lag: Lag) => {
  const alerts: unknown[] = [];
  const shown: Lag[] = [];
  const job = detectProjectionLag({ measure: () => Promise.resolve(lag), report: (each) => shown.push(each) });
  const late = await runJob(job, { alert: (name, facts) => alerts.push([name, facts]) });
  return { alerts, shown, late };
};

describe('the lag of a read model', () => {
  it('is the age of the oldest pending fact, in retained versions', async () => {
    const { versions } = await lagOf({ rows: 7, oldest: instant('2026-11-21T11:59:15.000Z') }).measure();
    expect(versions).toEqual([{ model: 'product_index', version: 2, status: 'LIVE', waiting: 7, delay: seconds(45), quarantined: 0 }]);
  });

  it('is zero when nothing is pending', async () => {
    const { versions } = await lagOf({ rows: 0 }).measure();
    expect(versions[0]).toMatchObject({ waiting: 0, delay: 0 });
  });

  it('raises an alert when the live version is more than a minute behind, and not before', async () => {
    const base = { model: 'product_index' as const, version: 2, waiting: 7, status: 'LIVE' as const, quarantined: 0 };
    const lag = (delay: number) => ({ versions: [{ ...base, delay: minutes(delay) }], producers: [] });
    expect((await watch(lag(1))).alerts).toEqual([]);
    expect(await watch(lag(2))).toMatchObject({
      late: 1,
      shown: [lag(2)],
      alerts: [['projection-lag', { model: 'product_index', version: 2, seconds: 120, waiting: 7 }]],
    });
  });

  it('raises none for a version that is not live', async () => {
    const versions = [
      { model: 'product_index' as const, version: 3, waiting: 7, status: 'BUILDING' as const, delay: minutes(30), quarantined: 0 },
    ];
    expect((await watch({ versions, producers: [] })).alerts).toEqual([]);
  });
});
