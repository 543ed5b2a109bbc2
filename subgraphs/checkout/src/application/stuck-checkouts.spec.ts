import { runJob } from '@marketplace/application/testing';
import { idOf, instant, type CheckoutId } from '@marketplace/kernel';
import type { StuckSign } from './ports';
import { detectStuckCheckouts } from './stuck-checkouts';

const detect = async (stuck: { readonly count: number; readonly untold: readonly CheckoutId[] }) => {
  const signs: StuckSign[] = [];
  const shown: number[] = [];
  const alerts: unknown[] = [];
  const tellStuck = (sign: StuckSign) => {
    signs.push(sign);
    return Promise.resolve(stuck);
  };
  const job = detectStuckCheckouts({ store: { tellStuck }, show: (count) => shown.push(count) });
  const handled = await runJob(job, { now: instant('2026-11-21T08:30:00Z'), alert: (name, facts) => alerts.push([name, facts]) });
  return { signs, shown, alerts, handled };
};

describe('the search for checkouts that make no progress', () => {
  it('raises an alert for those that there was none for yet, and shows how many there are', async () => {
    const id = idOf<'Checkout'>('01900000-0000-7000-8000-000000000001');
    expect(await detect({ count: 3, untold: [id] })).toEqual({
      signs: [{ deadlinesPassed: 4, deadlineBefore: instant('2026-11-21T08:25:00Z') }],
      shown: [3],
      alerts: [['checkouts-stuck', { stuck: 3, checkoutIds: [id] }]],
      handled: 3,
    });
  });

  it('raises none for those that there was one for', async () => {
    expect(await detect({ count: 3, untold: [] })).toMatchObject({ shown: [3], alerts: [] });
  });
});
