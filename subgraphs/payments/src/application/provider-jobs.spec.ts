import { StaleWrite } from '@marketplace/application';
import { runJob } from '@marketplace/application/testing';
import { systemOf, type Cause } from '@marketplace/kernel';
import { evolve } from '../domain/evolve';
import { initial } from '../domain/payment';
import { actionRequired, at, ref, requested } from '../domain/payment.fixtures';
import type { Stored } from './ports';
import { providerAttempts } from './provider-attempts.job';
import { lostConfirmations } from './provider-messages.job';

const waiting: Stored = {
  version: 2,
  announced: 2,
  state: evolve(evolve(initial, requested), actionRequired),
  correlationId: 'flow of the payment',
  attempts: 0,
  cancelledElsewhere: [],
};

const alertsOf = () => {
  const alerts: unknown[] = [];
  return { alerts, alert: (name: string, facts: object): void => void alerts.push([name, facts]) };
};

describe('due calls to the provider', () => {
  const attempts = (resume: (stored: Stored, cause: Cause) => Promise<void>, due: readonly Stored[] = [waiting, waiting]) =>
    providerAttempts({ repository: { claimDue: () => Promise.resolve(due) }, resume });

  it('are part of the flow that their payment belongs to', async () => {
    const causes: Cause[] = [];
    const job = attempts((_stored, cause) => Promise.resolve(void causes.push(cause)), [waiting]);
    expect(await runJob(job, { now: at })).toBe(1);
    expect(causes).toEqual([{ actor: systemOf('spec'), correlationId: 'flow of the payment' }]);
  });

  it('do not stop the others when one fails, which is an alert', async () => {
    const { alerts, alert } = alertsOf();
    let calls = 0;
    const job = attempts(() => ((calls += 1) === 1 ? Promise.reject(new Error('no paper')) : Promise.resolve()));
    expect(await runJob(job, { alert })).toBe(1);
    expect(calls).toBe(2);
    expect(alerts).toEqual([['due-provider-call-failed', { ...ref, reason: 'Error: no paper' }]]);
  });

  it('are left alone, without an alert, where another writer has carried the payment on', async () => {
    const { alerts, alert } = alertsOf();
    const job = attempts(() => Promise.reject(new StaleWrite('somebody else wrote first')));
    expect(await runJob(job, { alert })).toBe(0);
    expect(alerts).toEqual([]);
  });
});

describe('confirmations that may have got lost', () => {
  const find = jest.fn(() => Promise.resolve({ kind: 'authorized' as const, reference: 'pi_1' }));
  const confirmations = (hear: () => Promise<void>) =>
    lostConfirmations({ repository: { claimUnconfirmed: () => Promise.resolve([waiting]) }, gateway: { find }, hear });
  beforeEach(() => find.mockClear());

  it('are asked for once, however often the answer is written', async () => {
    let writes = 0;
    const job = confirmations(() => ((writes += 1) < 3 ? Promise.reject(new StaleWrite('somebody else wrote first')) : Promise.resolve()));
    expect(await runJob(job)).toBe(1);
    expect(writes).toBe(3);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('that cannot be asked for are an alert', async () => {
    const { alerts, alert } = alertsOf();
    find.mockRejectedValueOnce(new Error('no line'));
    expect(
      await runJob(
        confirmations(() => Promise.resolve()),
        { alert },
      ),
    ).toBe(0);
    expect(alerts).toEqual([['confirmation-not-asked-for', { reason: 'Error: no line' }]]);
  });
});
