import type { Instant } from '@marketplace/kernel';
import { callLease } from '../domain/policies';
import type { Payments } from './payments';
import type { PaymentRepository, Ports } from './ports';

const batch = 50;

/** Makes the calls to the provider that are due: what a crash left in the middle, what was not answered. One that fails does not stop the others. */
export const providerAttempts =
  (repository: PaymentRepository, payments: Payments, alert: Ports['alert']) =>
  async (now: Instant): Promise<number> => {
    const due = await repository.claimDue(now, callLease, batch);
    const outcomes = await Promise.allSettled(due.map((stored) => payments.resume(stored)));
    outcomes.forEach((outcome) => {
      if (outcome.status === 'rejected') alert('a due call failed and will be made again', { reason: String(outcome.reason) });
    });
    return due.length;
  };
