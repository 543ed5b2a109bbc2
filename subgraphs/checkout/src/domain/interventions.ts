import type { Checkout, Intervention } from './checkout';
import { unansweredRequests } from './pending-answers';
import { abortRefusal } from './abort-triggers';
import { deadlineOf } from './deadlines';
import { isOver } from './checkout';
import type { SagaInput } from './saga-messages';
import { abort, ignored, type Ignored, type SagaContext, type Transition } from './transition';

const withIntervention = (checkout: Checkout, intervention: Intervention): Checkout => ({
  ...checkout,
  interventions: [...checkout.interventions, intervention],
});

/** Sends the unanswered requests again and resets the waits. */
export const onResume = ({ checkout, at }: SagaContext, { by }: Extract<SagaInput, { type: 'ResumeRequested' }>): Transition | Ignored => {
  if (isOver(checkout)) return ignored('checkout-is-over');
  const messages = unansweredRequests(checkout);
  if (messages.length === 0) return ignored('nothing-to-ask-again');
  const intervention: Intervention = { action: 'RESUME', by, reason: '', at };
  const waiting = { ...withIntervention(checkout, intervention), since: at, overdue: 0 };
  return { checkout: waiting, messages, steps: [], deadline: deadlineOf(waiting, at), intervention };
};

/** Aborts the checkout for an operator. Possible until the capture is requested, as for buyers. */
export const onCompensation = (
  { checkout, at }: SagaContext,
  { by, reason }: Extract<SagaInput, { type: 'CompensationRequested' }>,
): Transition | Ignored => {
  const refused = abortRefusal(checkout);
  if (refused !== undefined) return refused;
  const intervention: Intervention = { action: 'COMPENSATE', by, reason, at };
  return {
    ...abort({ checkout: withIntervention(checkout, intervention), at }, { reason: 'aborted-by-operator', details: {} }),
    intervention,
  };
};
