import { StaleWrite } from '@marketplace/application';
import { runJob } from '@marketplace/application/testing';
import { systemOf, type Cause } from '@marketplace/kernel';
import { evolve } from '../domain/evolve';
import { initial } from '../domain/payment';
import { actionRequired, at, ref, requested } from '../domain/payment.fixtures';
import type { StoredPayment } from './ports';
import { providerAttempts } from './provider-attempts.job';
import { lostConfirmations } from './provider-messages.job';

const waiting: StoredPayment = {
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
  const attempts = (resume: (stored: StoredPayment, cause: Cause) => Promise<void>, due: readonly StoredPayment[] = [waiting, waiting]) =>
    providerAttempts({ repository: { claimDue: () => Promise.resolve(due) }, resume });

  it('belong to the flow of their payment', async () => {
    const causes: Cause[] = [];
    const job = attempts((_stored, cause) => Promise.resolve(void causes.push(cause)), [waiting]);
    expect(await runJob(job, { now: at })).toBe(1);
    expect(causes).toEqual([{ actor: systemOf('spec'), correlationId: 'flow of the payment' }]);
  });

  it('continue after a failed one, which raises an alert', async () => {
    const { alerts, alert } = alertsOf();
    let calls = 0;
    const job = attempts(() => ((calls += 1) === 1 ? Promise.reject(new Error('out of memory')) : Promise.resolve()));
    expect(await runJob(job, { alert })).toBe(1);
    expect(calls).toBe(2);
    expect(alerts).toEqual([['due-provider-call-failed', { ...ref, reason: 'Error: out of memory' }]]);
  });

  it('are skipped without an alert when another writer has continued the payment', async () => {
    const { alerts, alert } = alertsOf();
    const job = attempts(() => Promise.reject(new StaleWrite('another process wrote first')));
    expect(await runJob(job, { alert })).toBe(0);
    expect(alerts).toEqual([]);
  });
});

describe('lost confirmations', () => {
  const find = jest.fn(() => Promise.resolve({ kind: 'authorized' as const, reference: 'pi_1' }));
  const confirmations = (handleReport: () => Promise<void>) =>
    lostConfirmations({ repository: { claimUnconfirmed: () => Promise.resolve([waiting]) }, gateway: { find }, handleReport });
  beforeEach(() => find.mockClear());

  it('are queried once, however often the write is retried', async () => {
    let writes = 0;
    const job = confirmations(() =>
      (writes += 1) < 3 ? Promise.reject(new StaleWrite('another process wrote first')) : Promise.resolve(),
    );
    expect(await runJob(job)).toBe(1);
    expect(writes).toBe(3);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('raise an alert when the query fails', async () => {
    const { alerts, alert } = alertsOf();
    find.mockRejectedValueOnce(new Error('no connection'));
    expect(
      await runJob(
        confirmations(() => Promise.resolve()),
        { alert },
      ),
    ).toBe(0);
    expect(alerts).toEqual([['confirmation-not-asked-for', { reason: 'Error: no connection' }]]);
  });
});
