import type { Checkout, Intervention } from './checkout';
import { unanswered } from './awaited';
import { refusedAbort } from './called-off';
import { deadlineOf } from './deadlines';
import { isOver } from './checkout';
import type { News } from './news';
import { abort, ignored, type Ignored, type Scene, type Transition } from './transition';

const noted = (checkout: Checkout, intervention: Intervention): Checkout => ({
  ...checkout,
  interventions: [...checkout.interventions, intervention],
});

/** Asks again what is not answered yet, and waits as if for the first time. */
export const onResume = ({ checkout, at }: Scene, { by }: Extract<News, { type: 'ResumeRequested' }>): Transition | Ignored => {
  if (isOver(checkout)) return ignored('checkout-is-over');
  const announcements = unanswered(checkout);
  if (announcements.length === 0) return ignored('nothing-to-ask-again');
  const intervention: Intervention = { action: 'RESUME', by, reason: '', at };
  const waiting = { ...noted(checkout, intervention), since: at, overdue: 0 };
  return { checkout: waiting, announcements, steps: [], deadline: deadlineOf(waiting, at), intervention };
};

/** Undoes everything for an operator; as for everybody else only before the capture is asked for. */
export const onCompensation = (
  { checkout, at }: Scene,
  { by, reason }: Extract<News, { type: 'CompensationRequested' }>,
): Transition | Ignored => {
  const refused = refusedAbort(checkout);
  if (refused !== undefined) return refused;
  const intervention: Intervention = { action: 'COMPENSATE', by, reason, at };
  return { ...abort({ checkout: noted(checkout, intervention), at }, { reason: 'aborted-by-operator', details: {} }), intervention };
};
