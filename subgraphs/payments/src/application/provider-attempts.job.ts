import { dueJob, type Job } from '@marketplace/application';
import { milliseconds } from '@marketplace/kernel';
import { callLease } from '../domain/policies';
import type { Payments } from './payments';
import type { PaymentRepository, StoredPayment } from './ports';

type Dependencies = { readonly repository: Pick<PaymentRepository, 'claimDue'>; readonly resume: Payments['resume'] };

/** Makes due calls to the provider, after a crash or a missing answer. */
export const providerAttempts = ({ repository, resume }: Dependencies): Job =>
  dueJob<StoredPayment>({
    name: 'provider-attempts',
    every: milliseconds(250),
    due: (limit, now) => repository.claimDue(now, callLease, limit),
    handle: resume,
    correlationIdOf: ({ correlationId }) => correlationId,
    concurrent: true,
    // Another writer has continued the payment.
    onConflict: 'skip',
    // The call is retried when its lease ends.
    onFailure: (error, { state }, { alert }) => {
      alert('due-provider-call-failed', { ...state.ref, reason: String(error) });
    },
    batch: 50,
    batches: 1,
  });
