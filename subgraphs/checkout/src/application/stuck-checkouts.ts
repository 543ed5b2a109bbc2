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
import type { SagaInput } from '../domain/saga-messages';
import type { Checkouts, InputOutcome } from './checkouts';
import type { CheckoutStore, StuckCheckout, StuckCriteria } from './ports';

export type StuckCheckouts = ReturnType<typeof createStuckCheckouts>;

type ResumeRefusal = Refusal<'forbidden' | 'checkout-not-found' | 'checkout-is-over' | 'nothing-to-ask-again'>;
type CompensateRefusal = Refusal<'forbidden' | 'checkout-not-found' | 'checkout-is-over' | 'checkout-past-abort' | 'invalid-reason'>;

/** The time after which a passed deadline that was not handled counts as stuck: many runs of the deadlines job. */
const deadlineTolerance = minutes(5);

const criteriaAt = (at: Instant): StuckCriteria => ({
  deadlinesPassed: stuckAfterDeadlines,
  deadlineBefore: before(at, deadlineTolerance),
});

type Dependencies = { readonly checkouts: Checkouts; readonly store: CheckoutStore; readonly clock: Clock };

const reasonShape = /^[^\s\p{Cc}\p{Cs}][^\p{Cc}\p{Cs}]{0,299}$/u;

/** The use cases of operators for stuck checkouts. */
export const createStuckCheckouts = ({ checkouts, store, clock }: Dependencies) => {
  const intervene = async (id: string, input: SagaInput, cause: Cause): Promise<CheckoutId | Exclude<InputOutcome, 'moved'>> => {
    if (!isId(id)) return refuse('checkout-not-found');
    const outcome = await checkouts.handle(idOf(id), input, cause);
    // An input that is not awaited finds the checkout already being undone.
    const isDone = !isRefused(outcome) || outcome.refused === 'not-pending-answers' || outcome.refused === 'earlier-payment';
    return isDone ? idOf(id) : outcome;
  };

  return {
    /** Lists stuck checkouts. For operators only. */
    page: async (actor: Actor, page: Page<CheckoutId>): Promise<readonly StuckCheckout[] | Refusal<'forbidden'>> =>
      isOperator(actor) ? store.stuck(criteriaAt(clock()), page) : refuse('forbidden'),

    /** Sends the unanswered requests of a checkout again and resets its waits. */
    resume: async (id: string, cause: Cause): Promise<CheckoutId | ResumeRefusal> => {
      if (!isOperator(cause.actor)) return refuse('forbidden');
      const outcome = await intervene(id, { type: 'ResumeRequested', by: actorRef(cause.actor) }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'checkout-not-found', 'checkout-is-over', 'nothing-to-ask-again') : outcome;
    },

    /** Aborts a checkout with a reason for the log. Possible until the capture is requested. */
    compensate: async (id: string, reason: string, cause: Cause): Promise<CheckoutId | CompensateRefusal> => {
      if (!isOperator(cause.actor)) return refuse('forbidden');
      if (!reasonShape.test(reason)) return refuse('invalid-reason', { path: ['reason'] });
      const outcome = await intervene(id, { type: 'CompensationRequested', by: actorRef(cause.actor), reason }, cause);
      return isRefused(outcome) ? narrowRefusal(outcome, 'checkout-not-found', 'checkout-is-over', 'checkout-past-abort') : outcome;
    },
  };
};

type Detection = { readonly store: Pick<CheckoutStore, 'reportStuck'>; readonly setGauge: (count: number) => void };

/** Reports the number of stuck checkouts, and raises one alert for those without an alert since their last progress. */
export const detectStuckCheckouts = ({ store, setGauge }: Detection): Job => ({
  name: 'detect-stuck-sagas',
  every: minutes(1),
  run: async ({ now, alert }) => {
    const { count, unreported } = await store.reportStuck(criteriaAt(now));
    setGauge(count);
    if (unreported.length > 0) alert('checkouts-stuck', { stuck: count, checkoutIds: unreported });
    return count;
  },
});
