import { before, type Instant } from '@marketplace/kernel';
import { confirmationPatience } from '../domain/policies';
import { referenceOf } from '../domain/payment';
import type { Payments } from './payments';
import type { Ports, Stored } from './ports';

const batch = 50;

type Parts = Pick<Ports, 'payments' | 'gateway' | 'retry' | 'alert'> & { readonly hear: Payments['hear'] };

/**
 * Asks the provider what became of payments that wait for their buyer: a confirmation is told by one message, which can
 * get lost. Returns how many were asked for.
 */
export const lostConfirmations =
  ({ payments, gateway, retry, alert, hear }: Parts) =>
  async (now: Instant): Promise<number> => {
    const ask = async ({ state }: Stored): Promise<void> => {
      const reference = referenceOf(state);
      if (state.status === 'NONE' || reference === undefined) return;
      const outcome = await gateway.find({ reference });
      if (outcome !== undefined && outcome.kind !== 'unknown') await retry(() => hear({ ref: state.ref, outcome }));
    };
    const waiting = await payments.claimUnconfirmed(now, before(now, confirmationPatience), batch);
    const answers = await Promise.allSettled(waiting.map(ask));
    answers.forEach((answer) => {
      if (answer.status === 'rejected') alert('a confirmation could not be asked for', { reason: String(answer.reason) });
    });
    return waiting.length;
  };
