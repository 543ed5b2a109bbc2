import { dueJob, type Job, type JobRun } from '@marketplace/application';
import { before, days, hours, seconds, type Cause } from '@marketplace/kernel';
import { confirmationCheckInterval } from '../domain/policies';
import { referenceOf } from '../domain/payment';
import type { Payments } from './payments';
import type { Gateway } from './gateway';
import type { PaymentRepository, StoredPayment } from './ports';

type Dependencies = {
  readonly repository: Pick<PaymentRepository, 'claimUnconfirmed'>;
  readonly gateway: Pick<Gateway, 'find'>;
  readonly handleReport: Payments['handleReport'];
};

/**
 * Queries the provider for payments that wait for a confirmation of their buyer. A confirmation arrives as a single webhook event,
 * which can get lost.
 */
export const lostConfirmations = ({ repository, gateway, handleReport }: Dependencies): Job => {
  const check = async ({ state }: StoredPayment, _cause: Cause, { retry }: JobRun): Promise<void> => {
    const reference = referenceOf(state);
    if (reference === undefined) return;
    const outcome = await gateway.find({ reference });
    // Only the write is retried, not the query.
    if (outcome !== undefined && outcome.kind !== 'unknown') await retry(() => handleReport({ ref: state.ref, outcome }));
  };
  return dueJob<StoredPayment>({
    name: 'lost-confirmations',
    every: seconds(15),
    due: (limit, now) => repository.claimUnconfirmed(now, before(now, confirmationCheckInterval), limit),
    handle: check,
    concurrent: true,
    onConflict: 'skip',
    onFailure: (error, _payment, { alert }) => {
      alert('confirmation-not-asked-for', { reason: String(error) });
    },
    batch: 50,
    batches: 1,
  });
};

/** The provider retries webhook events for three days. */
const webhookRetention = days(30);

/** Deletes the IDs of old webhook events. */
export const deleteOldWebhooks = (repository: Pick<PaymentRepository, 'deleteWebhooks'>): Job => ({
  name: 'forget-webhooks',
  every: hours(1),
  run: ({ now }) => repository.deleteWebhooks(before(now, webhookRetention)),
});
