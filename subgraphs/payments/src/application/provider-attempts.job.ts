import { dueJob, type Job } from '@marketplace/application';
import { milliseconds } from '@marketplace/kernel';
import { callLease } from '../domain/policies';
import type { Payments } from './payments';
import type { PaymentRepository, Stored } from './ports';

type Dependencies = { readonly repository: Pick<PaymentRepository, 'claimDue'>; readonly resume: Payments['resume'] };

/** Makes the calls to the provider that are due: what a crash left in the middle, what was not answered. */
export const providerAttempts = ({ repository, resume }: Dependencies): Job =>
  dueJob<Stored>({
    name: 'provider-attempts',
    every: milliseconds(250),
    due: (limit, now) => repository.claimDue(now, callLease, limit),
    handle: resume,
    correlationIdOf: ({ correlationId }) => correlationId,
    sideBySide: true,
    // Another writer has carried the payment on.
    onLostRace: 'skip',
    // The call is made again when its claim ends.
    onFailure: (error, { state }, { alert }) => {
      alert('due-provider-call-failed', { ...state.ref, reason: String(error) });
    },
    batch: 50,
    batches: 1,
  });
