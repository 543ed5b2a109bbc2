import { runJob } from '@marketplace/application/testing';
import { idOf, instant, type CheckoutId } from '@marketplace/kernel';
import type { StuckCriteria } from './ports';
import { detectStuckCheckouts } from './stuck-checkouts';

const detect = async (stuck: { readonly count: number; readonly unreported: readonly CheckoutId[] }) => {
  const criteria: StuckCriteria[] = [];
  const shown: number[] = [];
  const alerts: unknown[] = [];
  const reportStuck = (given: StuckCriteria) => {
    criteria.push(given);
    return Promise.resolve(stuck);
  };
  const job = detectStuckCheckouts({ store: { reportStuck }, setGauge: (count) => shown.push(count) });
  const handled = await runJob(job, { now: instant('2026-11-21T08:30:00Z'), alert: (name, facts) => alerts.push([name, facts]) });
  return { criteria, shown, alerts, handled };
};

describe('the search for checkouts that make no progress', () => {
  it('raises an alert for new ones, and reports the number of all', async () => {
    const id = idOf<'Checkout'>('01900000-0000-7000-8000-000000000001');
    expect(await detect({ count: 3, unreported: [id] })).toEqual({
      criteria: [{ deadlinesPassed: 4, deadlineBefore: instant('2026-11-21T08:25:00Z') }],
      shown: [3],
      alerts: [['checkouts-stuck', { stuck: 3, checkoutIds: [id] }]],
      handled: 3,
    });
  });

  it('raises no second alert for the same ones', async () => {
    expect(await detect({ count: 3, unreported: [] })).toMatchObject({ shown: [3], alerts: [] });
  });
});
