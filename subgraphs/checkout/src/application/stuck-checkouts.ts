import type { Job, Page } from '@marketplace/application';
import {
  actorRef,
  before,
  idOf,
  isId,
  isOperator,
  isRefused,
  minutes,
  narrowRefusal,
  refuse,
  type Actor,
  type Cause,
  type CheckoutId,
  type Clock,
  type Instant,
  type Refusal,
} from '@marketplace/kernel';
import { stuckAfterDeadlines } from '../domain/deadlines';
import type { News } from '../domain/news';
import type { Checkouts, Heard } from './checkouts';
import type { CheckoutStore, StuckCheckout, StuckSign } from './ports';

export type StuckCheckouts = ReturnType<typeof createStuckCheckouts>;

type ResumeRefusal = Refusal<'forbidden' | 'checkout-not-found' | 'checkout-is-over' | 'nothing-to-ask-again'>;
type CompensateRefusal = Refusal<'forbidden' | 'checkout-not-found' | 'checkout-is-over' | 'checkout-past-abort' | 'invalid-reason'>;

/** How long past its deadline a checkout may be before somebody must look: many runs of the deadlines job. */
const untoldFor = minutes(5);

const signAt = (at: Instant): StuckSign => ({ deadlinesPassed: stuckAfterDeadlines, deadlineBefore: before(at, untoldFor) });

type Needs = { readonly checkouts: Checkouts; readonly store: CheckoutStore; readonly clock: Clock };

const reasonShape = /^[^\s\p{Cc}\p{Cs}][^\p{Cc}\p{Cs}]{0,299}$/u;

/** What operators see of checkouts that make no progress, and what they can do about one. */
export const createStuckCheckouts = ({ checkouts, store, clock }: Needs) => {
  const intervene = async (id: string, news: News, cause: Cause): Promise<CheckoutId | Exclude<Heard, 'moved'>> => {
    if (!isId(id)) return refuse('checkout-not-found');
    const outcome = await checkouts.hear(idOf(id), news, cause);
    // What is not awaited any more is being undone already.
    const isDone = !isRefused(outcome) || outcome.refused === 'not-awaited' || outcome.refused === 'earlier-payment';
    return isDone ? idOf(id) : outcome;
  };

  return {
    /** For operators only. */
    page: async (actor: Actor, page: Page<CheckoutId>): Promise<readonly StuckCheckout[] | Refusal<'forbidden'>> =>
      isOperator(actor) ? store.stuck(signAt(clock()), page) : refuse('forbidden'),

    /** An operator makes a checkout ask again what is not answered, and wait as if for the first time. */
    resume: async (id: string, cause: Cause): Promise<CheckoutId | ResumeRefusal> => {
      if (!isOperator(cause.actor)) return refuse('forbidden');
      const outcome = await intervene(id, { type: 'ResumeRequested', by: actorRef(cause.actor) }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'checkout-not-found', 'checkout-is-over', 'nothing-to-ask-again') : outcome;
    },

    /** An operator calls a checkout off and says why; possible until the capture is asked for. */
    compensate: async (id: string, reason: string, cause: Cause): Promise<CheckoutId | CompensateRefusal> => {
      if (!isOperator(cause.actor)) return refuse('forbidden');
      if (!reasonShape.test(reason)) return refuse('invalid-reason', { path: ['reason'] });
      const outcome = await intervene(id, { type: 'CompensationRequested', by: actorRef(cause.actor), reason }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'checkout-not-found', 'checkout-is-over', 'checkout-past-abort') : outcome;
    },
  };
};

type Detection = { readonly store: Pick<CheckoutStore, 'tellStuck'>; readonly show: (count: number) => void };

/** Shows how many checkouts make no progress, and raises an alert for those that there was none for since they last moved. */
export const detectStuckCheckouts = ({ store, show }: Detection): Job => ({
  name: 'detect-stuck-sagas',
  every: minutes(1),
  run: async ({ now, alert }) => {
    const { count, untold } = await store.tellStuck(signAt(now));
    show(count);
    if (untold.length > 0) alert('checkouts-stuck', { stuck: count, checkoutIds: untold });
    return count;
  },
});
