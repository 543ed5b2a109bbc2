import { dueJob, type Job, type JobRun } from '@marketplace/application';
import { before, days, hours, seconds, type Cause } from '@marketplace/kernel';
import { confirmationPatience } from '../domain/policies';
import { referenceOf } from '../domain/payment';
import type { Payments } from './payments';
import type { Gateway } from './gateway';
import type { PaymentRepository, Stored } from './ports';

type Dependencies = {
  readonly repository: Pick<PaymentRepository, 'claimUnconfirmed'>;
  readonly gateway: Pick<Gateway, 'find'>;
  readonly hear: Payments['hear'];
};

/**
 * Asks the provider for the state of payments that wait for their buyer: a confirmation arrives by a single message, which
 * can get lost.
 */
export const lostConfirmations = ({ repository, gateway, hear }: Dependencies): Job => {
  const ask = async ({ state }: Stored, _cause: Cause, { retry }: JobRun): Promise<void> => {
    const reference = referenceOf(state);
    if (reference === undefined) return;
    const outcome = await gateway.find({ reference });
    // The provider is not asked again because a write has lost a race.
    if (outcome !== undefined && outcome.kind !== 'unknown') await retry(() => hear({ ref: state.ref, outcome }));
  };
  return dueJob<Stored>({
    name: 'lost-confirmations',
    every: seconds(15),
    due: (limit, now) => repository.claimUnconfirmed(now, before(now, confirmationPatience), limit),
    handle: ask,
    sideBySide: true,
    onLostRace: 'skip',
    onFailure: (error, _payment, { alert }) => {
      alert('confirmation-not-asked-for', { reason: String(error) });
    },
    batch: 50,
    batches: 1,
  });
};

/** The provider repeats a message for three days. */
const webhookMemory = days(30);

/** Forgets which messages of the provider have been heard. */
export const forgetWebhooks = (repository: Pick<PaymentRepository, 'forgetWebhooks'>): Job => ({
  name: 'forget-webhooks',
  every: hours(1),
  run: ({ now }) => repository.forgetWebhooks(before(now, webhookMemory)),
});
